"""Ticks of a time axis in MJD: years, months, days or hours, whatever fits. No Qt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vhegui.gui.plotting.axes.ticks import Tick, Ticks, linear_step, multiples

_EPOCH = datetime(1858, 11, 17, tzinfo=UTC)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEAR, MONTH = 365.25, 30.44
DAY_STEPS = (1.0, 2.0, 5.0, 10.0)


def date_ticks(low: float, high: float, count: float) -> Ticks:
    """Ticks between two MJD with about `count` labels; years without labels in between stay as small ticks."""
    span = high - low
    if not 0.0 < span < 1e6:
        return Ticks()
    if span > 1.5 * YEAR:
        return _years(low, high, count)
    if span > 2.0 * MONTH:
        return _months(low, high, count)
    if span > 1.5:
        step = next((s for s in DAY_STEPS if s * count >= span), 20.0)
        return Ticks(tuple(Tick(day, _day(day)) for day in multiples(low, high, step).tolist()))
    step = max(1.0, linear_step(span * 24.0, count)) / 24.0
    return Ticks(tuple(Tick(at, _hour(at)) for at in multiples(low, high, step).tolist()))


def calendar(mjd: float) -> datetime:
    """The date and time of an MJD."""
    return _EPOCH + timedelta(days=mjd)


def _mjd(year: int, month: int = 1) -> float:
    return (datetime(year, month, 1, tzinfo=UTC) - _EPOCH).total_seconds() / 86400.0


def _years(low: float, high: float, count: float) -> Ticks:
    first, last = calendar(low).year, calendar(high).year
    every = max(1, int(linear_step(last - first + 1, count)))
    ticks = []
    for year in range(first, last + 2):
        named = year % every == 0
        ticks.append(Tick(_mjd(year), str(year) if named else "", named))
    return Ticks(tuple(ticks))


def _months(low: float, high: float, count: float) -> Ticks:
    start, months = calendar(low), round((high - low) / MONTH) + 2
    every = next((n for n in (1, 2, 3, 6, 12) if months / n <= count), 12)
    ticks = []
    for number in range(start.year * 12 + start.month - 1, start.year * 12 + start.month + months):
        year, month = divmod(number, 12)
        named = month % every == 0
        text = str(year) if month == 0 else MONTHS[month]
        ticks.append(Tick(_mjd(year, month + 1), text if named else "", named))
    return Ticks(tuple(ticks))


def _day(mjd: float) -> str:
    date = calendar(mjd)
    return f"{date.day} {MONTHS[date.month - 1]}"


def _hour(mjd: float) -> str:
    date = calendar(mjd + 0.5 / 86400.0)
    return _day(mjd) if date.hour == 0 else f"{date.hour}h{date.minute:02d}" if date.minute else f"{date.hour}h"
