"""The θ² plot, and below it significance and excess of a region of every radius."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import Qt

from vhegui.analysis.written_numbers import number
from vhegui.core.estimators.theta_psf import PsfExpectation
from vhegui.core.estimators.theta_squared import ThetaSquared
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.gesture_line import GestureLine
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

SQUARE = Axis("θ²", "deg²")
BEYOND = 1.25  # of what is known: so much is shown
TIP = (
    "Events against the squared distance θ² to the centre of the source region: a flat background is flat, because\n"
    "equal steps of θ² are rings of equal area, and a source piles up at zero. Grey: the same about the centres of\n"
    "OFF regions, divided by their number run by run. Beyond the ON radius there are fewer OFF centres, with room for\n"
    "larger circles, so that no event counts twice and none of the source is taken for background.\n"
    "Drag the line to change the radius of the source region. Wheel: look closer; double click: everything."
)


class ThetaPlot(TitledView):
    """`line` : the ON radius, at its square."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("ON and OFF events", theme, (1.6, 1.0), name="Events against squared distance", tip=TIP)
        top, low = self.plots
        self._off = top.add_steps("off", "", filled=True)
        self._psf = top.add_line("model")
        self._on = top.add_points("on", size=3.0)
        self._beyond = [plot.add_safe_range("off") for plot in self.plots]
        self._significance = low.add_line("series0")
        self._excess = low.add_line("series2", style="dash")
        self._contained = low.add_line("model", style="dot", width=1.5)
        self.lines = tuple(GestureLine(theme, role="foreground") for _ in self.plots)
        for plot, line in zip(self.plots, self.lines, strict=True):
            plot.box.addItem(line, ignoreBounds=True)
            plot.box.home_requested.disconnect(plot.fit_range)
            plot.box.home_requested.connect(self.show_all)
            plot.box.sigRangeChangedManually.connect(self._leave_automatic)
            line.hide()
        self.automatic = True
        self._theta: ThetaSquared | None = None
        self.growth_shown = True
        self.set_axes(SQUARE, Axis("Events"), Axis("% of best"))

    @property
    def line(self) -> GestureLine:
        """The ON radius in the upper plot."""
        return self.lines[0]

    def set_growth_shown(self, shown: bool) -> None:
        """Show the lower plot."""
        self.growth_shown = shown
        self.set_rows_shown(2 if shown else 1)
        self._name_curves()

    def set_radius(self, radius: float) -> None:
        """Where the ON radius (deg) is."""
        for line in self.lines:
            line.set_value(radius**2, False)

    def set_theta(self, theta: ThetaSquared, expected: PsfExpectation | None, hold: bool = False) -> None:
        """Other events. `hold`: the visible range stays (in a drag)."""
        self._theta = theta
        used = theta.centres > 0
        last = int(used.sum())
        centres = 0.5 * (theta.edges[1:] + theta.edges[:-1])
        half = np.full(last, 0.5 * (theta.edges[1] - theta.edges[0]))
        self._off.set_data(theta.edges[: last + 1], theta.background[:last])
        self._on.set_data(centres[used], theta.on[used], half, np.sqrt(theta.on[used]))
        self._psf.set_data(*self._model_curve(theta, expected))
        for item in self._beyond:
            item.set_data(None, theta.reach if last < len(used) else None)
        self._draw_growth(theta, expected)
        self._name_curves()
        if self.automatic and not hold:
            self._fit_ranges(self._reach(theta))

    def set_dimmed(self, dimmed: bool) -> None:
        """Faint while what is shown belongs to an earlier state."""
        for item in (self._off, self._psf, self._on, self._significance, self._excess, self._contained):
            item.setOpacity(0.35 if dimmed else 1.0)

    def show_all(self) -> None:
        """Everything, and follow the data again."""
        self.automatic = True
        if self._theta is not None:
            self._fit_ranges(float(self._theta.edges[-1]))

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for line in getattr(self, "lines", ()):
            line.set_theme(theme)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and any(line.cancel() for line in self.lines):
            event.accept()
            return
        super().keyPressEvent(event)

    # drawing

    def _model_curve(self, theta: ThetaSquared, expected: PsfExpectation | None) -> tuple[Array, Array]:
        """The expected point source on a flat background, as a line of steps."""
        if expected is None:
            return EMPTY, EMPTY
        edges = theta.edges[theta.edges <= theta.reach * (1 + 1e-9)]
        counts = theta.level + expected.per_bin(edges)
        return np.repeat(edges, 2)[1:-1], np.repeat(counts, 2)

    def _draw_growth(self, theta: ThetaSquared, expected: PsfExpectation | None) -> None:
        significance, excess = theta.inside_significance, theta.inside_excess
        for item, values in ((self._significance, significance), (self._excess, excess)):
            largest = np.nanmax(values) if np.isfinite(values).any() else 0.0
            item.set_data(theta.edges, 100.0 * values / largest if largest > 0 else np.full(len(values), np.nan))
        if expected is None:
            self._contained.set_data(EMPTY, EMPTY)
        else:
            self._contained.set_data(expected.square, 100.0 * expected.contained / expected.contained[-1])

    def _name_curves(self) -> None:
        theta = self._theta
        if theta is None:
            self.set_names(())
            return
        names: list[Any] = [("ON", [self._on]), ("OFF / number of centres", [self._off])]
        if len(self._psf.arrays[0]):
            names.append(("PSF on flat background", [self._psf]))
        if self.growth_shown:
            names += [(_best("significance", "σ", theta, theta.inside_significance), [self._significance])]
            names += [(_most(theta), [self._excess])]
            if len(self._contained.arrays[0]):
                names.append(("PSF within θ", [self._contained]))
        self.set_names(names)

    # range

    def _leave_automatic(self, *_: object) -> None:
        self.automatic = False

    def _reach(self, theta: ThetaSquared) -> float:
        """To which θ² (deg²) is shown: as far as before, where half of that is outside of ON and all of it has bins, so
        that a dragged radius does not end in a jump. Else as far as there are bins, with ON whole and what lies beyond.
        """
        shown, last = self.plot.visible_range()[0][1], float(theta.edges[-1])
        last = min(last, BEYOND * max(theta.reach, theta.radius**2))
        return shown if 2.0 * theta.radius**2 <= shown <= last else last

    def _fit_ranges(self, reach: float) -> None:
        theta = self._theta
        if theta is None:
            return
        used = theta.centres > 0
        heights = (theta.on + np.sqrt(theta.on))[used], theta.background[used], self._psf.arrays[1]
        top = max(float(values.max(initial=1.0)) for values in heights)
        wanted = ((0.0, reach), (-0.02 * top, 1.06 * top))
        self.plot.set_range(*wanted)
        self.plots[1].set_range(wanted[0], (0.0, 115.0))


def _best(what: str, unit: str, theta: ThetaSquared, values: Array) -> str:
    """`significance within θ (largest: 41.3 σ at 0.14°)`."""
    if not np.isfinite(values).any() or np.nanmax(values) <= 0:
        return f"{what} within θ"
    place = int(np.nanargmax(values))
    radius = float(np.sqrt(theta.edges[place]))
    return f"{what} within θ (100 %: {number(float(values[place]), 3)} {unit}, θ = {radius:.2f}°)"


def _most(theta: ThetaSquared) -> str:
    values = theta.inside_excess
    if not np.isfinite(values).any() or np.nanmax(values) <= 0:
        return "excess within θ"
    return f"excess within θ (100 %: {np.nanmax(values):.0f})"
