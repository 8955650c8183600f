"""Ticks of a short stretch of time: the clock in UTC, or MJD. No Qt."""

from __future__ import annotations

import math

from vhegui.gui.plotting.axes.date_ticks import MONTHS, calendar, date_ticks
from vhegui.gui.plotting.axes.ticks import Tick, Ticks, linear_step, multiples

SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
DAY = 86400.0
CLOCK_UP_TO = 1.5  # days


def utc_ticks(low: float, high: float, count: float) -> list[Tick]:
    """About `count` ticks between two MJD (UTC): the time of day, in longer stretches days, months or years."""
    if high - low > CLOCK_UP_TO:
        return list(date_ticks(low, high, count).ticks)
    step = clock_step(high - low, count)
    day = math.floor(low)
    return [Tick(day + at, clock(day + at, step)) for at in multiples(low - day, high - day, step / DAY).tolist()]


def clock_step(span: float, count: float) -> float:
    """Seconds between ticks of `span` days, about `count` of them."""
    return float(next((step for step in SECONDS if step * max(count, 1.0) >= span * DAY), SECONDS[-1]))


def clock(mjd: float, step: float) -> str:
    """`22:30`, with seconds where the step needs them; the date at midnight."""
    total = round((mjd % 1.0) * DAY)
    if total in (0, 86400):
        date = calendar(round(mjd))
        return f"{date.day} {MONTHS[date.month - 1]}"
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if step < 60 else "")


def mjd_ticks(low: float, high: float, count: float) -> list[Tick]:
    """About `count` ticks between two MJD, with as many decimals as they need."""
    step = linear_step(high - low, count)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    day = math.floor(low)
    return [Tick(day + at, f"{day + at:.{places}f}") for at in multiples(low - day, high - day, step).tolist()]


def as_ticks(ticks: list[Tick]) -> Ticks:
    """Together."""
    return Ticks(tuple(ticks))
