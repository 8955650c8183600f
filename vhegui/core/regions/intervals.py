"""Intervals of an angle, deg: their union, and what is left between them."""

from __future__ import annotations

Interval = tuple[float, float]
ROUNDING = 1e-9  # deg: two ends this near each other are the same place, found in two ways


def merge_intervals(intervals: list[Interval]) -> list[Interval]:
    """Union of intervals of angle (deg), wrapped into [0, 360], sorted; those that meet but for rounding are one.

    >>> merge_intervals([(-10.0, 20.0), (20.0 + 1e-14, 30.0)])
    [(0.0, 30.0), (350.0, 360.0)]
    """
    pieces: list[Interval] = []
    for low, high in intervals:
        if high - low >= 360.0:
            return [(0.0, 360.0)]
        low_wrapped = low % 360.0
        high_wrapped = low_wrapped + (high - low)
        pieces.append((low_wrapped, min(high_wrapped, 360.0)))
        if high_wrapped > 360.0:
            pieces.append((0.0, high_wrapped - 360.0))
    merged: list[Interval] = []
    for low, high in sorted(pieces):
        if merged and low <= merged[-1][1] + ROUNDING:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def gaps(merged: list[Interval]) -> list[Interval]:
    """What merged intervals in [0, 360] leave free all round, but for rounding; the last may go on beyond 360.

    >>> gaps([(10.0, 20.0), (100.0, 350.0)])
    [(20.0, 100.0), (350.0, 370.0)]
    >>> gaps([(0.0, 20.0), (100.0, 360.0 - 1e-12)])
    [(20.0, 100.0)]
    """
    if not merged:
        return [(0.0, 360.0)]
    starts = [low for low, _ in merged[1:]] + [merged[0][0] + 360.0]
    return [(high, low) for (_, high), low in zip(merged, starts, strict=True) if low > high + ROUNDING]
