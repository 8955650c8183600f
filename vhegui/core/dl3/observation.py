"""One run of a DL3 data set: events, good time, pointing and responses, as arrays in fixed units."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vhegui.core import sphere
from vhegui.core.files.notes import FormatNote
from vhegui.core.horizon import Site
from vhegui.core.irf.responses import Responses
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Events:
    """Reconstructed events inside the good time intervals, in file order.

    event_id : shape (n,), int64 · time : shape (n,), s, TT, since `Observation.time_ref`
    ra, dec : shape (n,), deg, ra in [0, 360) · energy : shape (n,), TeV.

    >>> time, ra, dec = np.array([10.0, 20.0]), np.array([83.6, 83.7]), np.array([22.0, 22.1])  # s, deg
    >>> events = Events(np.array([1, 2]), time, ra, dec, np.array([0.5, 7.0]))  # TeV
    >>> events.where(events.energy > 1.0).time.tolist()
    [20.0]
    """

    event_id: IntArray
    time: Array
    ra: Array
    dec: Array
    energy: Array

    def __len__(self) -> int:
        return len(self.energy)

    def where(self, mask: BoolArray) -> Events:
        """The events for which `mask`, shape (n,), is true."""
        return Events(self.event_id[mask], self.time[mask], self.ra[mask], self.dec[mask], self.energy[mask])

    def __add__(self, other: Events) -> Events:
        pairs = zip(self._columns, other._columns, strict=True)
        return Events(*(np.concatenate(pair) for pair in pairs))

    @property
    def _columns(self) -> tuple[AnyArray, ...]:
        return self.event_id, self.time, self.ra, self.dec, self.energy


@dataclass(frozen=True)
class Pointing:
    """Where the telescopes looked, deg: `zenith` and `azimuth` are NaN where the file says nothing."""

    ra: float
    dec: float
    zenith: float = float("nan")
    azimuth: float = float("nan")


@dataclass(frozen=True, eq=False)
class PointingTrack:
    """Samples of the pointing in order of time, for runs that drift.

    time : shape (n,), s since `Observation.time_ref` · ra, dec : shape (n,), deg
    altitude, azimuth : shape (n,), deg, NaN where the file says nothing.
    """

    time: Array
    ra: Array
    dec: Array
    altitude: Array
    azimuth: Array

    def at(self, time: Array) -> tuple[Array, Array]:
        """Right ascension and declination (deg) at `time` (s, any shape, which both have), between samples along the
        great circle.
        """
        return self._between(time, self.ra, self.dec)

    def horizontal_at(self, time: Array) -> tuple[Array, Array]:
        """Azimuth and altitude (deg) at `time` (s, any shape, which both have); NaN where the file says nothing."""
        return self._between(time, self.azimuth, self.altitude)

    def _between(self, time: Array, lon: Array, lat: Array) -> tuple[Array, Array]:
        vectors = sphere.unit_vectors(lon, lat)
        mixed = np.stack([np.interp(time, self.time, vectors[:, k]) for k in range(3)], axis=-1)
        return sphere.lon_lat(mixed)


@dataclass(frozen=True, eq=False)
class Observation:
    """One run.

    time_ref : MJD (TT) that event times and `gti` count from · gti : shape (n, 2), s, TT
    ontime : s, sum of the good time intervals · livetime : s, ontime × dead-time correction
    outside_gti : the events that were cut, for those who compare with programs that keep them
    pointing : fixed, or the mean over the good time of `track`, which is there when the data set has a POINTING table
    site : where the telescopes stand, None where the file says nothing.
    """

    obs_id: int
    target: str
    pointing: Pointing
    time_ref: float
    gti: Array
    ontime: float
    livetime: float
    events: Events
    responses: Responses
    telescope: str = ""
    outside_gti: Events | None = None
    track: PointingTrack | None = None
    site: Site | None = None
    notes: tuple[FormatNote, ...] = field(default=())
