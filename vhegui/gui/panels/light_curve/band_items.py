"""What is drawn of one energy band: points, upper limits, and the flux that is the same at all times."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.typing import Array, BoolArray
from vhegui.gui.plotting.curve_items import BandItem, CurveItem, LimitsItem, LineItem, PointsItem
from vhegui.gui.plotting.curve_plot import CurvePlot
from vhegui.gui.plotting.time_scale import TimeScale

SYMBOLS = ("circle", "square", "diamond")
MANY = 300  # more points are drawn smaller
NOTHING = np.zeros(0)


class BandItems:
    """The items of one band in one plot, in colour `series<number>`."""

    def __init__(self, plot: CurvePlot, number: int) -> None:
        role = f"series{number}"
        self.spread = plot.add_band(role, alpha=0.16)
        self.mean = plot.add_line(role, style="dash", width=1.2)
        self.limits = plot.add_limits(role)
        self.limits.ARROW = 14.0
        self.points = plot.add_points(role, symbol=SYMBOLS[number % len(SYMBOLS)], size=3.5)

    @property
    def all(self) -> tuple[PointsItem | LimitsItem | LineItem | BandItem, ...]:
        return self.points, self.limits, self.mean, self.spread

    @property
    def sample(self) -> list[CurveItem]:
        """For the header."""
        return [self.points]

    def set_data(self, scale: TimeScale, start: Array, stop: Array, values: Values) -> None:
        """Other fluxes of the time bins (MJD TT)."""
        left, right = scale.to_x(start), scale.to_x(stop)
        middle = 0.5 * (left + right)
        half = 0.5 * (right - left)
        limit = values.is_limit
        shown = ~limit & np.isfinite(values.flux)
        self.points.size_ = 3.5 if len(start) <= MANY else 2.2
        errors = np.stack([values.errn, values.errp])[:, shown]
        self.points.set_data(middle[shown], values.flux[shown], half[shown], errors)
        self.limits.set_data(middle[limit], values.limit[limit], half[limit])

    def set_mean(self, scale: TimeScale, mean: float, error: float) -> None:
        """The constant flux and its error; NaN: none."""
        if not math.isfinite(mean):
            self.mean.set_data(NOTHING, NOTHING)
            self.spread.set_data(NOTHING, NOTHING, NOTHING)
            return
        low, high = scale.ends
        x = np.array([low - (high - low), high + (high - low)])
        self.mean.set_data(x, np.full(2, mean))
        self.spread.set_data(x, np.full(2, mean - error), np.full(2, mean + error))

    def clear(self) -> None:
        """Nothing to draw."""
        self.points.set_data(NOTHING, NOTHING)
        self.limits.set_data(NOTHING, NOTHING)
        self.mean.set_data(NOTHING, NOTHING)
        self.spread.set_data(NOTHING, NOTHING, NOTHING)


class Values:
    """Fluxes of one band in one unit, arrays of shape (n_times,)."""

    def __init__(self, flux: Array, errn: Array, errp: Array, limit: Array, is_limit: BoolArray) -> None:
        self.flux, self.errn, self.errp, self.limit = flux, errn, errp, limit
        self.is_limit = is_limit & np.isfinite(limit)

    @property
    def ends(self) -> tuple[Array, Array]:
        """Lower and upper ends of what is drawn, finite values only."""
        low = np.where(self.is_limit, 0.0, self.flux - np.nan_to_num(self.errn))
        high = np.where(self.is_limit, self.limit, self.flux + np.nan_to_num(self.errp))
        good = np.isfinite(low) & np.isfinite(high)
        return low[good], high[good]
