"""Which part of an axis is shown while data move: everything, without jumping at every frame. No Qt."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from vhegui.core.typing import Array

Range = tuple[float, float]


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
    if now is not None and now[0] <= low * 1.001 and high <= now[1] and _fits(math.log10, now, (low, high)):
        return now
    return 10 ** (math.floor(4.0 * math.log10(low / 1.1)) / 4.0), 10 ** (math.ceil(4.0 * math.log10(high * room)) / 4.0)


def linear_range(values: Array, now: Range | None) -> Range | None:
    """A range for a linear axis that holds all values and zero, with a little room, ends on round numbers."""
    good = values[np.isfinite(values)]
    if not len(good):
        return None
    low, high = min(float(good.min()), 0.0), max(float(good.max()), 0.0)
    if now is not None and now[0] <= low and high <= now[1] and _fits(float, now, (low, high)):
        return now
    step = 10.0 ** math.floor(math.log10(max(high - low, 1e-30))) / 10.0
    room = 0.05 * (high - low)
    return math.floor((low - room) / step) * step if low < 0.0 else 0.0, math.ceil((high + room) / step) * step


def symmetric_range(values: Array, now: Range | None, least: float = 3.0) -> Range:
    """−a … a around all values, at least ± `least`."""
    good = np.abs(values[np.isfinite(values)])
    reach = max(least, float(good.max()) + 1.1 if len(good) else 0.0)
    if now is not None and reach <= now[1] <= 1.6 * reach:
        return now
    half = math.ceil(2.0 * reach) / 2.0
    return -half, half


def _fits(scale: Callable[[float], float], now: Range, wanted: Range) -> bool:
    """Whether what is shown now is less than twice as long as what is wanted."""
    return scale(now[1]) - scale(now[0]) < 2.0 * max(scale(wanted[1]) - scale(wanted[0]), 1e-30)
