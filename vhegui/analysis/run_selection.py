"""Which runs to analyse: a cone on the sky, ticks, and what they add up to. Looks at the observation index only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True)
class Totals:
    """Sums over runs: `ontime` and `livetime` in s, NaN where no run says; `events` -1 where no run says."""

    runs: int
    ontime: float
    livetime: float
    events: int

    def __str__(self) -> str:
        """`4 runs · 1.87 h ontime · 1.75 h livetime`, without what is not known."""
        parts = [f"{self.runs} run{'' if self.runs == 1 else 's'}"]
        for seconds, name in ((self.ontime, "ontime"), (self.livetime, "livetime")):
            if self.runs and np.isfinite(seconds):
                parts.append(f"{seconds / 3600.0:.2f} h {name}")
        return " · ".join(parts)


def totals(index: ObservationIndex, runs: Iterable[int]) -> Totals:
    """What these runs add up to; ids the index does not have are ignored."""
    rows = is_among(index, runs)
    events = index.n_events[rows]
    known = events[events >= 0]
    return Totals(
        runs=int(rows.sum()),
        ontime=_sum(index.ontime[rows]),
        livetime=_sum(index.livetime[rows]),
        events=int(known.sum()) if len(known) else -1,
    )


def offsets(index: ObservationIndex, ra: float, dec: float) -> Array:
    """Separation of every run's pointing from a position, deg, shape (n,)."""
    return sphere.separation(ra, dec, index.ra, index.dec)


def in_cone(index: ObservationIndex, cone: Circle) -> BoolArray:
    """Runs whose pointing is nearer to the cone's axis than its radius: the rule of gammapy's `obs_cone`."""
    return offsets(index, cone.ra, cone.dec) < cone.radius


def is_among(index: ObservationIndex, runs: Iterable[int]) -> BoolArray:
    """Mask of shape (n,): the rows with these ids."""
    return np.isin(index.obs_id, np.fromiter(runs, dtype=np.int64))


def in_index_order(index: ObservationIndex, runs: Iterable[int]) -> tuple[int, ...]:
    """These runs in the order of the index, whatever order they were picked in."""
    return tuple(index.obs_id[is_among(index, runs)].tolist())


def toggled(index: ObservationIndex, chosen: Collection[int], runs: Collection[int]) -> tuple[int, ...]:
    """The runs to analyse after ticking `runs`; if all of them are ticked already, after unticking them."""
    left = set(chosen) - set(runs) if set(runs) <= set(chosen) else set(chosen) | set(runs)
    return in_index_order(index, left)


def _sum(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.sum()) if len(known) else float("nan")
