"""The flux against the phase of an ephemeris, two cycles."""

from __future__ import annotations

from typing import Any

import numpy as np

from vhegui.analysis.written_numbers import value_error
from vhegui.core.estimators.light_curve.phase import PhaseCurve
from vhegui.gui.figures.band_items import BandItems, Values
from vhegui.gui.figures.flux_plot import LONG_AXIS, flux_axis
from vhegui.gui.figures.flux_units import flux_unit
from vhegui.gui.figures.looks import Looks
from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.curve_plot import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

TIP = (
    "Events and good time folded with the ephemeris: phase 0 at the epoch, the same cycle drawn twice. The flux is\n"
    "that of the model's shape in the fit range. Arrival times are those at the telescope: no barycentre correction\n"
    "(± 500 s in a year) is made, which matters for periods of seconds to hours.\n"
    "H test: de Jager, Raubenheimer & Swanepoel 1989, A&A 221, 180; its chance is for one period, not for a search."
)
NO_PERIOD = "Type a period above (days), and the epoch of phase 0."
CYCLES = 2.0


class PhasePlot(TitledView):
    """One flux, drawn twice."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Phase", theme, (1.0,), name="Flux against phase", tip=TIP)
        self.drawn = BandItems(self.plot, 0)
        self._values: Values | None = None
        self._unit = flux_unit(Looks().unit)
        self._axis: Axis | None = None
        self.plot.box.home_requested.disconnect(self.plot.fit_range)
        self.plot.box.home_requested.connect(self.show_all)
        self._fit_axis()

    def set_phase(self, found: PhaseCurve | None, looks: Looks) -> None:
        """Another folded curve; None: no period is given."""
        self.note.say(NO_PERIOD if found is None else "")
        if found is None:
            self.drawn.clear()
            self.set_names(())
            return
        curve, unit = found.curve, flux_unit(looks.unit)
        factor = unit.scale(curve, looks.crab)[:, 0]
        flux, errn, errp, limit = (
            np.tile(getattr(curve, name)[:, 0] * factor, 2) for name in ("norm", "norm_errn", "norm_errp", "norm_ul")
        )
        limits, livetime = np.tile(curve.is_ul[:, 0], 2), np.tile(curve.livetime, 2)
        self._values = Values(flux, errn, errp, limit, limits, livetime)
        start, stop = (np.concatenate([edge, edge + 1.0]) for edge in (curve.time_min, curve.time_max))
        self.drawn.set_data(TimeScale.of(np.zeros(1), np.full(1, CYCLES), False), start, stop, self._values)
        known = factor[np.isfinite(factor)]
        scale = float(known[0] / curve.ref_flux[np.isfinite(factor), 0][0]) if len(known) else float("nan")
        mean, error = found.likelihood.flux * scale, found.likelihood.flux_err * scale
        self.drawn.set_mean(TimeScale.of(np.zeros(1), np.full(1, CYCLES), False), mean, error)
        self._unit = unit
        self._fit_axis()
        self.set_names([(f"constant: {value_error(mean, error, unit.unit)}", self.drawn.sample)])
        self.show_all()

    def resizeEvent(self, ev: Any) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "_axis"):  # the first resize comes while the base class is made
            self._fit_axis()

    def _fit_axis(self) -> None:
        """Name and unit of the flux; a short axis has room for a symbol and the power of ten, which must not go."""
        axis = flux_axis(self._unit, self.range.height() - self.header_height < LONG_AXIS)
        if axis != self._axis:
            self._axis = axis
            self.set_axes(Axis("Phase"), axis)

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in self.drawn.all:
            item.setOpacity(0.35 if dimmed else 1.0)

    def show_all(self) -> None:
        """Both cycles."""
        if self._values is None:
            return
        low, high = self._values.ends
        if len(high):
            bottom, top = min(0.0, float(low.min())), float(high.max())
            self.plot.set_range((0.0, CYCLES), (bottom - 0.05 * (top - bottom), top + 0.1 * (top - bottom)))
