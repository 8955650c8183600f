"""The doctor: everything in a data set that departs from the standard or cannot be used, and how much it matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vhegui.core.dl3.doctor.catalogue import SEVERITIES
from vhegui.core.dl3.doctor.contents import event_list_notes, index_row_notes
from vhegui.core.dl3.doctor.findings import Finding, RunNote, errors, findings
from vhegui.core.dl3.doctor.headers import event_notes, gti_notes, index_notes, response_notes
from vhegui.core.dl3.layout import index_files
from vhegui.core.dl3.load import events_table
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.dl3.unindexed import index_kind
from vhegui.core.errors import DataError
from vhegui.core.files.fits import FitsFile, Table
from vhegui.core.files.kinds import other_kind
from vhegui.core.files.notes import FormatNote, counted
from vhegui.core.irf.registry import is_response, read_irf, recognise
from vhegui.core.progress import Progress, silent

EXPECTED = "a folder with event files, an index table, an event file or response functions"
Problem = tuple[int | None, str, str]


@dataclass(frozen=True)
class Report:
    """What a check found.

    label : the data set · runs : ids that were checked · unusable : those of them that cannot be used
    findings : worst first.
    """

    label: str
    runs: tuple[int, ...]
    unusable: tuple[int, ...]
    findings: tuple[Finding, ...]

    @property
    def usable(self) -> bool:
        """True when every run (and every file, where there are no runs) can be used."""
        return not self.unusable and all(finding.severity != "error" for finding in self.findings)

    def count(self, severity: str) -> int:
        """Number of findings of one severity."""
        return sum(finding.severity == severity for finding in self.findings)


def check(path: Path | str, progress: Progress = silent, allow_outside: bool = False) -> Report:
    """Read everything of a data set or a file, and report. Raises DataError when there is nothing to open."""
    require_fits(path)
    store = open_store(path, allow_outside, progress)
    if len(store.index) == 0:
        return check_files(store, path)
    return check_store(store, progress=progress)


def require_fits(path: Path | str) -> None:
    """Raise DataError that names what a file is, where it is no FITS file at all."""
    place = Path(path).expanduser()
    if (isinstance(path, str) and "://" in path) or not place.is_file():
        return
    try:
        FitsFile(place)
    except DataError as error:
        if kind := other_kind(place):
            raise DataError(f"{place}: no DL3 data, but {kind}; expected {EXPECTED}") from error
        raise


def nothing_to_check(store: Store, path: Path | str) -> str:
    """Why there is nothing to check, and what the files are instead; "" where there are runs or responses."""
    if len(store.index) or store.problems:
        return ""
    place = Path(path).expanduser()
    files = [place] if place.is_file() else list(store.other_files)
    if store.outside and not files:
        return f"{place}: holds links alone that lead out of it; follow them with --allow-outside if you trust them"
    if any(_has_responses(file) for file in files):
        return ""
    kinds = [kind for file in files if (kind := other_kind(file))]
    what = f", but {kinds[0]}" if kinds else ""
    if len(files) > 1 and kinds:
        what = f", but {len(files)} other files ({files[0].name}: {kinds[0]})"
    return f"{place}: no DL3 data{what}; expected {EXPECTED}"


def _has_responses(path: Path) -> bool:
    """Whether a file holds a response, or is damaged, which is for the check to say."""
    try:
        return any(is_response(table) for table in FitsFile(path))
    except DataError:
        return True


def check_store(store: Store, runs: Sequence[int] | None = None, progress: Progress = silent) -> Report:
    """Check some runs of an open data set (default: all).

    progress : called with a fraction in [0, 1] and a phrase; what it raises (to cancel) passes through.
    """
    runs = tuple(int(run) for run in (store.index.obs_id if runs is None else runs))
    notes: list[RunNote] = [(None, note) for note in (*store.notes, *_index_table_notes(store))]
    problems: list[Problem] = [
        (None, note.file, note.found) for _, note in notes if note.assumed == "the file is left out"
    ]
    notes = [item for item in notes if item[1].assumed not in ("the file is left out", "the run is left out")]
    seen: set[tuple[Path, str]] = set()
    if store.source is not None:
        store.fetch(runs, progress)
    for count, run in enumerate(runs):
        progress(count / max(1, len(runs)), f"Checking run {run} ({count + 1} of {len(runs)})")
        try:
            notes += [(run, note) for note in _run_notes(store, run, seen)]
        except DataError as error:
            problems.append((run, _file_of(store, run), str(error)))
    progress(1.0, f"{counted(len(runs), 'run')} checked")
    unusable = tuple(run for run, _, _ in problems if run is not None)
    return Report(store.label, runs, unusable, (*errors(problems), *findings(notes)))


def quick_report(store: Store, observations: Mapping[int, Observation], problems: Mapping[int, str]) -> Report:
    """What is known without reading anything: notes of the index and of runs in memory, and runs with a problem."""
    known = notes_of(store, observations)
    bad = [(run, _file_of(store, run), reason) for run, reason in (dict(store.problems) | dict(problems)).items()]
    runs = tuple(dict.fromkeys((*observations, *(run for run, _, _ in bad))))
    return Report(store.label, runs, tuple(run for run, _, _ in bad), (*errors(bad), *findings(known)))


def with_notes(report: Report, notes: Iterable[FormatNote]) -> Report:
    """The report with notes on files that belong to no data set, such as spectra."""
    more = findings((None, note) for note in notes)
    ordered = sorted((*report.findings, *more), key=lambda finding: SEVERITIES.index(finding.severity))
    return replace(report, findings=tuple(ordered))


def notes_of(store: Store, observations: Mapping[int, Observation]) -> tuple[RunNote, ...]:
    """Notes of the index and of runs in memory; not those about runs that are left out, which have a problem."""
    of_runs = ((run, note) for run, observation in observations.items() for note in observation.notes)
    return (*((None, note) for note in store.notes if note.assumed != "the run is left out"), *of_runs)


def _run_notes(store: Store, run: int, seen: set[tuple[Path, str]]) -> list[FormatNote]:
    observation = store.load(run)
    _require_responses(observation)
    notes = list(observation.notes)
    for path in store.files(run):
        file = FitsFile(path)
        events = events_table(file)
        if events is not None:
            notes += event_notes(events) + event_list_notes(events, observation)
            notes += index_row_notes("obs-index", store.index, observation, len(events))
        for table in file:
            if (path, table.name) not in seen:
                seen.add((path, table.name))
                notes += _table_notes(table)
    return notes


def _require_responses(observation: Observation) -> None:
    responses = observation.responses
    named = (("effective area", responses.aeff), ("energy dispersion", responses.edisp))
    missing = [name for name, response in named if response is None]
    if missing:
        raise DataError(f"there is no {' and no '.join(missing)}, so no flux can be computed")
    if responses.psf is None and responses.aeff is not None and not responses.aeff.is_pointlike:
        raise DataError(
            "there is no PSF, so the containment of the source region is unknown; usable without containment correction"
        )


def _table_notes(table: Table) -> list[FormatNote]:
    if is_response(table):
        return response_notes(table)
    return gti_notes(table) if table.name.strip().upper() == "GTI" else []


def _index_table_notes(store: Store) -> Iterable[FormatNote]:
    """Of the index tables of a folder; damaged ones have been noted on opening."""
    for path in index_files(store.root) if store.root.is_dir() else ():
        try:
            for table in FitsFile(path):
                if kind := index_kind(table):
                    yield from index_notes(table, kind)
        except DataError:
            continue


def _file_of(store: Store, run: int) -> str:
    locations = store.locations.get(run, ())
    return locations[0].path.name if locations else ""


def check_files(store: Store, path: Path | str) -> Report:
    """Check the responses of files that hold no runs: the file at `path`, or those of a folder.

    Raises DataError, which says what the files are, where they hold no response.
    """
    if reason := nothing_to_check(store, path):
        raise DataError(reason)
    path = Path(path).expanduser()
    notes: list[RunNote] = [(None, note) for note in store.notes]
    problems: list[Problem] = []
    for file in [path] if path.is_file() else store.other_files:
        try:
            for table in filter(is_response, FitsFile(file)):
                fmt = recognise(table)
                notes += [(None, note) for note in response_notes(table)]
                notes += [(None, note) for note in read_irf(table)[2]] if fmt is None or fmt.read is not None else []
        except DataError as error:
            problems.append((None, file.name, str(error)))
    return Report(store.label, (), (), (*errors(problems), *findings(notes)))
