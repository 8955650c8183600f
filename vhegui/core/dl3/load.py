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
from vhegui.core.dl3.notes import FormatNote
from vhegui.core.dl3.observation import Observation, Responses
from vhegui.core.dl3.tables import FitsFile, Table
from vhegui.core.errors import DataError
from vhegui.core.irf.registry import is_response, read_irf, recognise

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
    run = read_header(events_table, obs_id)
    events, notes = read_events(events_table, run)
    gti_table = _find(files, locations, "gti")
    gti, gti_notes = read_gti(gti_table, run) if gti_table else assumed_gti(events_table, run, events.time)
    events, outside, cut_notes = cut_to_gti(events_table, events, gti)
    ontime = float(np.diff(gti, axis=1).sum())
    irfs, irf_notes = _responses(files, locations) if responses else (Responses(), ())
    return Observation(
        obs_id=run.obs_id,
        target=run.target,
        pointing=run.pointing,
        time_ref=run.time_ref,
        gti=gti,
        ontime=ontime,
        livetime=ontime * run.deadc,
        events=events,
        responses=irfs,
        telescope=run.telescope,
        outside_gti=outside,
        notes=(*run.notes, *notes, *gti_notes, *cut_notes, *irf_notes),
    )


def read_responses(path: Path) -> tuple[Responses, tuple[FormatNote, ...]]:
    """Responses of any file that holds some, with or without events. Raises DataError when there are none."""
    responses, notes = responses_of(FitsFile(path))
    if not notes and all(irf is None for irf in (responses.aeff, responses.edisp, responses.psf)):
        raise DataError(f"{path}: holds no instrument response function that is known")
    return responses, notes


def responses_of(file: FitsFile) -> tuple[Responses, tuple[FormatNote, ...]]:
    """Responses among the HDUs of an open file."""
    return _read_all((table, "", "") for table in file if is_response(table))


def events_table(file: FitsFile) -> Table | None:
    """The EVENTS table of a file: by name, else by HDUCLAS1, else by its columns; None when there is none."""
    named = file.find("EVENTS")
    if named is not None:
        return named
    return next((table for table in file if _is_events(table)), None)


def early(locations: Iterable[HduLocation]) -> tuple[HduLocation, ...]:
    """What is needed for the events and the good time alone."""
    return tuple(location for location in locations if location.kind in ("events", "gti", ""))


def _is_events(table: Table) -> bool:
    declared = str(table.header.get("HDUCLAS1") or "").strip().upper() == "EVENTS"
    return declared or table.has("TIME", "RA", "DEC", "ENERGY")


def _find(files: dict[Path, FitsFile], locations: Iterable[HduLocation], kind: str) -> Table | None:
    for location in locations:
        if location.kind == kind:
            return files[location.path].table(location.hdu or kind)
        if location.kind == "":
            file = files[location.path]
            table = events_table(file) if kind == "events" else file.find(kind) or _declared(file, kind)
            if table is not None:
                return table
    return None


def _declared(file: FitsFile, kind: str) -> Table | None:
    return next((t for t in file if str(t.header.get("HDUCLAS1") or "").strip().upper() == kind.upper()), None)


def _responses(
    files: dict[Path, FitsFile], locations: Iterable[HduLocation]
) -> tuple[Responses, tuple[FormatNote, ...]]:
    return _read_all(_response_tables(files, locations))


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


def _read_all(tables: Iterable[tuple[Table, str, str]]) -> tuple[Responses, tuple[FormatNote, ...]]:
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
        if irf is not None:
            found[role] = irf
    return Responses(**found), tuple(notes)
