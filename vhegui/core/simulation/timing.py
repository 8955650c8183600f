"""Arrival times that follow the change of a source with time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import DataError
from vhegui.core.models.temporal.model import TemporalModel
from vhegui.core.typing import Array

CELLS = 600  # pieces of a good time interval, between which photons are shared out by their integrals
MOST_TRIES = 10_000


class Timing(Protocol):
    """How the flux of a source changes within a run."""

    def mean(self, gti: Array, /) -> float:
        """Factor on the flux averaged over the good time intervals (n, 2), s."""
        ...

    def draw(self, rng: np.random.Generator, gti: Array, n: int, /) -> Array:
        """Arrival times of `n` photons, shape (n,), s, inside the good time intervals."""
        ...


@dataclass(frozen=True)
class Following:
    """As `change` says; `time_ref` : MJD (TT) from which the seconds of the run count."""

    change: TemporalModel
    time_ref: float

    def mean(self, gti: Array) -> float:
        """Factor on the flux averaged over the good time intervals (n, 2), s."""
        return self.change.mean(self._days(gti))

    def draw(self, rng: np.random.Generator, gti: Array, n: int) -> Array:
        """Arrival times of `n` photons, shape (n,), s: cells by their integrals, times in a cell by rejection.

        Raises DataError for a factor that is below 0 or has no end within the run.
        """
        edges = np.concatenate([np.linspace(start, stop, CELLS + 1) for start, stop in gti])
        start, stop = np.delete(edges, np.s_[CELLS :: CELLS + 1]), np.delete(edges, np.s_[:: CELLS + 1])
        formula, values = self.change.formula, self.change.values
        low, high = self._days(start), self._days(stop)
        weight, most = formula.integral(low, high, *values), formula.most(low, high, *values)
        if np.any(weight < 0.0) or not np.all(np.isfinite(most)):
            raise DataError(
                f"{formula.label}: this change with time is below 0, or infinite, within a run; check its values"
            )
        cumulative = np.cumsum(weight)
        cell = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right") if n else np.zeros(0, int)
        return self._within(rng, start[cell], stop[cell], most[cell])

    def _within(self, rng: np.random.Generator, start: Array, stop: Array, most: Array) -> Array:
        """A time in each interval, all of shape (n,); nothing in it is above `most`."""
        time, open_ = np.empty(len(start)), np.arange(len(start))
        for _ in range(MOST_TRIES):
            if not len(open_):
                return time
            tried = start[open_] + rng.random(len(open_)) * (stop - start)[open_]
            time[open_] = tried
            kept = rng.random(len(open_)) * most[open_] < self.change.factor(self._days(tried))
            open_ = open_[~kept]
        return time  # of what is so narrow that no try has met it, the last

    def _days(self, seconds: Array) -> Array:
        return self.time_ref + seconds / SECONDS_PER_DAY
