"""Good time intervals: the only true measure of how long a run observed."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.dl3.header import RunHeader, number
from vhegui.core.dl3.time import SECONDS_PER_DAY, reference_mjd
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.typing import Array, BoolArray
from vhegui.core.units import scale_to_internal

RULE = "GADF v0.3, GTI"
Notes = list[FormatNote]


def read_gti(table: Table, run: RunHeader) -> tuple[Array, tuple[FormatNote, ...]]:
    """Good time intervals, shape (n, 2), s since `run.time_ref`, sorted and merged, and the notes.

    Raises DataError when there is no START or STOP column or an interval is not finite.
    """
    notes: Notes = []
    if len(table) == 0:
        raise DataError(f"{table.place}: there is no good time interval; this run has no exposure and cannot be used")
    start, stop = (_seconds(table, name) for name in ("START", "STOP"))
    gti = np.stack([start, stop], axis=1)
    if not np.all(np.isfinite(gti)):
        raise DataError(f"{table.place}: START or STOP is not finite; this run cannot be used")
    own, _ = reference_mjd(table.header)
    if not math.isnan(own) and run.time_ref > 0:
        gti += (own - run.time_ref) * SECONDS_PER_DAY if abs(own - run.time_ref) * SECONDS_PER_DAY > 1e-3 else 0.0
    gti = _apply_timezero(table, gti, run, notes)
    return _merge(table, gti, notes), tuple(notes)


def assumed_gti(events: Table, run: RunHeader, time: Array) -> tuple[Array, tuple[FormatNote, ...]]:
    """One interval for a run without GTI table: TSTART to TSTOP of the header, else first to last event."""
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


def _seconds(table: Table, name: str) -> Array:
    unit = table.unit(name) if table.has(name) else ""
    values = table.numbers(name)
    if values.ndim != 1:
        raise DataError(f"{table.place}: column {name} has cells of shape {values.shape[1:]}; one number was expected")
    return values * scale_to_internal(unit or "s", "time")


def _apply_timezero(table: Table, gti: Array, run: RunHeader, notes: Notes) -> Array:
    zero = number(table.header, "TIMEZERO")
    if math.isnan(zero) or zero == 0.0:
        return gti
    centre = 0.5 * (run.tstart + run.tstop)
    shifted = gti + zero
    absolute = math.isnan(centre) or abs(gti.mean() - centre) <= abs(shifted.mean() - centre)
    assumed = "times are absolute already, it is ignored" if absolute else "it is added to START and STOP"
    notes.append(FormatNote(table.path.name, table.name, f"TIMEZERO is {zero:g} s", assumed, "", RULE))
    return gti if absolute else shifted


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
