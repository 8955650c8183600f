"""The event list, in fixed units, with what cannot be used left out and said."""

from __future__ import annotations

import numpy as np

from vhegui.core.dl3.gti import inside, with_timezero
from vhegui.core.dl3.header import RunHeader, text
from vhegui.core.dl3.observation import Events
from vhegui.core.dl3.time import time_unit
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.typing import Array, BoolArray
from vhegui.core.units import INTERNAL, Quantity, scale_to_internal

RULE = "GADF v0.3, EVENTS"
Notes = list[FormatNote]


def read_events(table: Table, run: RunHeader) -> tuple[Events, tuple[FormatNote, ...]]:
    """All usable events of an EVENTS table, in file order, not yet cut to good time.

    Events without finite position, time or positive energy are dropped, right ascensions wrapped to [0, 360).
    Raises DataError naming file, HDU and column when one is missing.
    """
    notes: Notes = []
    if not table.columns and len(table) == 0:
        _note(table, notes, "the table has no columns", "a run without events")
        return Events(np.empty(0, dtype=np.int64), *(np.empty(0) for _ in range(4))), tuple(notes)
    time = _read(table, "TIME", "time", time_unit(table.header), notes)
    time = with_timezero(table, time, run, notes)
    ra = _read(table, "RA", "angle", "deg", notes)
    dec = _read(table, "DEC", "angle", "deg", notes)
    energy = _read(table, "ENERGY", "energy", text(table.header, "EUNIT") or "TeV", notes)
    identity = _identity(table, notes)
    outside = np.isfinite(ra) & ((ra < 0.0) | (ra >= 360.0))
    if outside.any():
        found = f"RA of {int(outside.sum())} events from {ra[outside].min():.1f} to {ra[outside].max():.1f} deg"
        _note(table, notes, found, "wrapped to 0 … 360 deg", "none")
        ra[outside] %= 360.0
        ra[ra == 360.0] = 0.0
    events = Events(identity, time, ra, dec, energy)
    good = np.isfinite(energy) & (energy > 0)
    events, good = _keep(table, events, good, notes, "have no positive energy")
    good = np.isfinite(events.time) & np.isfinite(events.ra) & (np.abs(events.dec) <= 90.0)
    events, _ = _keep(table, events, good, notes, "have no valid time or position")
    if copies := _copies(events):
        found = f"the same event occurs more than once, {copies} times in all"
        _note(table, notes, found, "all are kept", f"{100 * (copies / (len(events) - copies)):.2f} % too many")
    return events, tuple(notes)


def cut_to_gti(table: Table, events: Events, gti: Array) -> tuple[Events, Events, tuple[FormatNote, ...]]:
    """Events inside and events outside the good time intervals `gti` (n, 2), s, and a note when there are some outside.

    In H.E.S.S. DR1 intervals are cut off to whole seconds, and 89 of 105 runs have up to 11 events in the second after
    the end, one of them 0.05 deg from the Crab (run 23592). gammapy keeps all events; cut, they cost 0.03 per cent.
    """
    notes: Notes = []
    good = inside(gti, events.time)
    outside = events.where(~good)
    what, then = "lie outside the good time intervals", "left out, unless the settings say that they count"
    return _keep(table, events, good, notes, what, then)[0], outside, tuple(notes)


def _copies(events: Events) -> int:
    """Number of events that another one equals in time, direction and energy."""
    order = np.argsort(events.time, kind="stable")
    shared = np.diff(events.time[order]) == 0
    if not shared.any():
        return 0
    rows = np.flatnonzero(np.append(shared, False) | np.append(False, shared))
    columns = np.stack([events.time, events.ra, events.dec, events.energy])[:, order[rows]]
    return len(rows) - np.unique(columns, axis=1).shape[1]


def _keep(
    table: Table, events: Events, good: BoolArray, notes: Notes, what: str, then: str = "left out"
) -> tuple[Events, BoolArray]:
    if good.all():
        return events, good
    n = int((~good).sum())
    _note(table, notes, f"{n} of {len(good)} events {what}", then, f"{100 * n / len(good):.2f} % of the events")
    kept = Events(events.event_id[good], events.time[good], events.ra[good], events.dec[good], events.energy[good])
    return kept, good


def _read(table: Table, name: str, quantity: Quantity, default: str, notes: Notes) -> Array:
    values = table.numbers(name)
    if values.ndim != 1:
        raise DataError(f"{table.place}: column {name} has cells of shape {values.shape[1:]}; one number was expected")
    unit = table.unit(name)
    if not unit:
        _note(table, notes, f"column {name} has no unit", f"{default} is assumed")
    try:
        scale = scale_to_internal(unit or default, quantity)
    except DataError as error:
        raise DataError(f"{table.place}, column {name}: {error}") from error
    if scale != 1.0:
        _note(table, notes, f"{name} in {unit or default}", f"converted to {INTERNAL[quantity]}", "none")
        values = values * scale
    return values


def _identity(table: Table, notes: Notes) -> np.ndarray:
    if not table.has("EVENT_ID"):
        _note(table, notes, "there is no EVENT_ID", "events are numbered as they come", "none")
        return np.arange(len(table), dtype=np.int64)
    identity = table.column("EVENT_ID")
    whole = identity.ndim == 1 and (identity.dtype.kind == "i" or _are_whole(identity))
    if not whole:
        _note(table, notes, "EVENT_ID holds no whole numbers", "events are numbered as they come", "none")
    return identity.astype(np.int64) if whole else np.arange(len(table), dtype=np.int64)


def _are_whole(values: np.ndarray) -> bool:
    return values.dtype.kind == "f" and bool(np.all(np.abs(values) < 2**63))


def _note(table: Table, notes: Notes, found: str, assumed: str, effect: str = "") -> None:
    notes.append(FormatNote(table.path.name, table.name, found, assumed, effect, RULE))
