"""The HDUs of one run → one `Observation`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.dl3.events import cut_to_gti, read_events
from vhegui.core.dl3.gti import assumed_gti, read_gti
from vhegui.core.dl3.header import read_header
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.pointing import choose_pointing, read_pointing
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.irf.background_3d import Background3D, mirrored_by_writer
from vhegui.core.irf.base import EffectiveArea
from vhegui.core.irf.rad_max import cut_in_area
from vhegui.core.irf.registry import is_response, read_irf, recognise
from vhegui.core.irf.responses import Responses

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
    paths = dict.fromkeys(location.path for location in (locations if responses else early(locations)))
    files = {path: FitsFile(path) for path in paths}
    events_table = _find(files, locations, "events")
    if events_table is None:
        raise DataError(f"{locations[0].path}: there is no EVENTS table; this is not an event file")
    pointing_table = _find(files, locations, "pointing")
    run = read_header(events_table, obs_id, pointing_elsewhere=pointing_table is not None)
    events, notes = read_events(events_table, run)
    gti_table = _find(files, locations, "gti")
    gti, gti_notes = read_gti(gti_table, run) if gti_table is not None else assumed_gti(events_table, run, events.time)
    events, outside, cut_notes = cut_to_gti(events_table, events, gti)
    ontime = float(np.diff(gti, axis=1).sum())
    track, track_notes = read_pointing(pointing_table, run) if pointing_table is not None else (None, ())
    pointing, pointing_notes = choose_pointing(events_table, run, track, gti)
    irfs, irf_notes = _responses(files, locations, events_table) if responses else (Responses(), ())
    return Observation(
        obs_id=run.obs_id,
        target=run.target,
        pointing=pointing,
        time_ref=run.time_ref,
        gti=gti,
        ontime=ontime,
        livetime=ontime * run.deadc,
        events=events,
        responses=irfs,
        telescope=run.telescope,
        outside_gti=outside,
        track=track,
        notes=(*run.notes, *notes, *gti_notes, *cut_notes, *track_notes, *pointing_notes, *irf_notes),
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


def early(locations: Iterable[HduLocation]) -> tuple[HduLocation, ...]:
    """What is needed for the events, the good time and the pointing alone."""
    return tuple(location for location in locations if location.kind in ("events", "gti", "pointing", ""))


def _is_events(table: Table) -> bool:
    declared = str(table.header.get("HDUCLAS1") or "").strip().upper() == "EVENTS"
    return declared or table.has("TIME", "RA", "DEC", "ENERGY")


def _find(files: dict[Path, FitsFile], locations: Iterable[HduLocation], kind: str) -> Table | None:
    for location in locations:
        if location.kind == kind:
            return files[location.path].table(location.hdu or kind)
        if location.kind == "":
            file = files[location.path]
            table = events_table(file) if kind == "events" else file.find(kind)
            if table is None and kind != "events":
                table = _declared(file, kind)
            if table is not None:
                return table
    return None


def _declared(file: FitsFile, kind: str) -> Table | None:
    return next((t for t in file if str(t.header.get("HDUCLAS1") or "").strip().upper() == kind.upper()), None)


def _responses(
    files: dict[Path, FitsFile], locations: Iterable[HduLocation], events: Table
) -> tuple[Responses, tuple[FormatNote, ...]]:
    return _read_all(_response_tables(files, locations), events)


def _response_tables(files: dict[Path, FitsFile], locations: Iterable[HduLocation]) -> Iterable[tuple[Table, str, str]]:
    empty = True
    for location in locations:
        file = files[location.path]
        if location.kind == "" or (location.kind == "shared" and empty):
            for table in filter(is_response, file):
                yield table, "", ""
                empty = False
        elif location.kind == "shared":
            continue
        elif location.kind not in ("events", "gti", "pointing"):
            yield file.table(location.hdu or location.kind), location.kind, location.hdu_class


def _read_all(
    tables: Iterable[tuple[Table, str, str]], events: Table | None
) -> tuple[Responses, tuple[FormatNote, ...]]:
    found: dict[str, Any] = {}
    notes: Notes = []
    for table, kind, declared in tables:
        fmt = recognise(table, declared)
        role = fmt.role if fmt else kind
        if role in found:
            notes.append(FormatNote(table.path.name, table.name, f"a second {role} response", "the first one is used"))
            continue
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
    cut = found.pop("cut of the area", None)
    if cut is not None:
        found.setdefault("rad_max", cut)
    if "bkg" in found:
        found["background"] = found.pop("bkg")
    responses = Responses(**found)
    return responses, (*notes, *_about_the_cut(responses, events))


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
