"""What the header of an EVENTS table says about its run, read with tolerance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vhegui.core.dl3.identifiers import run_number
from vhegui.core.dl3.observation import Pointing
from vhegui.core.dl3.time import SECONDS_PER_DAY, is_date, reference_mjd, time_scale, time_unit
from vhegui.core.errors import DataError
from vhegui.core.files.fits import Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.horizon import Site

RULE = "GADF v0.3, EVENTS"
FRAMES = ("", "ICRS", "FK5", "J2000")  # alike to 0.1 arcsec


@dataclass(frozen=True)
class RunHeader:
    """Keywords of one run: NaN or "" where the file says nothing.

    time_ref : MJD (TT) · tstart, tstop : s since time_ref · deadc : livetime / ontime, see `dead_time_correction`
    site : None where the file does not say
    time_keys : TIMESYS and TIMEUNIT, for the other tables of the run where they do not say.
    """

    obs_id: int
    target: str
    pointing: Pointing
    time_ref: float
    tstart: float
    tstop: float
    ontime: float
    livetime: float
    deadc: float
    telescope: str
    telescopes: str
    notes: tuple[FormatNote, ...]
    time_keys: Mapping[str, str] = field(default_factory=dict)
    site: Site | None = None

    @property
    def mjd_range(self) -> tuple[float, float]:
        """Start and stop, MJD (TT)."""
        return self.time_ref + self.tstart / SECONDS_PER_DAY, self.time_ref + self.tstop / SECONDS_PER_DAY


def read_header(events: Table, obs_id: int | None = None, pointing_elsewhere: bool = False) -> RunHeader:
    """Header of an EVENTS table; `obs_id` (of an index, or of a folder) wins over OBS_ID.

    Raises DataError when there is no pointing position, unless it is known from elsewhere (a POINTING table): nothing
    can be done without it.
    """
    header, notes = events.header, []

    def note(found: str, assumed: str, effect: str = "") -> None:
        notes.append(FormatNote(events.path.name, events.name, found, assumed, effect, RULE))

    ra, dec = number(header, "RA_PNT"), number(header, "DEC_PNT")
    if pointing_elsewhere and (abs(dec) > 90.0 or _is_no_longitude(ra) or ra == dec == 0.0):
        note(f"RA_PNT, DEC_PNT of the header are {ra:g}, {dec:g}", "a placeholder; the POINTING table is used")
        ra = dec = math.nan
    if (math.isnan(ra) or math.isnan(dec)) and not pointing_elsewhere:
        raise DataError(f"{events.place} has no RA_PNT, DEC_PNT: the pointing is unknown; this run cannot be used")
    if abs(dec) > 90.0:
        raise DataError(f"{events.place}: DEC_PNT = {dec:g} is no declination; the header is damaged")
    if _is_no_longitude(ra):
        raise DataError(f"{events.place}: RA_PNT = {ra:g} is no right ascension; the header is damaged")
    frame = (text(header, "RADECSYS") or text(header, "RADESYS")).upper()
    if frame not in FRAMES:
        note(f'RADECSYS is "{frame}"', "positions are taken as ICRS", "positions; those of FK4 are off by 0.6 deg")
    try:
        time_ref, assumed = reference_mjd(header)
        seconds = time_scale(header)
    except DataError as error:
        raise DataError(f"{events.place}: {error}") from error
    if seconds != 1.0:
        note(f"TIMEUNIT is {time_unit(header)}", "TSTART and TSTOP are converted to seconds", "none")
    if assumed:
        found, _, repair = assumed.rpartition(", ")
        if not repair.endswith("assumed"):
            found, repair = assumed, "times count from 0"
        note(found, repair, "times only")
    ontime, livetime = number(header, "ONTIME"), number(header, "LIVETIME")
    tstart, tstop = (number(header, key) * seconds for key in ("TSTART", "TSTOP"))
    if not all(math.isnan(each) or is_date(time_ref + each / SECONDS_PER_DAY) for each in (tstart, tstop)):
        if not math.isnan(time_ref):
            note("TSTART, TSTOP of the header are no dates", "the good time intervals say when the run was", "none")
        tstart = tstop = math.nan
    return RunHeader(
        obs_id=_obs_id(header, obs_id, note),
        target=text(header, "OBJECT"),
        pointing=Pointing(ra % 360.0, dec, zenith(header), number(header, "AZ_PNT") % 360.0),
        time_ref=0.0 if math.isnan(time_ref) else time_ref,
        tstart=tstart,
        tstop=tstop,
        ontime=ontime,
        livetime=livetime,
        deadc=_deadc(number(header, "DEADC"), ontime, livetime, note),
        telescope=text(header, "TELESCOP"),
        telescopes=text(header, "TELLIST"),
        notes=tuple(notes),
        time_keys={key: text(header, key) for key in ("TIMESYS", "TIMEUNIT") if text(header, key)},
        site=site(header),
    )


def dead_time_correction(events: Table, run: RunHeader, ontime: float) -> tuple[float, tuple[FormatNote, ...]]:
    """Livetime / ontime of a run with `ontime` (s) of good time: DEADC, else by LIVETIME, else 1 with a note."""
    if not math.isnan(run.deadc):
        return run.deadc, ()
    found = "DEADC and ONTIME are of no use" if run.livetime > 0 else "DEADC is missing"
    assumed, effect = "no dead time is assumed", "fluxes may be too low by the dead time, some per cent"
    ratio = 1.0
    if 0 < run.livetime <= ontime * 1.0001:
        ratio = min(run.livetime / ontime, 1.0)
        assumed, effect = f"LIVETIME / good time = {ratio:.5f} is used", ""
    return ratio, (FormatNote(events.path.name, events.name, found, assumed, effect, RULE),)


def number(header: Mapping[str, Any], key: str) -> float:
    """A number, also when it is written as text; NaN where absent, infinite or anything else."""
    value = header.get(key)
    try:
        found = math.nan if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return found if math.isfinite(found) else math.nan


def text(header: Mapping[str, Any], key: str) -> str:
    """A text, "" where absent."""
    value = header.get(key)
    return "" if value is None else str(value).strip()


def zenith(header: Mapping[str, Any]) -> float:
    """Zenith angle of the pointing, deg, from ZEN_PNT or ALT_PNT."""
    angle = number(header, "ZEN_PNT")
    return 90.0 - number(header, "ALT_PNT") if math.isnan(angle) else angle


def site(header: Mapping[str, Any]) -> Site | None:
    """Where the telescopes stand, from GEOLON, GEOLAT and ALTITUDE; None where the first two are missing or no place on
    Earth.
    """
    longitude, latitude = number(header, "GEOLON"), number(header, "GEOLAT")
    altitude = next((h for h in (number(header, "ALTITUDE"), number(header, "GEOALT")) if not math.isnan(h)), None)
    return Site(longitude, latitude, altitude) if abs(longitude) <= 360.0 and abs(latitude) <= 90.0 else None


def _is_no_longitude(ra: float) -> bool:
    """Whether a right ascension (deg) is more than a turn off: a placeholder, such as -999."""
    return not math.isnan(ra) and not -360.0 <= ra <= 720.0


def _obs_id(header: Mapping[str, Any], given: int | None, note: Any) -> int:
    own = run_number(header.get("OBS_ID", ""))
    number = given if given is not None else own if own is not None else 0
    if own is None and (given is None or not text(header, "OBS_ID")):
        note(f'OBS_ID is "{text(header, "OBS_ID")}"', f"the run is numbered {number}", "name only")
    if own is not None and own != number:
        note(f"OBS_ID is {own}", f"the run is numbered {number}", "name only")
    return number


def _deadc(deadc: float, ontime: float, livetime: float, note: Any) -> float:
    ratio = livetime / ontime if ontime > 0 and 0 < livetime <= ontime * 1.0001 else math.nan
    if not 0.0 < deadc <= 1.0:
        found = "DEADC is missing" if math.isnan(deadc) else f"DEADC is {deadc:g}"
        if math.isnan(ratio):
            return math.nan
        note(found, f"LIVETIME / ONTIME = {ratio:.5f} is used")
        return min(ratio, 1.0)
    if not math.isnan(ratio) and abs(ratio / deadc - 1.0) > 1e-3:
        note(
            f"LIVETIME / ONTIME is {ratio:.5f}, DEADC {deadc:.5f}",
            "DEADC is used",
            f"{100 * abs(ratio / deadc - 1):.1f} %",
        )
    return deadc
