"""Where the telescopes looked during a run: the POINTING table, for runs that drift."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.dl3.gti import reference_shift, with_timezero
from vhegui.core.dl3.header import RunHeader, text
from vhegui.core.dl3.observation import Events, Pointing, PointingTrack
from vhegui.core.dl3.time import completed, time_scale
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.typing import Array
from vhegui.core.units import Quantity, scale_to_internal

RULE = "GADF v0.3, POINTING"
STEADY = 0.01  # deg; a table within this of the header describes the same pointing
FIXED = ("POINTING", "WOBBLE")  # OBS_MODE: one direction on the sky, that of the header
LATE = 3600.0  # s from the good time to the nearest sample: more is another run
FAR = 20.0  # deg: no camera sees events so far from where it points
Notes = list[FormatNote]


@dataclass(frozen=True)
class Drift:
    """A track over the good time: `mean` pointing, weighted by time, and the farthest from it, deg."""

    mean: Pointing
    farthest: float


def read_pointing(table: Table, run: RunHeader) -> tuple[PointingTrack | None, tuple[FormatNote, ...]]:
    """The samples of a POINTING table, in order of time; None when none is usable. Raises DataError without columns."""
    notes: Notes = []
    header = completed(table.header, run.time_keys)
    time = _numbers(table, "TIME") * time_scale(header, table.unit("TIME"))
    time = with_timezero(table, time + reference_shift(table, run, notes), run, notes)
    ra, dec = _column(table, "RA_PNT", "angle"), _column(table, "DEC_PNT", "angle")
    horizontal = [
        _column(table, name, "angle") if table.has(name) else np.full(len(time), np.nan)
        for name in ("ALT_PNT", "AZ_PNT")
    ]
    good = np.isfinite(time) & np.isfinite(ra) & (np.abs(dec) <= 90.0)
    good &= ~((ra == 0.0) & (dec == 0.0)) | bool(np.all((ra == 0.0) & (dec == 0.0)))  # a placeholder among others
    if not good.all():
        found = f"{int((~good).sum())} of {len(good)} rows have no valid time or position"
        notes.append(FormatNote(table.path.name, table.name, found, "left out", "", RULE))
    order = np.flatnonzero(good)[np.argsort(time[good], kind="stable")]
    if len(order) == 0:
        notes.append(FormatNote(table.path.name, table.name, "no usable row", "the EVENTS header is used", "", RULE))
        return None, tuple(notes)
    time, ra, dec, altitude, azimuth = (column[order] for column in (time, ra, dec, *horizontal))
    return PointingTrack(time, ra % 360.0, dec, altitude, azimuth), tuple(notes)


def of_the_run(
    table: Table, track: PointingTrack | None, gti: Array
) -> tuple[PointingTrack | None, tuple[FormatNote, ...]]:
    """The track, or None with a note where it is of another time than the run, so that it says nothing about it."""
    if track is None or len(gti) == 0:
        return track, ()
    gap = max(float(gti.min() - track.time[-1]), float(track.time[0] - gti.max()))
    if gap <= LATE:
        return track, ()
    found = f"the POINTING table is of another time, {gap:.0f} s from the good time"
    return None, (FormatNote(table.path.name, table.name, found, "not used", "", RULE),)


def choose_pointing(
    events: Table, run: RunHeader, track: PointingTrack | None, gti: Array
) -> tuple[Pointing, tuple[FormatNote, ...]]:
    """The one pointing a 1D analysis uses: the header's, or for a run that drifts the mean over its good time.

    OBS_MODE decides; where it says nothing, a table that departs from the header does.
    """
    place = (events.path.name, events.name)
    mode = text(events.header, "OBS_MODE").upper()
    if track is None and math.isnan(run.pointing.ra + run.pointing.dec):
        raise DataError(
            f"{events.place} has no RA_PNT, DEC_PNT, and the POINTING table no sample of the run: the pointing is "
            "unknown; this run cannot be used"
        )
    if track is None:
        if mode != "DRIFT":
            return run.pointing, ()
        note = FormatNote(
            *place, "OBS_MODE is DRIFT and there is no POINTING table", "RA_PNT, DEC_PNT are taken as fixed",
            "offsets, and with them responses and OFF regions", RULE,
        )  # fmt: skip
        return run.pointing, (note,)
    drift = drift_over(track, gti)
    away = float(sphere.separation(run.pointing.ra, run.pointing.dec, drift.mean.ra, drift.mean.dec))
    if away <= STEADY and drift.farthest <= STEADY:
        return run.pointing, ()
    if mode in FIXED and not math.isnan(away):
        found = f"the POINTING table is {max(away, drift.farthest):.3g} deg from RA_PNT, DEC_PNT"
        effect = "offsets, and with them responses and OFF regions"
        return run.pointing, (FormatNote(*place, found, f"OBS_MODE is {mode}: the header holds", effect, RULE),)
    found = f"the pointing moves up to {drift.farthest:.3g} deg from its mean"
    if math.isnan(away):
        found = "RA_PNT, DEC_PNT of the header are missing"
    elif drift.farthest <= STEADY:
        found = f"the POINTING table is {away:.3g} deg from RA_PNT, DEC_PNT"
    elif away > STEADY:
        found += f", which is {away:.3g} deg from RA_PNT, DEC_PNT of the header"
    assumed = f"the mean over the good time, {drift.mean.ra:.4f}, {drift.mean.dec:.4f} deg, is used for spectra"
    effect = "responses and OFF regions are those of the mean"
    return _completed(drift.mean, run.pointing), (FormatNote(*place, found, assumed, effect, RULE),)


def events_around(table: Table, pointing: Pointing, events: Events) -> tuple[FormatNote, ...]:
    """A note where the events lie far from the pointing. Raises DataError where that is a placeholder, 0, 0."""
    if len(events) == 0:
        return ()
    some = slice(None, None, max(1, len(events) // 500))
    mean = sphere.unit_vectors(events.ra[some], events.dec[some]).sum(axis=0)
    ra, dec = (float(value) for value in sphere.lon_lat(mean))
    away = float(sphere.separation(pointing.ra, pointing.dec, ra, dec))
    if away <= FAR:
        return ()
    if pointing.ra == pointing.dec == 0.0:
        raise DataError(
            f"{table.place}: RA_PNT, DEC_PNT are 0, 0, a placeholder: the events lie around {ra:.1f}, {dec:.1f} deg. "
            "The pointing is unknown; this run cannot be used"
        )
    found = f"the events lie around {ra:.1f}, {dec:.1f} deg, {away:.0f} deg from the pointing"
    effect = "responses are those of offsets that were not observed"
    return (FormatNote(table.path.name, table.name, found, "the pointing is used as it is", effect, RULE),)


def drift_over(track: PointingTrack, gti: Array) -> Drift:
    """Mean over the good time, as the direction of the time integral of the pointing's unit vector, and the drift."""
    total, horizontal, longest = np.zeros(3), np.zeros(3), 0.0
    seen = [np.empty(0)]
    for start, stop in gti if len(gti) else track.time[[0, -1]][None]:
        inside = track.time[(track.time > start) & (track.time < stop)]
        time = np.concatenate(([start], inside, [stop]))
        weights = np.zeros(len(time))
        weights[:-1] += 0.5 * np.diff(time)
        weights[1:] += 0.5 * np.diff(time)
        weights += 1e-9  # one single moment has a mean, too
        total += weights @ sphere.unit_vectors(*track.at(time))
        horizontal += weights @ sphere.unit_vectors(*track.horizontal_at(time))
        seen.append(time)
    ra, dec = (float(value) for value in sphere.lon_lat(total))
    azimuth, altitude = (float(value) for value in sphere.lon_lat(horizontal))
    longest = float(sphere.separation(ra, dec, *track.at(np.concatenate(seen))).max())
    return Drift(Pointing(ra, dec, 90.0 - altitude, azimuth), longest)


def _completed(mean: Pointing, header: Pointing) -> Pointing:
    if math.isnan(mean.zenith):
        return replace(mean, zenith=header.zenith, azimuth=header.azimuth)
    return mean


def _column(table: Table, name: str, quantity: Quantity) -> Array:
    values, unit = _numbers(table, name), table.unit(name)
    return values * scale_to_internal(unit, quantity) if unit else values


def _numbers(table: Table, name: str) -> Array:
    values = table.column(name)
    if values.dtype.kind not in "fiu" or values.ndim != 1:
        raise DataError(f"{table.place}: column {name} does not hold one number a row; leave the table out")
    return values.astype(np.float64)
