"""Where a time goes on an axis on which long pauses may be cut out: runs are minutes, pauses months. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import Array
from vhegui.gui.plotting.axes.date_ticks import MONTHS, calendar
from vhegui.gui.plotting.axes.ticks import Tick, Ticks
from vhegui.gui.plotting.axes.time_ticks import CLOCK_UP_TO, as_ticks, mjd_ticks, utc_ticks

GAP_SHARE, ALL_GAPS_SHARE = 0.05, 0.5  # of the time that is shown: one gap, and all of them
LONG_PAUSE = 0.1  # of the time that is shown: a longer pause is cut


@dataclass(frozen=True, eq=False)
class Gap:
    """A pause that is cut out: from x to x on the axis, and how long it really is (days)."""

    low: float
    high: float
    days: float


@dataclass(frozen=True, eq=False)
class TimeScale:
    """Pieces of time laid side by side, all on the same scale of days.

    start, stop : shape (n,), MJD (TT) of the pieces, rising · place : (n,), x of their starts, days
    offset : TT − UTC in days · mjd : ticks are MJD (TT), else the date and time in UTC.
    """

    start: Array
    stop: Array
    place: Array
    offset: float = 0.0
    mjd: bool = False

    @classmethod
    def of(cls, start: Array, stop: Array, cut: bool, offset: float = 0.0, mjd: bool = False) -> TimeScale:
        """A scale for time bins (shape (n,), MJD TT); `cut` : long pauses between them take little room."""
        order = np.argsort(start, kind="stable")
        start, stop = np.asarray(start, float)[order], np.maximum.accumulate(np.asarray(stop, float)[order])
        if not len(start):
            return cls(np.zeros(1), np.ones(1), np.zeros(1), offset, mjd)
        pause = start[1:] - stop[:-1]
        shown = float((stop[-1] - start[0]) - pause[pause > 0].sum())
        longest = max(2.0 * float(np.median(stop - start)), LONG_PAUSE * shown)
        first = np.flatnonzero(np.append(True, pause > longest)) if cut else np.zeros(1, np.int64)
        begin, end = start[first], stop[np.append(first[1:] - 1, len(stop) - 1)]
        length = end - begin
        gaps = max(len(begin) - 1, 1)
        gap = min(GAP_SHARE, ALL_GAPS_SHARE / gaps) * float(length.sum())
        place = np.concatenate([[0.0], np.cumsum(length + gap)[:-1]])
        return cls(begin, end, place, offset, mjd)

    def same_pieces(self, other: TimeScale) -> bool:
        """Whether the other scale puts every time in the same place."""
        return len(self.start) == len(other.start) and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in ("start", "stop", "place")
        )

    @property
    def ends(self) -> tuple[float, float]:
        """x of the first and last moment."""
        return 0.0, float(self.place[-1] + self.stop[-1] - self.start[-1])

    @property
    def gaps(self) -> list[Gap]:
        """The pauses that are cut out."""
        right = self.place + self.stop - self.start
        return [
            Gap(float(right[i]), float(self.place[i + 1]), float(self.start[i + 1] - self.stop[i]))
            for i in range(len(self.start) - 1)
        ]

    def to_x(self, mjd: Array | float) -> Array:
        """MJD (TT) to x, any shape; within a cut pause in proportion, before and after all pieces on their scale."""
        known, at = self._knots()
        time = np.asarray(mjd, float)
        x = np.interp(time, known, at)
        return x + np.minimum(time - known[0], 0.0) + np.maximum(time - known[-1], 0.0)

    def to_mjd(self, x: Array | float) -> Array:
        """x to MJD (TT), the inverse of `to_x`."""
        known, at = self._knots()
        place = np.asarray(x, float)
        time = np.interp(place, at, known)
        return time + np.minimum(place - at[0], 0.0) + np.maximum(place - at[-1], 0.0)

    def _knots(self) -> tuple[Array, Array]:
        right = self.place + self.stop - self.start
        return np.stack([self.start, self.stop], 1).ravel(), np.stack([self.place, right], 1).ravel()

    def visible(self, low: float, high: float) -> list[tuple[float, float, float]]:
        """Pieces between x `low` and `high`: (x where each begins there, MJD there, length in days)."""
        last = len(self.start) - 1
        found = []
        for i, (start, stop, place) in enumerate(zip(self.start, self.stop, self.place, strict=True)):
            begin = max(low, place) if i > 0 else low
            end = min(high, place + stop - start) if i < last else high
            if end > begin:
                found.append((float(begin), float(start + begin - place), float(end - begin)))
        return found

    def ticks(self, low: float, high: float, count: float) -> Ticks:
        """Ticks between x `low` and `high`, about `count` of them, in every piece on the same steps."""
        pieces = self.visible(low, high)
        if not pieces or not high > low:
            return Ticks()
        spacing = (high - low) / count
        if len(pieces) > 1 and np.median([length for *_, length in pieces]) < 0.8 * spacing:
            return as_ticks([self._middle(*piece) for piece in pieces])
        ticks: list[Tick] = []
        for x, mjd, length in pieces:
            ticks += self._within(x, mjd, length, length / spacing)
        return as_ticks(ticks)

    def captions(self, low: float, high: float) -> list[tuple[float, float, tuple[str, ...]]]:
        """What is said above the pieces between x `low` and `high`: (x, room in x, the date from long to short)."""
        pieces = self.visible(low, high)
        if self.mjd:
            return []
        return [(x, length, self._date(mjd, length)) for x, mjd, length in pieces]

    def _within(self, x: float, mjd: float, length: float, count: float) -> list[Tick]:
        if self.mjd:
            found, shift = mjd_ticks(mjd, mjd + length, count), 0.0
        else:
            # the time of day is short enough for more labels than numbers
            found, shift = utc_ticks(mjd - self.offset, mjd - self.offset + length, 1.4 * count), self.offset
        return [tick._replace(position=x + tick.position + shift - mjd) for tick in found]

    def _middle(self, x: float, mjd: float, length: float) -> Tick:
        middle = mjd + 0.5 * length
        text = f"{middle:.1f}" if self.mjd else f"{calendar(middle - self.offset):%Y-%m-%d}"
        return Tick(x + 0.5 * length, text)

    def _date(self, mjd: float, length: float) -> tuple[str, ...]:
        """What the ticks of a piece do not say: the day of the clock, the year of the days. Never a day without its
        year, which the piece before need not share.
        """
        start, stop = (calendar(at - self.offset) for at in (mjd, mjd + length))
        first, last = (f"{date.day} {MONTHS[date.month - 1]}" for date in (start, stop))
        short = f"’{stop.year % 100:02d}"
        if length > CLOCK_UP_TO:
            return (f"{start.year}" if start.year == stop.year else f"{start.year}–{stop.year}",)
        if start.date() == stop.date():
            return f"{first} {start.year}", f"{first} {short}", f"{start.year}"
        if start.month == stop.month:
            return f"{start.day}–{last} {start.year}", f"{start.day}–{last} {short}", f"{start.year}"
        return f"{first} – {last} {stop.year}", f"{first} – {last} {short}", f"{stop.year}"
