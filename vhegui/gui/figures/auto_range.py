"""Which part of an axis is shown while data move: everything, without jumping at every frame. No Qt."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.typing import Array

Range = tuple[float, float]
MOST_RATIO = 3.0  # that a ratio of data to model is shown above 1


def log_range(
    values: Array, now: Range | None, decades: float = 5.0, floor: float = 0.0, room: float = 1.5
) -> Range | None:
    """A range for a logarithmic axis: all positive values, at most `decades`, ends on quarter decades.

    room : factor left free above the largest value.
    `now` is kept while it still holds the values and is not far too wide. None when nothing is positive.
    """
    good = values[np.isfinite(values) & (values > 0.0)]
    if not len(good):
        return None
    high = float(good.max())
    low = max(float(good.min()), high * 10.0**-decades, floor)
    fresh = math.floor(4.0 * math.log10(low / 1.25)) / 4.0, math.ceil(4.0 * math.log10(high * room)) / 4.0
    holds = now is not None and now[0] <= low and high <= now[1]
    if now is not None and holds and math.log10(now[1] / now[0]) < 2.0 * (fresh[1] - fresh[0]):
        return now
    return 10.0 ** fresh[0], 10.0 ** fresh[1]


def linear_range(values: Array, now: Range | None) -> Range | None:
    """A range for a linear axis that holds all values and zero, with a little room, ends on round numbers."""
    good = values[np.isfinite(values)]
    if not len(good):
        return None
    low, high = min(float(good.min()), 0.0), max(float(good.max()), 0.0)
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-30))) / 10.0
    space = 0.05 * (high - low)
    fresh = math.floor((low - space) / step) * step if low < 0.0 else 0.0, math.ceil((high + space) / step) * step
    if now is not None and now[0] <= low and high <= now[1] and now[1] - now[0] < 2.0 * (fresh[1] - fresh[0]):
        return now
    return fresh


def symmetric_range(values: Array, now: Range | None, least: float = 3.0) -> Range:
    """−a … a around all values, at least ± `least`."""
    good = np.abs(values[np.isfinite(values)])
    reach = max(least, float(good.max()) + 1.1 if len(good) else 0.0)
    if now is not None and reach <= now[1] <= 1.6 * reach:
        return now
    half = math.ceil(2.0 * reach) / 2.0
    return -half, half


def ratio_range(values: Array, errors: Array, now: Range | None) -> Range:
    """As far below 1 as above it around ratios and their errors; those that say little (error > 1) may be outside."""
    telling = np.isfinite(values) & (errors <= 1.0)
    reach = np.abs(values[telling] - 1.0) + errors[telling]
    far = min(max(0.5, float(reach.max()) if len(reach) else 0.0), MOST_RATIO)
    if now is not None and far <= now[1] - 1.0 <= 1.6 * far:
        return now
    half = math.ceil(4.0 * far + 0.4) / 4.0
    return 1.0 - half, 1.0 + half
