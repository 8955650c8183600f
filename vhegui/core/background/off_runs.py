"""Runs on empty fields, in which the acceptance of the telescopes can be measured, and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.catalogues.known_sources import SourceTable
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.observation import Observation
from vhegui.core.typing import Array, BoolArray

MOST = 10  # runs: more would be farther in zenith angle, and their statistical error is small enough
FIELD = 2.5  # deg: a known source within it is in the field of view
OWN_FIELD = 5.0  # deg between two pointings whose fields of view may overlap
ZENITH = 15.0  # deg of zenith angle, beyond which the acceptance is another one
_OFF = re.compile(r"(?<![a-z])(off|none|empty|blank|dark)(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class OffRun:
    """The events of an off run about its pointing.

    pointing : ra, dec, deg · ra, dec, offset : shape (n,), deg · energy : shape (n,), TeV.
    """

    run: int
    pointing: tuple[float, float]
    ra: Array
    dec: Array
    offset: Array
    energy: Array


def off_run(observation: Observation) -> OffRun:
    """What is needed of an observation."""
    events, pointing = observation.events, (observation.pointing.ra, observation.pointing.dec)
    offset = sphere.separation(*pointing, events.ra, events.dec)
    return OffRun(observation.obs_id, pointing, events.ra, events.dec, offset, events.energy)


def choose_off_runs(index: ObservationIndex, run: int, sources: SourceTable, named: Sequence[int] = ()) -> list[int]:
    """The off runs for a run: those `named`, else those of the index nearest in zenith angle, `MOST` at most.

    Off runs were taken by the same telescopes, at most `ZENITH` away in zenith angle, on another field in which no
    known source lies; first those whose target is called off, none or the like, then the others.
    """
    if named:
        return [each for each in named if each != run]
    row = int(np.flatnonzero(index.obs_id == run)[0])
    turn = np.abs(index.zenith - index.zenith[row])
    elsewhere = sphere.separation(index.ra[row], index.dec[row], index.ra, index.dec) > OWN_FIELD
    alike = (turn <= ZENITH) & elsewhere & (index.telescopes == index.telescopes[row])
    possible = alike & ~_in_field(index.ra, index.dec, sources)
    found = np.flatnonzero(possible)
    order = np.lexsort((turn[found], ~called_off(index)[found]))
    return index.obs_id[found[order[:MOST]]].tolist()


def called_off(index: ObservationIndex) -> BoolArray:
    """Runs whose target, or the group it is in, is called off, none or the like, shape (n,).

    A name alone is not enough: "Crab off 0.5" has the Crab in its field.
    """
    names = zip(index.target, index.group, strict=True)
    return np.array([bool(_OFF.search(f"{target} {group}")) for target, group in names], dtype=np.bool_)


def _in_field(ra: Array, dec: Array, sources: SourceTable) -> BoolArray:
    return np.any(sphere.separation(ra[:, None], dec[:, None], sources.ra, sources.dec) < FIELD, axis=1)
