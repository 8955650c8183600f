"""The statistic against one parameter, the others re-optimised, and contours of two that grow point by point."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.parameter_names import parameter_name, short_unit
from vhegui.core.fitting.contours import LEVELS, Contours, error_ellipse
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.fitting.result import FitResult
from vhegui.core.typing import Array
from vhegui.gui.plotting.curve_view import Axis
from vhegui.gui.plotting.plot_header import TitledView
from vhegui.gui.theme import LIGHT, Theme

EMPTY = np.zeros(0)
PROFILE_TIP = (
    "How far the statistic rises when this parameter is moved and all others are fitted again. Where it crosses 1\n"
    "and 4 are the 1 and 2 σ errors (MINOS); the parabola is what the covariance says."
)
CONTOUR_TIP = (
    "Where the statistic, the other parameters re-optimised, has risen by 2.30 (68 % in two dimensions) and\n"
    "5.99 (95 %). "
    "Dashed: the ellipses of the covariance. Cross: the best fit."
)
LEAST_HEIGHT = 135  # pixels; below, axes and names take everything


class ParameterPlot(TitledView):
    """ΔW against one parameter."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Profile", theme, name="Profile of a parameter", tip=PROFILE_TIP)
        self.setMinimumHeight(LEAST_HEIGHT)
        self._levels = self.plot.add_level("muted", style="dash")
        self._minos = self.plot.add_level("threshold", vertical=True, style="dash")
        self._best = self.plot.add_level("muted", vertical=True)
        self._parabola = self.plot.add_line("off", style="dash", width=1.5)
        self._curve = self.plot.add_line("model")
        self._points = self.plot.add_points("model", size=2.5)
        self.set_axes(Axis("Parameter"), Axis("ΔW"))
        self.note.say("Profile: choose a parameter")

    def show_profile(self, name: str, fit: FitResult, grid: Array, rise: Array, error: AsymmetricError) -> None:
        """`rise` (n,) at the values `grid` (n,)."""
        parameter = fit.joint[name]
        self.note.say("")
        self.set_title(f"Profile of {parameter_name(name)}")
        self.set_axes(Axis(parameter_name(name), short_unit(parameter.unit)), Axis("ΔW"))
        self._curve.set_data(grid, rise)
        self._points.set_data(grid, rise)
        self._parabola.set_data(grid, ((grid - parameter.value) / parameter.error) ** 2)
        self._levels.set_data(1.0, 4.0)
        self._best.set_data(parameter.value)
        ends = [parameter.value - error.errn, parameter.value + error.errp]
        self._minos.set_data(*(end for end in ends if np.isfinite(end)))
        self.set_names((("re-fitted", [self._curve]), ("covariance", [self._parabola])))
        good = rise[np.isfinite(rise)]
        top = min(float(good.max(initial=4.0)), 12.0)
        self.plot.set_range((float(grid[0]), float(grid[-1])), (-0.03 * top, 1.08 * top))


class ContourPlot(TitledView):
    """Two parameters."""

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__("Contours", theme, name="Contours of two parameters", tip=CONTOUR_TIP)
        self.setMinimumHeight(LEAST_HEIGHT)
        roles = ("model", "series0")
        self._ellipses = [self.plot.add_line("off", style="dash", width=1.0) for _ in roles]
        self._curves = [self.plot.add_line(role) for role in roles]
        self._points = [self.plot.add_points(role, size=2.5) for role in roles]
        self._best = self.plot.add_points("excess", symbol="plus", size=6.0)
        self.set_axes(Axis("Parameter"), Axis("Another"))
        self.note.say("Contours: choose two parameters")

    def begin(self, fit: FitResult, name_x: str, name_y: str) -> None:
        """Axes, best fit and ellipses, before any point is there."""
        x, y = fit.joint[name_x], fit.joint[name_y]
        self.note.say("")
        self.set_title("Contours")
        self.set_axes(*(Axis(parameter_name(p.name), short_unit(p.unit)) for p in (x, y)))
        self._best.set_data(np.array([x.value]), np.array([y.value]))
        for item, delta in zip(self._ellipses, LEVELS, strict=True):
            item.set_data(*error_ellipse(fit, name_x, name_y, delta))
        for item in (*self._curves, *self._points):
            item.set_data(EMPTY, EMPTY)
        self.set_names(
            (("68 %", [self._curves[0]]), ("95 %", [self._curves[1]]), ("covariance", [self._ellipses[0]]),
             ("best fit", [self._best]))
        )  # fmt: skip
        reach = 1.25 * np.sqrt(LEVELS[-1]) * np.array([x.error, y.error])
        self.plot.set_range((x.value - reach[0], x.value + reach[0]), (y.value - reach[1], y.value + reach[1]))

    def show_contours(self, found: Contours) -> None:
        """All points so far; a finished curve is closed."""
        for x, y, curve, points in zip(found.x, found.y, self._curves, self._points, strict=True):
            good = np.isfinite(x)
            points.set_data(x[good], y[good])
            curve.set_data(np.append(x, x[0]), np.append(y, y[0]))
        self._widen(found)

    def _widen(self, found: Contours) -> None:
        """Never cut a contour that reaches beyond the ellipses."""
        (left, right), (low, high) = self.plot.visible_range()
        good = np.isfinite(found.x)
        if good.any():
            x, y = found.x[good], found.y[good]
            wide, tall = 0.03 * (right - left), 0.03 * (high - low)
            self.plot.set_range(
                (min(left, float(x.min()) - wide), max(right, float(x.max()) + wide)),
                (min(low, float(y.min()) - tall), max(high, float(y.max()) + tall)),
            )
