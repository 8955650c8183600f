"""What runs have in common: nights, wobble offsets, rates, numbers to colour them by. Looks at the index only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from vhegui.analysis.runs.filter import known
from vhegui.analysis.runs.pointings import Pointings, is_among
from vhegui.core import sphere
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.typing import Array, BoolArray, IntArray

FAR_WOBBLE = 3.0  # deg: what points farther from the target was not aimed at it
SAME_WOBBLE = 0.1  # deg: offsets this alike are one
SECTORS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


@dataclass(frozen=True, eq=False)
class Nights:
    """Nights with runs.

    start : MJD at which each begins, shape (n,) · livetime : h, shape (n,) · rows : in the index ·
    of_row : the night of each of these.
    """

    start: Array
    livetime: Array
    rows: IntArray
    of_row: IntArray

    def __len__(self) -> int:
        return len(self.start)


def nights(index: ObservationIndex, which: BoolArray) -> Nights:
    """Livetime (ontime where there is none) per night, of some runs.

    A night goes from noon to noon. The index does not say where on Earth; so noon is taken to be 12 h away from the
    mean time of day of all its runs, which for one observatory is noon to about an hour.
    """
    rows = np.flatnonzero(which & np.isfinite(index.tstart))
    begin = noon(index.tstart[np.isfinite(index.tstart)])
    night, of_row = np.unique(np.floor(index.tstart[rows] - begin), return_inverse=True)
    seconds = np.where(np.isfinite(index.livetime), index.livetime, index.ontime)[rows]
    hours = np.bincount(of_row, np.nan_to_num(seconds) / 3600.0, minlength=len(night)).astype(np.float64)
    return Nights(night + begin, hours, rows, of_row)


def noon(times: Array) -> float:
    """Time of day (fraction of a day, in [0, 1)) opposite to the mean time of day of `times` (MJD)."""
    if not len(times):
        return 0.5
    angle = 2.0 * np.pi * times
    mean = np.arctan2(np.sin(angle).sum(), np.cos(angle).sum()) / (2.0 * np.pi)
    return float((mean + 0.5) % 1.0)


def rates(index: ObservationIndex) -> tuple[Array, Array]:
    """Events per livetime of every run and its Poisson error, Hz, shape (n,)."""
    events = known(index.n_events)
    livetime = np.where(index.livetime > 0, index.livetime, np.nan)
    return events / livetime, np.sqrt(events) / livetime


@dataclass(frozen=True)
class Colouring:
    """A number that runs can be coloured by; `summed`: over the runs of one direction, instead of their mean."""

    key: str
    title: str
    unit: str
    tip: str
    values: Callable[[ObservationIndex], Array]
    summed: bool = False


COLOURINGS = (
    Colouring(
        "livetime", "Livetime", "min", "Livetime of each run; of a direction, all its runs together.",
        lambda index: np.where(np.isfinite(index.livetime), index.livetime, index.ontime) / 60.0, summed=True,
    ),
    Colouring("zenith", "Zenith", "deg", "Zenith angle; of a direction, the mean.", lambda index: index.zenith),
    Colouring("date", "Date", "", "When the run began; of a direction, the mean.", lambda index: index.tstart),
)  # fmt: skip


def by_group(values: Array, groups: Pointings | Nights, summed: bool) -> Array:
    """One number for every direction or night: the sum or the mean over its runs, NaN where no run has one.

    values : one a run of the index.
    """
    own = values[groups.rows]
    good = np.isfinite(own)
    size = len(groups)
    count = np.bincount(groups.of_row[good], minlength=size).astype(np.float64)
    total = np.bincount(groups.of_row[good], own[good], minlength=size)
    return np.divide(total, 1.0 if summed else count, out=np.full(size, np.nan), where=count > 0)


def used_thresholds(index: ObservationIndex, edges: Array, safe: Mapping[int, BoolArray]) -> tuple[Array, Array]:
    """Zenith angle (deg) and lower end of the safe range (TeV) of the runs whose safe bins are known.

    edges : of reconstructed energy, TeV, shape (n + 1,) · safe : run → which bins are used, shape (n,).
    """
    low = {run: float(edges[np.flatnonzero(mask)[0]]) for run, mask in safe.items() if mask.any()}
    rows = np.flatnonzero(is_among(index, low))
    return index.zenith[rows], np.array([low[run] for run in index.obs_id[rows].tolist()])


@dataclass(frozen=True, eq=False)
class Wobbles:
    """How runs were placed about a target: rings of equal offset.

    offset : deg, shape (n,) · runs : per ring · directions : where the pointings of each ring lie, as `N 12, S 11`.
    """

    offset: Array
    runs: tuple[int, ...]
    directions: tuple[str, ...]

    def __str__(self) -> str:
        """`0.50° (N 1, S 1) · 1.50° (E 1, W 1)`."""
        return " · ".join(f"{o:.2f}° ({d})" for o, d in zip(self.offset, self.directions, strict=True))


def wobbles(pointings: Pointings, ra: float, dec: float) -> Wobbles:
    """The wobble pattern of pointings about a target (deg): offsets that differ by less than 0.1 deg are one ring."""
    offset = sphere.separation(ra, dec, pointings.ra, pointings.dec)
    angle = sphere.position_angle(ra, dec, pointings.ra, pointings.dec)
    count = np.bincount(pointings.of_row, minlength=len(offset))
    near = np.argsort(offset)
    near = near[offset[near] < FAR_WOBBLE]
    if not len(near):
        return Wobbles(np.zeros(0), (), ())
    rings = np.split(near, np.flatnonzero(np.diff(offset[near]) > SAME_WOBBLE) + 1)
    return Wobbles(
        np.array([np.average(offset[ring], weights=count[ring]) for ring in rings]),
        tuple(int(count[ring].sum()) for ring in rings),
        tuple(_directions(offset[ring], angle[ring], count[ring]) for ring in rings),
    )


def _directions(offset: Array, angle: Array, count: IntArray) -> str:
    if offset.max() < SAME_WOBBLE / 2:
        return f"on source {count.sum()}"
    sector = np.round(angle / 45.0).astype(np.int64) % 8
    runs = np.bincount(sector, count, minlength=8).astype(np.int64)
    return ", ".join(f"{name} {number}" for name, number in zip(SECTORS, runs.tolist(), strict=True) if number)
