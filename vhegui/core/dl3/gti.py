"""Good time intervals: the only true measure of how long a run observed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from vhegui.core.dl3.header import RunHeader, number
from vhegui.core.dl3.time import (
    SECONDS_PER_DAY,
    completed,
    is_date,
    is_time_system,
    reference_mjd,
    time_scale,
    time_system,
)
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.typing import Array, BoolArray

RULE = "GADF v0.3, GTI"
Notes = list[FormatNote]


def read_gti(table: Table, run: RunHeader) -> tuple[Array, tuple[FormatNote, ...]]:
    """Good time intervals, shape (n, 2), s since `run.time_ref`, sorted and merged, and the notes.

    Raises DataError when there is no START or STOP column or an interval is not finite.
    """
    notes: Notes = []
    if len(table) == 0:
        raise DataError(f"{table.place}: there is no good time interval; this run has no exposure and cannot be used")
    header = completed(table.header, run.time_keys)
    start, stop = (_seconds(table, name, header) for name in ("START", "STOP"))
    gti = np.stack([start, stop], axis=1)
    if not np.all(np.isfinite(gti)):
        raise DataError(f"{table.place}: START or STOP is not finite; this run cannot be used")
    gti = with_timezero(table, gti + reference_shift(table, run, notes), run, notes)
    if not all(is_date(run.time_ref + second / SECONDS_PER_DAY) for second in (gti.min(), gti.max())):
        raise DataError(
            f"{table.place}: START and STOP are no dates; check MJDREFI, MJDREFF and the unit of time. The run cannot "
            "be used"
        )
    return _merge(table, gti, notes), tuple(notes)


def reference_shift(table: Table, run: RunHeader, notes: Notes) -> float:
    """Seconds to be added to times of a table that count from another date, or in another time scale, than EVENTS."""
    try:
        own, _ = reference_mjd(_in_scale_of_events(table, run, notes))
    except DataError as error:
        raise DataError(f"{table.place}: {error}") from error
    shift = (own - run.time_ref) * SECONDS_PER_DAY
    if math.isnan(own) or run.time_ref <= 0 or abs(shift) <= 1e-3:
        return 0.0
    found = f"times count from MJD {own:.8g}, those of EVENTS from MJD {run.time_ref:.8g} (both TT)"
    notes.append(FormatNote(table.path.name, table.name, found, f"{shift:.3f} s are added", "none", RULE))
    return shift


def _in_scale_of_events(table: Table, run: RunHeader, notes: Notes) -> Mapping[str, Any]:
    """The header, in the time scale of EVENTS where it says none, or none that is known; noted if not both are TT."""
    own, events = time_system(table.header), time_system(run.time_keys)
    header = completed(table.header, run.time_keys)
    if is_time_system(own) or not is_time_system(events):
        return header
    if own or events != "TT":
        found = f'times are in "{own}", which is no time scale' if own else "times are in no time scale (TIMESYS)"
        assumed, effect = f"{events} is taken, as in EVENTS", "they may be a minute off the events"
        notes.append(FormatNote(table.path.name, table.name, found, assumed, effect, RULE))
    return {**header, "TIMESYS": events}


def assumed_gti(events: Table, run: RunHeader, time: Array) -> tuple[Array, tuple[FormatNote, ...]]:
    """One interval, (1, 2), s, for a run without GTI table: TSTART to TSTOP of the header, else first to last event."""
    start, stop, source = run.tstart, run.tstop, "TSTART to TSTOP of the EVENTS header"
    if not stop > start:
        if len(time) < 2:
            raise DataError(f"{events.place}: no GTI table, no TSTART/TSTOP and no events; the run cannot be used")
        start, stop, source = float(time.min()), float(np.nextafter(time.max(), np.inf)), "first to last event"
    note = FormatNote(events.path.name, "GTI", "there is no GTI table", f"good time is {source}", "ontime", RULE)
    return np.array([[start, stop]]), (note,)


def inside(gti: Array, time: Array) -> BoolArray:
    """Which times lie in a good time interval [start, stop); shape of `time`. `gti` sorted, not overlapping."""
    if len(gti) == 1:
        return (time >= gti[0, 0]) & (time < gti[0, 1])
    i = np.searchsorted(gti[:, 0], time, side="right") - 1
    return (i >= 0) & (time < gti[np.maximum(i, 0), 1]) if len(gti) else np.zeros(len(time), dtype=bool)


def _seconds(table: Table, name: str, header: Mapping[str, Any]) -> Array:
    unit = table.unit(name) if table.has(name) else ""
    values = table.numbers(name)
    if values.ndim != 1:
        raise DataError(f"{table.place}: column {name} has cells of shape {values.shape[1:]}; one number was expected")
    try:
        return values * time_scale(header, unit)
    except DataError as error:
        raise DataError(f"{table.place}, column {name}: {error}") from error


def with_timezero(table: Table, times: Array, run: RunHeader, notes: Notes) -> Array:
    """Times (any shape, s) of a table with its TIMEZERO, unless they meet the run without it."""
    zero = number(table.header, "TIMEZERO")
    if math.isnan(zero) or zero == 0.0 or times.size == 0:
        return times
    zero *= time_scale(completed(table.header, run.time_keys))
    centre = 0.5 * (run.tstart + run.tstop)
    shifted = times + zero
    absolute = math.isnan(centre) or abs(np.nanmean(times) - centre) <= abs(np.nanmean(shifted) - centre)
    assumed = "times are absolute already, it is ignored" if absolute else "it is added to all times of the table"
    notes.append(FormatNote(table.path.name, table.name, f"TIMEZERO is {zero:g} s", assumed, "", RULE))
    return times if absolute else shifted


def _merge(table: Table, gti: Array, notes: Notes) -> Array:
    keep = gti[:, 1] > gti[:, 0]
    if not keep.all():
        found = f"{int((~keep).sum())} intervals end before they start, or are empty"
        notes.append(FormatNote(table.path.name, table.name, found, "left out", "", RULE))
        gti = gti[keep]
    if np.any(np.diff(gti[:, 0]) < 0):
        gti = gti[np.argsort(gti[:, 0], kind="stable")]
    if not np.any(gti[1:, 0] < gti[:-1, 1]):
        return gti
    merged = [gti[0].copy()]
    for start, stop in gti[1:]:
        if start < merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        else:
            merged.append(np.array([start, stop]))
    lost = float(np.diff(gti, axis=1).sum() - np.diff(merged, axis=1).sum())
    notes.append(
        FormatNote(table.path.name, table.name, "intervals overlap", "merged", f"{lost:g} s counted once", RULE)
    )
    return np.array(merged)
