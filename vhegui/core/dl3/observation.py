"""One run of a DL3 data set: events, good time, pointing and responses, as arrays in fixed units."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vhegui.core.dl3.notes import FormatNote
from vhegui.core.irf.base import EffectiveArea, EnergyDispersion, Psf
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Events:
    """Reconstructed events inside the good time intervals, in file order.

    event_id : shape (n,), int64 · time : shape (n,), s, TT, since `Observation.time_ref`
    ra, dec : shape (n,), deg, ra in [0, 360) · energy : shape (n,), TeV.
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
class Responses:
    """The instrument response functions of one run; None where the data set has none."""

    aeff: EffectiveArea | None = None
    edisp: EnergyDispersion | None = None
    psf: Psf | None = None


@dataclass(frozen=True, eq=False)
class Observation:
    """One run.

    time_ref : MJD (TT) that event times and `gti` count from · gti : shape (n, 2), s, TT
    ontime : s, sum of the good time intervals · livetime : s, ontime × dead-time correction
    outside_gti : the events that were cut, for those who compare with programs that keep them.
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
    notes: tuple[FormatNote, ...] = field(default=())
