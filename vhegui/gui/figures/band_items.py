"""What is drawn of one energy band: points, upper limits, and the flux that is the same at all times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import EMPTY, Array, BoolArray
from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.curve_items import BandItem, CurveItem, LimitsItem, LineItem, PointsItem
from vhegui.gui.plotting.curve_plot import CurvePlot

SYMBOLS = ("circle", "square", "diamond")
CROWDS = ((600, 1.5, 0.0), (80, 2.3, 0.0), (0, 3.5, 3.0))  # from so many points on: size, caps of the bars
LITTLE = 0.25  # of the usual livetime: bins with less do not decide about the range of the plot


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
        limit = values.shown_limit
        shown = ~limit & np.isfinite(values.flux)
        self.points.size_, self.points.CAP = next((size, cap) for count, size, cap in CROWDS if len(start) >= count)
        errors = np.stack([values.errn, values.errp])[:, shown]
        self.points.set_data(middle[shown], values.flux[shown], half[shown], errors)
        self.limits.set_data(middle[limit], values.limit[limit], half[limit])

    def set_mean(self, scale: TimeScale, mean: float, error: float) -> None:
        """The constant flux and its error; NaN: none."""
        if not math.isfinite(mean):
            self.mean.set_data(EMPTY, EMPTY)
            self.spread.set_data(EMPTY, EMPTY, EMPTY)
            return
        low, high = scale.ends
        x = np.array([low - (high - low), high + (high - low)])
        self.mean.set_data(x, np.full(2, mean))
        self.spread.set_data(x, np.full(2, mean - error), np.full(2, mean + error))

    def clear(self) -> None:
        """Nothing to draw."""
        self.points.set_data(EMPTY, EMPTY)
        self.limits.set_data(EMPTY, EMPTY)
        self.mean.set_data(EMPTY, EMPTY)
        self.spread.set_data(EMPTY, EMPTY, EMPTY)


@dataclass(frozen=True, eq=False)
class Values:
    """Fluxes of one band in one unit, with positive errors, and limits where `is_limit`; arrays of shape (n_times,).

    weight : livetimes, s.
    """

    flux: Array
    errn: Array
    errp: Array
    limit: Array
    is_limit: BoolArray
    weight: Array

    @property
    def shown_limit(self) -> BoolArray:
        """Where a limit is drawn."""
        return self.is_limit & np.isfinite(self.limit)

    @property
    def ends(self) -> tuple[Array, Array]:
        """Lower and upper ends of what decides about the range: finite values of bins that are not mere slivers."""
        limit = self.shown_limit
        low = np.where(limit, 0.0, self.flux - np.nan_to_num(self.errn))
        high = np.where(limit, self.limit, self.flux + np.nan_to_num(self.errp))
        good = np.isfinite(low) & np.isfinite(high)
        if good.any():
            good &= self.weight >= LITTLE * np.median(self.weight[good])
        return low[good], high[good]
