"""How the signal builds up with livetime: excess, and below it significance."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.light_curve.signal_growth import SignalGrowth
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Sums over the fit range from the first run on. A steady source gathers excess in proportion to livetime (dashed\n"
    "line through the last point) and significance as the square root of livetime. A step is a flare, a plateau a\n"
    "pause of the source; a slow bend can also be worse weather or lower elevation: excess is not corrected for it.\n"
    "Band: ±1σ of the excess. Wheel: look closer, drag: move, double click: everything."
)


class GrowthPlot(TitledView):
    """Two plots over one axis of livetime."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Growth", theme, (1.0, 1.0), name="Excess and significance against livetime", tip=TIP)
        top, low = self.plots
        self.band = top.add_band("on")
        self.excess, self.line = top.add_line("on"), top.add_line("model", style="dash", width=1.2)
        self.sigma, self.root = low.add_line("series2"), low.add_line("model", style="dash", width=1.2)
        self._growth: SignalGrowth | None = None
        self.set_axes(Axis("Livetime", "h"), Axis("Excess"), Axis("σ"))
        for plot in self.plots:
            plot.box.home_requested.disconnect(plot.fit_range)
            plot.box.home_requested.connect(self.show_all)

    def set_growth(self, growth: SignalGrowth) -> None:
        """Other runs."""
        self._growth = growth
        start = np.zeros(1)
        hours, excess = (np.append(start, part) for part in (growth.livetime / 3600.0, growth.excess))
        error = np.append(start, np.nan_to_num(growth.excess_error))
        self.band.set_data(hours, excess - error, excess + error)
        self.excess.set_data(hours, excess)
        self.line.set_data(hours, np.append(start, growth.expected_excess))
        self.sigma.set_data(hours, np.append(start, growth.sqrt_ts))
        fine = np.linspace(0.0, hours[-1], 100)
        last = float(growth.sqrt_ts[-1]) if len(growth.sqrt_ts) else 0.0
        self.root.set_data(fine, growth.expected_sqrt_ts(3600.0 * fine))
        self.note.say("" if len(growth.livetime) else "No run has safe energies in the fit range.")
        self.set_names(
            [
                (f"excess: {excess[-1]:.0f} ± {error[-1]:.0f}".replace("-", "−"), [self.excess]),
                (f"significance: {number(last, 3)} σ", [self.sigma]),
                ("steady source: ∝ t, ∝ √t", [self.line]),
            ]
        )
        self.show_all()

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in (self.band, self.excess, self.line, self.sigma, self.root):
            item.setOpacity(0.35 if dimmed else 1.0)

    def show_all(self) -> None:
        """Both curves from zero."""
        growth = self._growth
        if growth is None or not len(growth.livetime):
            return
        hours = float(growth.livetime[-1]) / 3600.0
        for plot, low, high in (
            (self.plots[0], growth.excess - growth.excess_error, growth.excess + growth.excess_error),
            (self.plots[1], growth.sqrt_ts, growth.sqrt_ts),
        ):
            top = max(float(np.nanmax(high)), 1.0)
            bottom = min(float(np.nanmin(low)), 0.0)
            plot.set_range((0.0, 1.01 * hours), (bottom, top + 0.08 * (top - bottom)))
