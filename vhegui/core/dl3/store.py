"""A DL3 data set: its index, and its runs on request. Opening one reads the index tables only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Protocol

import numpy as np

from vhegui.core.dl3.header import RunHeader, read_header
from vhegui.core.dl3.index import ObservationIndex, index_from_headers, index_ids, read_obs_index
from vhegui.core.dl3.load import HduLocation, early, events_table, load_observation
from vhegui.core.dl3.observation import Observation
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote
from vhegui.core.progress import Progress

SUFFIXES = (".fits", ".fits.gz", ".fit", ".fit.gz")
RULE = "GADF v0.3, HDU index table"
Resolve = Callable[[str, str], tuple[Path, str]]


class Source(Protocol):
    """Brings the files of a data set that lies elsewhere into reach; see `vhegui.core.dl3.remote`."""

    @property
    def notice(self) -> str:
        """What people should know about this source now ("works offline since …", terms of use), or ""."""
        ...

    def fetch(self, paths: Iterable[Path], progress: Progress | None = None) -> Mapping[Path, str]:
        """Make these files readable; returns why the others are not. What `progress` raises passes through."""
        ...


@dataclass(frozen=True, eq=False)
class Store:
    """A data set.

    root : folder that FILE_DIR counts from · label : name for people · index : what is known of every run
    notes : format notes of the index tables · problems : runs that cannot be loaded, with the reason
    other_files : files of a folder without index that are no runs (responses only)
    source : brings the files that runs need, where they are not on this computer; None when they are.
    """

    root: Path
    label: str
    index: ObservationIndex
    notes: tuple[FormatNote, ...] = ()
    problems: Mapping[int, str] = field(default_factory=dict)
    locations: Mapping[int, tuple[HduLocation, ...]] = field(default_factory=dict)
    other_files: tuple[Path, ...] = ()
    source: Source | None = None

    def fetch(self, runs: Iterable[int], progress: Progress | None = None) -> dict[int, str]:
        """Bring the files of several runs into reach, in parallel; returns why the other runs cannot be read."""
        wanted = {run: self.files(run) for run in runs if run in self.locations and run not in self.problems}
        if self.source is None or not wanted:
            return {}
        missing = self.source.fetch((path for paths in wanted.values() for path in paths), progress)
        reasons = {run: next((missing[path] for path in paths if path in missing), "") for run, paths in wanted.items()}
        return {run: f"run {run}: {reason}" for run, reason in reasons.items() if reason}

    def load(self, obs_id: int, responses: bool = True) -> Observation:
        """Read one run; without `responses` only its events and good time. DataError when it cannot be used."""
        if obs_id in self.problems:
            raise DataError(f"run {obs_id}: {self.problems[obs_id]}")
        try:
            self._reach(early(self._of(obs_id)) if not responses else self._of(obs_id))
            return self._completed(load_observation(self._of(obs_id), obs_id, responses))
        except DataError as error:
            raise DataError(f"run {obs_id}: {error}") from error

    def files(self, obs_id: int) -> tuple[Path, ...]:
        """Files of one run, each once."""
        return tuple(dict.fromkeys(location.path for location in self._of(obs_id)))

    def _reach(self, locations: Iterable[HduLocation]) -> None:
        if self.source is not None:
            for reason in self.source.fetch(location.path for location in locations).values():
                raise DataError(reason)

    def _completed(self, observation: Observation) -> Observation:
        """Target, zenith and azimuth from the index where the header says nothing."""
        row = np.flatnonzero(self.index.obs_id == observation.obs_id)
        if len(row) == 0:
            return observation
        i, pointing = int(row[0]), observation.pointing
        if np.isnan(pointing.zenith):
            pointing = replace(pointing, zenith=float(self.index.zenith[i]))
        if np.isnan(pointing.azimuth):
            pointing = replace(pointing, azimuth=float(self.index.azimuth[i]))
        return replace(observation, pointing=pointing, target=observation.target or str(self.index.target[i]))

    def _of(self, obs_id: int) -> tuple[HduLocation, ...]:
        if obs_id not in self.locations:
            raise DataError(f"run {obs_id} is not in {self.label}; see the list of observations")
        return self.locations[obs_id]


def index_files(folder: Path) -> list[Path]:
    """obs-index and hdu-index files of a folder, in any case and with - or _ between the words."""
    return [folder / name for name in index_names(path.name for path in folder.iterdir() if path.is_file())]


def index_names(names: Iterable[str]) -> list[str]:
    """The obs-index and the hdu-index among file names; the shortest where there are several."""
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (len(name), name)):
        stem = name.lower().replace("_", "-")
        for kind in ("obs-index", "hdu-index"):
            if stem in tuple(kind + suffix for suffix in SUFFIXES):
                found.setdefault(kind, name)
    return [found[kind] for kind in ("obs-index", "hdu-index") if kind in found]


def event_files(folder: Path) -> list[Path]:
    """FITS files of a folder and of the folders in it, without index tables."""
    files = [p for pattern in ("*", "*/*") for p in sorted(folder.glob(pattern)) if p.name.lower().endswith(SUFFIXES)]
    return [p for p in files if p.is_file() and "index" not in p.name.lower()]


def index_kind(table: Table) -> str:
    """ "hdu" or "obs" for an index table, whatever it is called; "" for anything else."""
    if not table.is_table or not table.has("OBS_ID"):
        return ""
    if table.has("HDU_TYPE") or table.has("HDU_CLASS", "FILE_NAME"):
        return "hdu"
    declared = str(table.header.get("HDUCLAS1") or "").strip().upper() == "INDEX"
    return "obs" if declared or table.has("RA_PNT") or table.name.upper() == "OBS_INDEX" else ""


def open_indexed(root: Path, paths: Sequence[Path], resolve: Resolve, source: Source | None = None) -> Store:
    """A store from its index tables. `resolve` : (FILE_DIR, FILE_NAME) → path, and why it cannot be used or ""."""
    tables: dict[str, Table] = {}
    for path in paths:
        for table in FitsFile(path):
            tables.setdefault(index_kind(table), table)
    if "hdu" not in tables:
        return _without_hdu_index(root, tables.get("obs"))
    notes: list[FormatNote] = []
    locations, problems = _read_hdu_index(tables["hdu"], resolve, notes)
    if "obs" not in tables:
        notes.append(FormatNote(root.name, "", "there is no obs-index", "runs are listed from their headers", "", RULE))
        index, problems = _index_of(locations, problems, source)
    else:
        index, index_notes = read_obs_index(tables["obs"])
        notes.extend(index_notes)
        for obs_id in set(index.obs_id.tolist()) - set(locations):
            problems[obs_id] = f"the HDU index {tables['hdu'].path.name} names no file for it"
    return Store(root, root.name, _unique(index, notes), tuple(notes), problems, locations, source=source)


def _without_hdu_index(root: Path, obs: Table | None) -> Store:
    store = open_event_files(root, event_files(root))
    note = FormatNote(root.name, "", "there is no hdu-index", "event files are looked for in the folder", "", RULE)
    if obs is None:
        return Store(root, store.label, store.index, (note, *store.notes), store.problems, store.locations)
    index, notes = read_obs_index(obs)
    problems = dict(store.problems)
    for obs_id in set(index.obs_id.tolist()) - set(store.locations):
        problems[obs_id] = f"no event file in {root.name} belongs to it"
    return Store(root, store.label, index, (note, *notes, *store.notes), problems, store.locations)


def _read_hdu_index(
    table: Table, resolve: Resolve, notes: list[FormatNote]
) -> tuple[dict[int, tuple[HduLocation, ...]], dict[int, str]]:
    """HDUs of every run, and the runs whose files are missing or refused."""
    columns = {name: _texts(table, name) for name in ("HDU_TYPE", "HDU_CLASS", "FILE_DIR", "FILE_NAME", "HDU_NAME")}
    locations: dict[int, list[HduLocation]] = {}
    problems: dict[int, str] = {}
    state: dict[tuple[str, str], tuple[Path, str]] = {}
    for i, obs_id in enumerate(index_ids(table, notes).tolist()):
        name = columns["FILE_DIR"][i], columns["FILE_NAME"][i]
        if name not in state:
            state[name] = resolve(*name)
        path, problem = state[name]
        kind, hdu_class = columns["HDU_TYPE"][i].lower(), columns["HDU_CLASS"][i].lower()
        kind = kind or hdu_class.split("_")[0]
        locations.setdefault(obs_id, []).append(HduLocation(kind, path, columns["HDU_NAME"][i], hdu_class))
        if problem:
            problems.setdefault(obs_id, problem)
    for obs_id, problem in problems.items():
        notes.append(
            FormatNote(table.path.name, table.name, f"run {obs_id}: {problem}", "the run is left out", "", RULE)
        )
    return {obs_id: tuple(found) for obs_id, found in locations.items()}, problems


def resolve_inside(root: Path, allow_outside: bool, folder: str, name: str) -> tuple[Path, str]:
    """Path of an indexed file, and why it cannot be used ("" when it can)."""
    relative = PurePosixPath(folder.replace("\\", "/")) / name
    path = root / relative
    depth = 0
    for part in relative.parts:
        depth += -1 if part == ".." else 0 if part == "." else 1
        if depth < 0 and not allow_outside:
            return path, _refused(relative)
    absolute = relative.is_absolute() or PureWindowsPath(str(relative)).drive != ""
    try:
        if absolute and not allow_outside and root.resolve() not in path.resolve().parents:
            return path, _refused(relative)
        return path, "" if path.is_file() else f"the file {relative} is not there"
    except (OSError, ValueError, RuntimeError):  # a name that is too long, or a loop of links
        return path, f"the file {str(relative)[:80]!r} cannot be there; the index is damaged"


def _refused(relative: PurePosixPath) -> str:
    return (
        f"the index names the file {relative}, outside the folder of the data set; it is not opened. "
        "Allow files outside the folder for this data set if you trust it"
    )


def _texts(table: Table, name: str) -> list[str]:
    if not table.has(name):
        if name in ("FILE_NAME",):
            raise DataError(f"{table.place} has no {name} column; it is not an HDU index")
        return [""] * len(table)
    return [str(value).strip() for value in table.column(name)]


def _unique(index: ObservationIndex, notes: list[FormatNote]) -> ObservationIndex:
    """Each run once: the first of repeated rows."""
    first = np.unique(index.obs_id, return_index=True)[1]
    if len(first) == len(index):
        return index
    found = f"{len(index) - len(first)} rows repeat an OBS_ID"
    notes.append(FormatNote("obs-index", "", found, "the first row of each is used", "", RULE))
    mask = np.zeros(len(index), dtype=bool)
    mask[first] = True
    return index.rows(mask)


def _index_of(
    locations: Mapping[int, tuple[HduLocation, ...]], problems: dict[int, str], source: Source | None = None
) -> tuple[ObservationIndex, dict[int, str]]:
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


def _peek(path: Path, obs_id: int | None = None) -> tuple[RunHeader, int]:
    """Header and number of events of an event file, read no further than that."""
    table = events_table(FitsFile(path))
    if table is None:
        raise DataError(f"{path}: there is no EVENTS table; this is not an event file")
    return read_header(table, obs_id), len(table)


def open_event_files(root: Path, paths: Sequence[Path], label: str = "") -> Store:
    """A store of event files without an index; responses alone in a file of their own serve the runs without any."""
    headers: list[RunHeader] = []
    counts: list[int] = []
    notes: list[FormatNote] = []
    locations: dict[int, tuple[HduLocation, ...]] = {}
    without_events: list[Path] = []
    for path in paths:
        try:
            file = FitsFile(path)
            table = events_table(file)
            if table is None:
                without_events.append(path)
                continue
            header = read_header(table)
        except DataError as error:
            if len(paths) == 1:
                raise
            notes.append(FormatNote(path.name, "", str(error), "the file is left out"))
            continue
        if header.obs_id in locations:
            notes.append(FormatNote(path.name, table.name, f"a second file of run {header.obs_id}", "left out"))
            continue
        headers.append(header)
        counts.append(len(table))
        locations[header.obs_id] = (HduLocation("", path),)
    if not paths or (not headers and len(without_events) < len(paths)):
        raise DataError(f"{root}: there is no index table and no event file (.fits, .fits.gz) in this folder")
    for path in without_events if len(paths) > 1 else ():
        assumed = "the file is not a run"
        if headers and len(without_events) == 1:
            assumed = "its responses serve the runs that have none"
            locations = {obs_id: (*own, HduLocation("shared", path)) for obs_id, own in locations.items()}
        notes.append(FormatNote(path.name, "", "there is no EVENTS table", assumed))
    index = index_from_headers(headers, counts)
    return Store(root, label or root.name, index, tuple(notes), {}, locations, tuple(without_events))
