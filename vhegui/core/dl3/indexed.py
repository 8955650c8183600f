"""Index tables → a `Store`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from vhegui.core.dl3.header import RunHeader, text
from vhegui.core.dl3.identifiers import listed
from vhegui.core.dl3.index import ObservationIndex, id_numbers, index_from_headers, index_ids, read_obs_index
from vhegui.core.dl3.layout import RULE, Outside, Resolve, event_files
from vhegui.core.dl3.load import HduLocation, events_table, header_of_file
from vhegui.core.dl3.store import Source, Store
from vhegui.core.dl3.unindexed import index_kind, open_event_files
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote, counted

Locations = dict[int, tuple[HduLocation, ...]]
Problems = dict[int, str]
COLUMNS = ("HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME")
# Kinds of which a run has one; responses that are there twice are told apart when they are read.
SINGLE = ("events", "gti", "pointing")


def open_indexed(
    root: Path, paths: Sequence[Path], resolve: Resolve, source: Source | None = None, allow_outside: bool = False
) -> Store:
    """A store from its index tables.

    resolve : where the files are that the HDU index names · allow_outside : without one, follow links that lead out.
    """
    tables: dict[str, Table] = {}
    notes: list[FormatNote] = []
    for path in paths:
        found = [(kind, table) for table in FitsFile(path) if (kind := index_kind(table))]
        for kind, table in found:
            tables.setdefault(kind, table)
        if not found:
            what = "holds no index table (none with a column OBS_ID)"
            notes.append(FormatNote(path.name, "", what, "not used", "", RULE))
    numbers = id_numbers(tables.values(), notes)
    if "hdu" not in tables:
        store = _without_hdu_index(root, tables.get("obs"), numbers, allow_outside)
        return replace(store, notes=(*notes, *store.notes))
    locations, problems, outside = _read_hdu_index(tables["hdu"], numbers, resolve, notes)
    left_out = _note_repeated(tables["hdu"], locations, notes)
    if "obs" not in tables:
        notes.append(FormatNote(root.name, "", "there is no obs-index", "runs are listed from their headers", "", RULE))
        index, problems = _index_of(locations, problems, source)
    else:
        index, index_notes = read_obs_index(tables["obs"], numbers)
        notes.extend(index_notes)
        problems |= _differences(index, locations, tables["obs"], tables["hdu"], notes)
    index = _unique(index, notes)
    files = tuple(dict.fromkeys(table.path for table in tables.values()))
    return Store(
        root,
        root.name,
        index,
        tuple(notes),
        problems,
        locations,
        outside=outside,
        source=source,
        tables=files,
        left_out=left_out,
    )


def _without_hdu_index(root: Path, obs: Table | None, numbers: Mapping[str, int], allow_outside: bool) -> Store:
    paths, outside = event_files(root, allow_outside)
    store = open_event_files(root, paths, outside=outside)
    note = FormatNote(root.name, "", "there is no hdu-index", "event files are looked for in the folder", "", RULE)
    if obs is None:
        return replace(store, notes=(note, *store.notes))
    notes: list[FormatNote] = []
    index, index_notes = read_obs_index(obs, numbers)
    problems = dict(store.problems)
    for obs_id in set(index.obs_id.tolist()) - set(store.locations):
        problems[obs_id] = f"no event file in {root.name} belongs to it"
    _note_unlisted(index, store.locations, obs, root.name, notes)
    notes = [note, *index_notes, *notes, *store.notes]
    return replace(store, index=_unique(index, notes), notes=tuple(notes), problems=problems, other_files=())


def _read_hdu_index(
    table: Table, numbers: Mapping[str, int], resolve: Resolve, notes: list[FormatNote]
) -> tuple[Locations, Problems, tuple[Path, ...]]:
    """HDUs of every run, the runs whose files are missing or refused, and the files refused as outside."""
    columns = {name: _texts(table, name) for name in COLUMNS}
    ids, given = index_ids(table, numbers)
    names = list(zip(columns["FILE_DIR"], columns["FILE_NAME"], strict=True))
    places, place_notes = resolve(text(table.header, "BASE_DIR"), names)
    notes.extend(place_notes)
    if not given.all():
        found = f"no OBS_ID in {counted(int((~given).sum()), 'row')}"
        notes.append(FormatNote(table.path.name, table.name, found, "left out", "", RULE))
    locations: dict[int, list[HduLocation]] = {}
    problems: Problems = {}
    for i in np.flatnonzero(given).tolist():
        path, problem = places[names[i]]
        kind, hdu_class = columns["HDU_TYPE"][i].lower(), columns["HDU_CLASS"][i].lower()
        location = HduLocation(kind or hdu_class.split("_")[0], path, columns["HDU_NAME"][i], hdu_class)
        locations.setdefault(int(ids[i]), []).append(location)
        if "_map" in hdu_class or hdu_class.startswith("map"):
            problem = problem or f"its responses are maps of the sky ({hdu_class}), as HAWC has them: not used here"
        if problem:
            problems.setdefault(int(ids[i]), problem)
    for obs_id, problem in problems.items():
        what = f"run {obs_id}: {problem}"
        notes.append(FormatNote(table.path.name, table.name, what, "the run is left out", "", RULE))
    kept = {obs_id: tuple(dict.fromkeys(found)) for obs_id, found in locations.items()}
    return kept, problems, tuple(path for path, problem in places.values() if isinstance(problem, Outside))


def _note_repeated(
    table: Table, locations: Locations, notes: list[FormatNote]
) -> tuple[tuple[int | None, FormatNote], ...]:
    """A run with two event lists in the index, of which only one is read; returns which, with the note about it."""
    left_out: list[tuple[int | None, FormatNote]] = []
    for kind in SINGLE:
        runs = [run for run, found in locations.items() if sum(each.kind == kind for each in found) > 1]
        if runs:
            found = f"more than one {kind} HDU of {counted(len(runs), 'run')}: {listed(runs)}"
            effect = "what the other one holds is missing" if kind == "events" else ""
            notes.append(FormatNote(table.path.name, table.name, found, "the first one is used", effect, RULE))
            left_out += [(run, notes[-1]) for run in runs if kind == "events"]
    return tuple(left_out)


def _differences(
    index: ObservationIndex, locations: Locations, obs: Table, hdu: Table, notes: list[FormatNote]
) -> Problems:
    """Runs that only one of the two index tables knows."""
    _note_unlisted(index, locations, obs, f"the HDU index {hdu.path.name}", notes)
    missing = sorted(set(index.obs_id.tolist()) - set(locations))
    return dict.fromkeys(missing, f"the HDU index {hdu.path.name} names no file for it")


def _note_unlisted(
    index: ObservationIndex, locations: Mapping[int, object], obs: Table, where: str, notes: list[FormatNote]
) -> None:
    if unlisted := sorted(set(locations) - set(index.obs_id.tolist())):
        found = f"the observation index lacks {counted(len(unlisted), 'run')} of {where}: {listed(unlisted)}"
        notes.append(FormatNote(obs.path.name, obs.name, found, "left out", "", RULE))


def _texts(table: Table, name: str) -> list[str]:
    if not table.has(name):
        if name == "FILE_NAME":
            raise DataError(f"{table.place} has no {name} column; it is not an HDU index")
        return [""] * len(table)
    return [str(value).strip() for value in table.column(name)]


def _unique(index: ObservationIndex, notes: list[FormatNote]) -> ObservationIndex:
    """Each run once: the first of repeated rows."""
    first = np.unique(index.obs_id, return_index=True)[1]
    if len(first) == len(index):
        return index
    found = f"OBS_ID repeats in {counted(len(index) - len(first), 'row')}"
    notes.append(FormatNote("obs-index", "", found, "the first row of each is used", "", RULE))
    mask = np.zeros(len(index), dtype=bool)
    mask[first] = True
    return index.rows(mask)


def _index_of(
    locations: Locations, problems: Problems, source: Source | None = None
) -> tuple[ObservationIndex, Problems]:
    headers, counts = [], []
    paths = {
        run: next((h.path for h in found if h.kind == "events"), found[0].path) for run, found in locations.items()
    }
    missing = source.fetch(path for run, path in paths.items() if run not in problems) if source else {}
    for obs_id, path in paths.items():
        if obs_id in problems:
            continue
        try:
            if path in missing:
                raise DataError(missing[path])
            header, n = _peek(path, obs_id)
        except DataError as error:
            problems[obs_id] = str(error)
            continue
        headers.append(header)
        counts.append(n)
    return index_from_headers(headers, counts), problems


def _peek(path: Path, obs_id: int) -> tuple[RunHeader, int]:
    """Header and number of events of an event file, read no further than that."""
    file = FitsFile(path)
    table = events_table(file)
    if table is None:
        raise DataError(f"{path}: there is no EVENTS table; this is not an event file")
    return header_of_file(file, table, obs_id), len(table)


def index_tables_in(folder: Path, paths: Iterable[Path]) -> list[Path]:
    """Files that hold an HDU index, and an observation index with it, whatever they are called; none without the first.

    Raises DataError where there are several HDU indices, as nobody knows which one is meant.
    """
    found: dict[str, list[Path]] = {"hdu": [], "obs": []}
    for path in paths:
        try:
            file = FitsFile(path)
            kinds = {index_kind(table) for table in file} if file.find("EVENTS") is None else set()
        except DataError:
            continue
        for kind in kinds & set(found):
            found[kind].append(path)
    if len(found["hdu"]) > 1:
        names = listed([path.name for path in found["hdu"]])
        raise DataError(f"{folder}: holds {len(found['hdu'])} HDU index tables ({names}); open one of these files")
    return list(dict.fromkeys([*found["hdu"], *found["obs"][:1]])) if found["hdu"] else []
