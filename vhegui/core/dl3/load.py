"""The HDUs of one run → one `Observation`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.dl3.events import cut_to_gti, read_events
from vhegui.core.dl3.gti import assumed_gti, read_gti
from vhegui.core.dl3.header import RunHeader, dead_time_correction, read_header
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.pointing import choose_pointing, events_around, of_the_run, read_pointing
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf.background_3d import Background3D, mirrored_by_writer
from vhegui.core.irf.base import EffectiveArea
from vhegui.core.irf.choice import choose
from vhegui.core.irf.rad_max import cut_in_area
from vhegui.core.irf.ranges import shorter_ranges
from vhegui.core.irf.registry import FORMATS, is_response, read_irf, recognise
from vhegui.core.irf.responses import Responses

RULE = "GADF v0.3, HDU index table"
PLACE_RULE = "GADF v0.3, EVENTS, GEOLON and GEOLAT"
AXES = "GADF v0.3, IRF axes"
# What a table must hold to be of a kind; the other kinds of an index are responses.
COLUMNS = {"events": ("TIME",), "gti": ("START", "STOP"), "pointing": ("TIME", "RA_PNT", "DEC_PNT")}
ROLES = frozenset(fmt.role for fmt in FORMATS)
REST_MISSING = "what the others hold is missing"  # effect of a note on event lists that are not used
Notes = list[FormatNote]


@dataclass(frozen=True)
class HduLocation:
    """Where one HDU is: `kind` is HDU_TYPE in lower case ("events", "gti", "aeff", …), "" for every HDU of the file,
    "shared" for the responses of a file that serves runs without their own;
    `hdu_class` is HDU_CLASS in lower case, `hdu` the EXTNAME, "" where the kind has to be looked for.
    """

    kind: str
    path: Path
    hdu: str = ""
    hdu_class: str = ""


def load_observation(
    locations: Sequence[HduLocation], obs_id: int | None = None, responses: bool = True
) -> Observation:
    """Read one run. Without `responses`, only its events and good time, which is much quicker.

    Raises DataError naming file and HDU when the events cannot be read or a named HDU is missing or damaged.
    """
    needed = tuple(locations) if responses else early(locations)
    paths = dict.fromkeys(location.path for location in needed)
    files = {path: FitsFile(path) for path in paths}
    found: Notes = []
    events_table = _find(files, needed, "events", found)
    if events_table is None:
        raise DataError(f"{locations[0].path}: there is no EVENTS table; this is not an event file")
    pointing_table = _find(files, needed, "pointing", found)
    run = read_header(events_table, obs_id, pointing_elsewhere=pointing_table is not None)
    events, notes = read_events(events_table, run)
    gti_table = _find(files, needed, "gti", found)
    if responses:
        _note_repeated(files, locations, found)
        _note_namesakes(files, locations, events_table, found)
    gti, gti_notes = read_gti(gti_table, run) if gti_table is not None else assumed_gti(events_table, run, events.time)
    events, outside, cut_notes = cut_to_gti(events_table, events, gti)
    ontime = float(np.diff(gti, axis=1).sum())
    deadc, dead_time_notes = dead_time_correction(events_table, run, ontime)
    gti_notes += dead_time_notes
    track, track_notes = read_pointing(pointing_table, run) if pointing_table is not None else (None, ())
    if pointing_table is not None:
        track, more = of_the_run(pointing_table, track, gti)
        track_notes += more
    pointing, pointing_notes = choose_pointing(events_table, run, track, gti)
    pointing_notes += events_around(events_table, pointing, events)
    irfs, irf_notes = _responses(files, locations, events_table) if responses else (Responses(), ())
    irf_notes += _unknown_place(irfs, events_table, run)
    return Observation(
        obs_id=run.obs_id,
        target=run.target,
        pointing=pointing,
        time_ref=run.time_ref,
        gti=gti,
        ontime=ontime,
        livetime=ontime * deadc,
        events=events,
        responses=irfs,
        telescope=run.telescope,
        outside_gti=outside,
        track=track,
        site=run.site,
        notes=(
            *found,
            *run.notes,
            *notes,
            *gti_notes,
            *dead_time_notes,
            *cut_notes,
            *track_notes,
            *pointing_notes,
            *irf_notes,
        ),
    )


def read_responses(path: Path) -> tuple[Responses, tuple[FormatNote, ...]]:
    """Responses of any file that holds some, with or without events. Raises DataError when there are none."""
    responses, notes = responses_of(FitsFile(path))
    if not notes and not any(True for _ in responses):
        raise DataError(f"{path}: holds no instrument response function that is known")
    return responses, notes


def responses_of(file: FitsFile) -> tuple[Responses, tuple[FormatNote, ...]]:
    """Responses among the HDUs of an open file."""
    return _read_all([(table, "", "") for table in file if is_response(table)], events_table(file))


def events_table(file: FitsFile) -> Table | None:
    """The EVENTS table of a file: by name, else by HDUCLAS1, else by its columns; None when there is none."""
    named = file.find("EVENTS")
    if named is not None:
        return named
    return next((table for table in file if _is_events(table)), None)


def header_of_file(file: FitsFile, events: Table, obs_id: int) -> RunHeader:
    """Header of the EVENTS table of a file; where its pointing is a placeholder, with that of the POINTING table."""
    table = _in_file(file, "pointing")
    run = read_header(events, obs_id, pointing_elsewhere=table is not None)
    track = read_pointing(table, run)[0] if table is not None and math.isnan(run.pointing.ra) else None
    if track is None:
        return run
    return replace(run, pointing=replace(run.pointing, ra=float(track.ra[0]), dec=float(track.dec[0])))


def early(locations: Iterable[HduLocation]) -> tuple[HduLocation, ...]:
    """What is needed for the events, the good time and the pointing alone."""
    return tuple(location for location in locations if location.kind in ("events", "gti", "pointing", ""))


def _is_events(table: Table) -> bool:
    return _declares(table, "EVENTS") or table.has("TIME", "RA", "DEC", "ENERGY")


def _declares(table: Table, kind: str) -> bool:
    return str(table.header.get("HDUCLAS1") or "").strip().upper() == kind.upper()


def _is_of_kind(table: Table, kind: str) -> bool:
    """Whether a table can be the events, the good time or the pointings of a run."""
    if kind == "events":
        return _is_events(table) or (table.name.strip().upper() == "EVENTS" and not table.has("START", "STOP"))
    return table.has(*COLUMNS[kind])


def _find(files: dict[Path, FitsFile], locations: Iterable[HduLocation], kind: str, notes: Notes) -> Table | None:
    """The table of a kind: the HDU that the index names, if it is one; else what the file holds."""
    for location in locations:
        file = files[location.path]
        if location.kind == kind:
            return _named(file, location, kind, notes)
        if location.kind == "" and (table := _in_file(file, kind)) is not None:
            return table
    return None


def _in_file(file: FitsFile, kind: str) -> Table | None:
    if kind == "events":
        return events_table(file)
    declared = file.find(kind) or next((table for table in file if _declares(table, kind)), None)
    if declared is None and kind == "gti":  # STDGTI, as OGIP calls it
        return next((t for t in file if kind.upper() in t.name.upper() and t.has(*COLUMNS[kind])), None)
    return declared


def _named(file: FitsFile, location: HduLocation, kind: str, notes: Notes) -> Table:
    """The HDU that the index names. One of another kind is a slip where the file holds one that is of this kind."""
    named = file.find(location.hdu or kind)
    if named is not None and _is_of_kind(named, kind):
        return named
    other = _in_file(file, kind)
    if other is None or other is named or not _is_of_kind(other, kind):
        return file.table(location.hdu or kind)
    notes.append(_misnamed(location, kind, named, other))
    return other


def _misnamed(location: HduLocation, kind: str, named: Table | None, used: Table) -> FormatNote:
    what = "which is not there" if named is None else "which is none"
    found = f'the index names HDU "{location.hdu}" for {kind}, {what}'
    return FormatNote(used.path.name, used.name, found, f'HDU "{used.name}" of the same file is used', "none", RULE)


def _note_repeated(files: dict[Path, FitsFile], locations: Sequence[HduLocation], notes: Notes) -> None:
    """Files of a run without index that hold two event lists, or two tables of good time."""
    for path in dict.fromkeys(location.path for location in locations if location.kind == ""):
        for kind, name in (("events", "EVENTS"), ("gti", "GTI")):
            tables = [t for t in files[path] if _declares(t, kind) or t.name.strip().upper() == name]
            if len(tables) > 1:
                names = ", ".join(f'"{table.name}"' for table in tables)
                found, used = f"the file holds {len(tables)} {name} tables ({names})", _in_file(files[path], kind)
                effect = REST_MISSING if kind == "events" else "ontime"
                assumed = f'"{used.name if used else name}", the first one, is used'
                notes.append(FormatNote(path.name, name, found, assumed, effect, RULE))


def _note_namesakes(files: dict[Path, FitsFile], locations: Sequence[HduLocation], used: Table, notes: Notes) -> None:
    """Event lists of a run in the file that an index names for it, of which the index names one only."""
    named = [location for location in locations if location.kind == "events"]
    if len(named) != 1:  # what an index names twice is noted with it
        return
    label, name = str(used.header.get("OBS_ID")), used.name.strip().upper()
    tables = [t for t in files[named[0].path] if _is_of_kind(t, "events")]
    own = [t for t in tables if t is used or t.name.strip().upper() == name or str(t.header.get("OBS_ID")) == label]
    if len(own) > 1:
        names = ", ".join(f'"{table.name}"' for table in own)
        found = f"the file holds {len(own)} EVENTS tables of this run ({names})"
        assumed = f'"{used.name}", that of the index, is used'
        notes.append(FormatNote(used.path.name, "EVENTS", found, assumed, REST_MISSING, RULE))


def _responses(
    files: dict[Path, FitsFile], locations: Iterable[HduLocation], events: Table
) -> tuple[Responses, tuple[FormatNote, ...]]:
    notes: Notes = []
    tables = list(_response_tables(files, locations, notes))
    responses, more = _read_all(tables, events)
    return responses, (*notes, *more)


def _response_tables(
    files: dict[Path, FitsFile], locations: Iterable[HduLocation], notes: Notes
) -> Iterable[tuple[Table, str, str]]:
    empty = True
    for location in locations:
        file = files[location.path]
        if location.kind == "" or (location.kind == "shared" and empty):
            for table in filter(is_response, file):
                yield table, "", ""
                empty = False
        elif location.kind == "shared":
            continue
        elif location.kind not in COLUMNS:
            yield _named_response(file, location, notes), location.kind, location.hdu_class


def _named_response(file: FitsFile, location: HduLocation, notes: Notes) -> Table:
    """The response that the index names, or the one of that kind in the file where the name is a slip."""
    named = file.find(location.hdu or location.kind)
    fmt = recognise(named) if named is not None and is_response(named) else None
    if named is not None and fmt is not None and (fmt.role == location.kind or location.kind not in ROLES):
        namesakes = [table for table in file if table.name.upper() == named.name.upper() and is_response(table)]
        chosen, more = choose(namesakes, fmt.role, fmt) if len(namesakes) > 1 else (named, ())
        notes += more
        return chosen
    found = [table for table in file if is_response(table) and (f := recognise(table)) and f.role == location.kind]
    if not found:
        return file.table(location.hdu or location.kind)
    chosen, more = choose(found, location.kind, recognise(found[0]))
    notes += [_misnamed(location, location.kind, named, chosen), *more]
    return chosen


def _read_all(
    tables: Iterable[tuple[Table, str, str]], events: Table | None
) -> tuple[Responses, tuple[FormatNote, ...]]:
    found: dict[str, Any] = {}
    notes: Notes = []
    for table, declared in _one_a_role(tables, notes):
        role, irf, irf_notes = read_irf(table, declared)
        notes.extend(irf_notes)
        if isinstance(irf, Background3D) and events is not None:
            header = events.header
            irf, writer_notes = mirrored_by_writer(irf, table, header.get("CREATOR"), header.get("HDUVERS"))
            notes.extend(writer_notes)
        if isinstance(irf, EffectiveArea):
            cut, cut_notes = cut_in_area(table, irf)
            notes.extend(cut_notes)
            found |= {"cut of the area": cut} if cut else {}
        if irf is not None:
            found[role] = irf
    cut, table_cut = found.pop("cut of the area", None), found.get("rad_max")
    if cut is not None and table_cut is not None and not np.allclose(table_cut.radii, cut.radii.flat[0], rtol=1e-5):
        what = "there is a RAD_MAX table, and another cut in the effective area"
        notes.append(FormatNote(events.path.name if events else "", "RAD_MAX", what, "the table is used", "", AXES))
    if cut is not None:
        found.setdefault("rad_max", cut)
    if "bkg" in found:
        found["background"] = found.pop("bkg")
    responses = Responses(**found)
    file = events.path.name if events else ""
    ranges = [FormatNote(file, "", found, assumed, "", AXES) for found, assumed in shorter_ranges(responses)]
    return responses, (*notes, *ranges, *_about_the_cut(responses, events))


def _one_a_role(tables: Iterable[tuple[Table, str, str]], notes: Notes) -> Iterable[tuple[Table, str]]:
    """One table of every role, in the order of the file, and what the index says it is; unknown ones too."""
    groups: dict[str, list[tuple[Table, str]]] = {}
    unknown: list[tuple[Table, str]] = []
    for table, kind, declared in tables:
        fmt = recognise(table, declared)
        role = fmt.role if fmt else kind
        (groups.setdefault(role, []) if role else unknown).append((table, declared))
    for role, group in groups.items():
        chosen, more = choose([table for table, _ in group], role, recognise(*group[0]))
        notes += more
        yield next((table, declared) for table, declared in group if table is chosen)
    yield from unknown


def _unknown_place(responses: Responses, events: Table, run: RunHeader) -> tuple[FormatNote, ...]:
    """A note where it cannot be known how a background response was turned against the sky."""
    if run.site is not None or responses.background is None or responses.background.alignment != "ALTAZ":
        return ()
    found = "the background is aligned with the horizon, but no GEOLON, GEOLAT say where the telescopes stand"
    assumed, effect = "its mean over all directions from the pointing is expected", "background on maps"
    return (FormatNote(events.path.name, events.name, found, assumed, effect, PLACE_RULE),)


def _about_the_cut(responses: Responses, events: Table | None) -> Notes:
    """Notes about a directional cut that is missing, or of no use."""
    if responses.aeff is None or responses.aeff.is_pointlike == (responses.rad_max is not None):
        return []
    found, assumed = "the effective area is point-like, but no RAD_MAX says with which cut", "the radius drawn is used"
    effect = "the flux is wrong unless it is the radius of the cut"
    if responses.rad_max is not None:
        found, assumed = "there is a RAD_MAX, but the effective area is of full enclosure", "RAD_MAX is not used"
        effect = ""
    return [FormatNote(events.path.name if events else "", "", found, assumed, effect, "GADF v0.3, point-like IRFs")]
