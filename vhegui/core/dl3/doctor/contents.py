"""What only a comparison shows: events that repeat, headers and index tables that contradict the data."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from vhegui.core.dl3.doctor.catalogue import EVENTS, INDEX
from vhegui.core.dl3.header import number
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.observation import Observation
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.sphere import separation

SECONDS = 86400.0
SAME_PLACE = 0.01
SAME_TIME = 1.0


def event_list_notes(table: Table, observation: Observation) -> list[FormatNote]:
    """Repeated numbers, order of time, ONTIME of the header against the good time intervals."""
    events, notes = observation.events, []

    def note(found: str, assumed: str, effect: str = "none on fluxes") -> None:
        notes.append(FormatNote(table.path.name, table.name, found, assumed, effect, EVENTS))

    n = len(events)
    repeated = n - len(np.unique(events.event_id))
    if repeated > n - _distinct(events.time, events.ra, events.dec, events.energy):
        note(f"EVENT_ID repeats for {repeated} of {n} events", "all are kept")
    backwards = int((np.diff(events.time) < 0).sum())
    if backwards:
        note(f"times are not sorted: {backwards} of {n} events come before the one above them", "kept in file order")
    ontime = number(table.header, "ONTIME")
    if ontime > 0 and abs(observation.ontime / ontime - 1.0) > 1e-3:
        effect = f"livetime {100 * (observation.ontime / ontime - 1.0):+.2f} % against the header"
        note(f"ONTIME is {ontime:g} s, the intervals sum to {observation.ontime:g} s", "the intervals are used", effect)
    return notes


def index_row_notes(file: str, index: ObservationIndex, observation: Observation, rows: int) -> Iterator[FormatNote]:
    """Where the row of the index contradicts the event file. `rows` : length of the EVENTS table."""
    i = int(np.flatnonzero(index.obs_id == observation.obs_id)[0])

    def note(found: str, effect: str = "none on fluxes") -> FormatNote:
        return FormatNote(file, "OBS_INDEX", found, "the event file is right", effect, INDEX)

    start = observation.time_ref + float(observation.gti[0, 0]) / SECONDS if len(observation.gti) else math.nan
    if abs(index.tstart[i] - start) * SECONDS > SAME_TIME and index.tstart[i] > 0:
        late = abs(index.tstart[i] - start) * SECONDS
        yield note(f"TSTART of the index is {late:.0f} s away from the good time", "a selection by time may be wrong")
    pointing = observation.pointing
    away = float(separation(index.ra[i], index.dec[i], pointing.ra, pointing.dec))
    if away > SAME_PLACE:
        yield note(f"the pointing of the index is {away:.2g} deg away", "a selection by position may be wrong")
    if index.livetime[i] > 0 and abs(index.livetime[i] - observation.livetime) > 1e-3 * observation.livetime:
        yield note(f"LIVETIME of the index is {index.livetime[i]:g} s, of the data {observation.livetime:g} s")
    if index.n_events[i] >= 0 and index.n_events[i] != rows:
        yield note(f"EVENT_COUNT of the index is {index.n_events[i]}, the table has {rows} events")


def _distinct(*columns: np.ndarray) -> int:
    """Number of different rows."""
    order = np.lexsort(columns)
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for column in columns:
        same &= np.diff(column[order]) == 0
    return len(order) - int(same.sum())
