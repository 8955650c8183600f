"""Which runs to analyse: a cone on the sky, ticks, and what they add up to. Looks at the observation index only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

NOMINAL_FIELD = 2.5  # deg: radius of the field of view of a typical imaging telescope


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


def middle_of_object(index: ObservationIndex, name: str) -> tuple[float, float] | None:
    """ra, dec (deg) in the middle of the pointings of the runs on an object: where it is, if they wobble about it."""
    runs = np.asarray(index.target) == name
    directions = np.unique(np.round(np.stack([index.ra, index.dec], axis=1)[runs], 3), axis=0)  # each wobble place once
    directions = directions[np.isfinite(directions).all(axis=1)]
    if not len(directions):
        return None
    ra, dec = sphere.lon_lat(sphere.unit_vectors(directions[:, 0], directions[:, 1]).mean(axis=0))
    return float(ra) % 360.0, float(dec)


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


@dataclass(frozen=True, eq=False)
class Pointings:
    """Directions that runs share.

    ra, dec : deg, shape (n,) · rows : the rows asked for, in the index · of_row : the direction of each of these.
    """

    ra: Array
    dec: Array
    rows: IntArray
    of_row: IntArray

    def __len__(self) -> int:
        return len(self.ra)

    def of(self, wanted: BoolArray) -> IntArray:
        """Directions that have at least one of the wanted runs (mask over the index)."""
        return np.unique(self.of_row[wanted[self.rows]])


def pointings(index: ObservationIndex, which: BoolArray) -> Pointings:
    """Directions of some runs (mask over the index), equal ones to 0.01 deg taken together."""
    rows = np.flatnonzero(which & np.isfinite(index.ra) & np.isfinite(index.dec))
    ra, dec = (np.round(angle[rows] * 100.0).astype(np.int64) for angle in (index.ra, index.dec))
    _, first, of_row = np.unique(ra * 100_000 + dec, return_index=True, return_inverse=True)
    return Pointings(index.ra[rows[first]], index.dec[rows[first]], rows, of_row.reshape(-1))


def field_radius(observation: Observation) -> float:
    """Radius of a run's field of view, deg: the largest offset of its effective area; NaN where it has only one."""
    aeff = observation.responses.aeff
    return float(aeff.offsets[-1]) if aeff is not None and len(aeff.offsets) > 1 else float("nan")


def fields_of_view(index: ObservationIndex, observations: Mapping[int, Observation]) -> Array:
    """Radius of every run's field of view, deg, shape (n,): the largest offset its effective area is given for.

    Runs that are not loaded get what is usual among the loaded ones, or `NOMINAL_FIELD`.
    """
    radius = np.full(len(index), np.nan)
    for i, run in enumerate(index.obs_id.tolist()):
        if run in observations:
            radius[i] = field_radius(observations[run])
    usual = float(np.nanmedian(radius)) if np.isfinite(radius).any() else NOMINAL_FIELD
    return np.where(np.isfinite(radius), radius, usual)


def completed(index: ObservationIndex, observations: Mapping[int, Observation]) -> ObservationIndex:
    """The index with its gaps filled from the runs that are read: many an index has pointings and nothing else.

    The same object where there is nothing to fill.
    """
    rows = np.flatnonzero(is_among(index, observations))
    if not len(rows):
        return index
    runs = [observations[int(run)] for run in index.obs_id[rows]]
    spans = [_span(run) for run in runs]
    found = {
        "target": np.array([run.target for run in runs], dtype=np.str_),
        "zenith": np.array([run.pointing.zenith for run in runs]),
        "azimuth": np.array([run.pointing.azimuth for run in runs]),
        "ontime": np.array([run.ontime for run in runs]),
        "livetime": np.array([run.livetime for run in runs]),
        "tstart": np.array([span[0] for span in spans]),
        "tstop": np.array([span[1] for span in spans]),
        "n_events": np.array([len(run.events) for run in runs], dtype=np.int64),
    }
    filled = {name: _filled(getattr(index, name), rows, values) for name, values in found.items()}
    changed = {name: values for name, values in filled.items() if values is not None}
    return replace(index, **changed) if changed else index


def _span(run: Observation) -> tuple[float, float]:
    """Begin and end (MJD, TT) of the good time; NaN where there is none."""
    if not len(run.gti):
        return np.nan, np.nan
    return (
        float(run.time_ref + run.gti[0, 0] / SECONDS_PER_DAY),
        float(run.time_ref + run.gti[-1, 1] / SECONDS_PER_DAY),
    )


def _filled(column: AnyArray, rows: IntArray, values: AnyArray) -> AnyArray | None:
    """A column with these values where nothing is known there; None where that changes nothing."""
    if column.dtype.kind == "U":
        missing, known = column[rows] == "", values != ""
        column = column.astype(f"<U{max(column.itemsize, values.itemsize) // 4}") if (missing & known).any() else column
    elif column.dtype.kind == "i":
        missing, known = column[rows] < 0, values >= 0
    else:
        missing, known = ~np.isfinite(column[rows]), np.isfinite(values)
    if not (missing & known).any():
        return None
    column = column.copy()
    column[rows[missing & known]] = values[missing & known]
    return column


def framing(ra: Array, dec: Array, margin: float, centre: tuple[float, float] | None = None) -> tuple[float, ...]:
    """RA, Dec and width (deg) of a field that holds these directions, with room for `margin` about each."""
    if centre is None:
        lon, lat = sphere.lon_lat(sphere.unit_vectors(ra, dec).sum(axis=0))
        centre = float(lon), float(lat)
    reach = float(sphere.separation(*centre, ra, dec).max()) if len(ra) else 0.0
    return (*centre, 2.2 * (reach + margin))


def _sum(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.sum()) if len(known) else float("nan")
