"""Event files without an index → a `Store`: which of them are runs, and what each run is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vhegui.core.dl3.header import RunHeader, text
from vhegui.core.dl3.identifiers import free_numbers, listed, run_number, text_numbers
from vhegui.core.dl3.index import index_from_headers
from vhegui.core.dl3.load import HduLocation, events_table, header_of_file
from vhegui.core.dl3.store import Store
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.notes import FormatNote, counted
from vhegui.core.irf.registry import is_response
from vhegui.core.typing import Array

RULE = "GADF v0.3, EVENTS, OBS_ID"
Notes = list[FormatNote]


@dataclass(frozen=True)
class _Run:
    """An event file: `label` is its OBS_ID as written, `header.obs_id` the number it has here."""

    path: Path
    hdu: str
    label: str
    header: RunHeader
    n_events: int


def index_kind(table: Table) -> str:
    """ "hdu" or "obs" for an index table, whatever it is called; "" for anything else."""
    if not table.is_table or not table.has("OBS_ID"):
        return ""
    if table.has("HDU_TYPE") or table.has("HDU_CLASS", "FILE_NAME"):
        return "hdu"
    declared = str(table.header.get("HDUCLAS1") or "").strip().upper() == "INDEX"
    return "obs" if declared or table.has("RA_PNT") or table.name.upper() == "OBS_INDEX" else ""


def open_event_files(root: Path, paths: Sequence[Path], label: str = "", outside: tuple[Path, ...] = ()) -> Store:
    """A store of event files without an index; responses alone in a file of their own serve the runs without any.

    Two files with one OBS_ID are two runs when they were taken at different times (parts of a run, simulations), and
    one that is left out where they hold the same events; else nobody knows, and the second cannot be used.

    outside : links out of the folder that are not followed; without any other file the store is empty.
    """
    left_out: Notes = []
    runs, others = _scan(paths, left_out)
    if not (paths or outside) or (not runs and len(others) < len(paths)):
        reason = f" ({left_out[0].found})" if left_out else ""
        raise DataError(f"{root}: there is no index table and no event file (.fits, .fits.gz) in this folder{reason}")
    notes: Notes = []
    runs, problems = _numbered(runs, notes)
    locations = {run.header.obs_id: (HduLocation("", run.path),) for run in runs}
    for path in others if len(paths) > 1 else ():
        assumed = "the file is not a run"
        if runs and [path] == [each for each in others if _holds_response(each)]:
            assumed = "its responses serve the runs that have none"
            locations = {obs_id: (*own, HduLocation("shared", path)) for obs_id, own in locations.items()}
        notes.append(FormatNote(path.name, "", "there is no EVENTS table", assumed))
    index = index_from_headers(
        [run.header for run in runs], [run.n_events for run in runs], [run.label for run in runs]
    )
    if outside:
        found = f"out of the folder: {counted(len(outside), 'link')} ({listed([p.name for p in outside])})"
        left_out.append(
            FormatNote(root.name, "", found, "not followed until files outside are allowed", "runs are missing")
        )
    said, unknown = (*left_out, *notes), tuple((None, note) for note in left_out)
    return Store(root, label or root.name, index, said, problems, locations, tuple(others), outside, left_out=unknown)


def _scan(paths: Sequence[Path], notes: Notes) -> tuple[list[_Run], list[Path]]:
    """The runs, and the files that hold no events. A file that cannot be read is an error where it is the only one."""
    runs: list[_Run] = []
    others: list[Path] = []
    for path in paths:
        try:
            file = FitsFile(path)
            table = events_table(file)
            if table is None:
                others.append(path)
                continue
            number = run_number(table.header.get("OBS_ID", ""))
            header = header_of_file(file, table, 0 if number is None else number)
        except DataError as error:
            if len(paths) == 1:
                raise
            notes.append(FormatNote(path.name, "", str(error), "the file is left out"))
            continue
        runs.append(_Run(path, table.name, text(table.header, "OBS_ID"), header, len(table)))
    return runs, others


def _holds_response(path: Path) -> bool:
    try:
        return any(is_response(table) for table in FitsFile(path))
    except DataError:
        return False


def _numbered(runs: Sequence[_Run], notes: Notes) -> tuple[list[_Run], dict[int, str]]:
    """The runs with a number each, in the order given, without copies; and those that cannot be told apart."""
    kept: list[_Run] = []
    doubtful: dict[Path, str] = {}
    for run in runs:
        namesakes = [other for other in kept if run.label and other.label == run.label]
        copied = next((other for other in namesakes if _same_events(run, other)), None)
        if copied is not None:
            found = f"a second file of run {run.label}, with the same events as {copied.path.name}"
            notes.append(FormatNote(run.path.name, run.hdu, found, "left out", "none", RULE))
            continue
        if other := next((other for other in namesakes if _overlap(run, other)), None):
            doubtful[run.path] = (
                f"{run.path.name}: its OBS_ID ({run.label}) and its time are those of {other.path.name}, its events "
                "are not: a run that was processed twice, or two with one number; take one away, or give it an "
                "OBS_ID of its own"
            )
        kept.append(run)
    numbers = _numbers(kept)
    named = [replace(run, header=replace(run.header, obs_id=number)) for run, number in zip(kept, numbers, strict=True)]
    for before, run in zip(kept, named, strict=True):
        if run_number(before.label) != run.header.obs_id and run.path not in doubtful:
            _note_number(run, sum(each.label == run.label for each in kept) > 1, notes)
    return named, {run.header.obs_id: doubtful[run.path] for run in named if run.path in doubtful}


def _numbers(runs: Sequence[_Run]) -> list[int]:
    """OBS_ID where it is a number that no run before has; text by its digits; else the next numbers that are free."""
    own = {number for run in runs if (number := run_number(run.label)) is not None}
    names = text_numbers({run.label for run in runs if run.label and run_number(run.label) is None}, own)
    used: set[int] = set()
    numbers: list[int | None] = []
    for run in runs:
        number = run_number(run.label) if run.label not in names else names[run.label]
        numbers.append(None if number in used else number)
        used |= {number} - {None}  # pyright: ignore[reportAssignmentType]
    free = iter(free_numbers(numbers.count(None), used, start=max(used, default=0) + 1))
    return [next(free) if number is None else number for number in numbers]


def _note_number(run: _Run, shared: bool, notes: Notes) -> None:
    what = f'OBS_ID is "{run.label}"' + (", as in another file" if shared and run.label else "")
    assumed = f"the run is numbered {run.header.obs_id}"
    notes.append(FormatNote(run.path.name, run.hdu, what, assumed, "name only", RULE))


def _same_events(run: _Run, other: _Run) -> bool:
    if run.n_events != other.n_events or run.n_events == 0:
        return False
    pairs = zip(_columns(run), _columns(other), strict=True)
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)


def _columns(run: _Run) -> list[Array]:
    table = events_table(FitsFile(run.path))
    names = ("TIME", "RA", "DEC", "ENERGY")
    return [table.numbers(name) if table is not None and table.has(name) else np.empty(0) for name in names]


def _overlap(run: _Run, other: _Run) -> bool:
    """Whether two runs share time, or do not say when they were taken."""
    (start, stop), (begin, end) = run.header.mjd_range, other.header.mjd_range
    return not (stop <= begin or end <= start)
