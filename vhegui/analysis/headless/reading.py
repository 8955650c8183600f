"""What a run without a window reads: runs and their off runs, spectra from files, cubes of the sky."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vhegui.analysis import edits
from vhegui.analysis.executors import Pool
from vhegui.analysis.export.sky import run_file, write_run
from vhegui.analysis.gammapy_config.selection import RunTable, choose
from vhegui.analysis.headless.left_out import in_vain, with_required, without_thresholds
from vhegui.analysis.headless.sky import SkyRuns, dataset_sky, datasets_sky, stack_sky
from vhegui.analysis.loading.off_runs import OffRuns, off_runs_for, read_off_runs
from vhegui.analysis.loading.runs import LoadedRuns, load_runs
from vhegui.analysis.loading.spectra import LoadedSpectra, load_spectra
from vhegui.analysis.outcome import Request
from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.state import Analysis, MaskFile
from vhegui.core.background.off_runs import OffRun
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.dl3.doctor.check import notes_of, nothing_to_check
from vhegui.core.dl3.doctor.findings import RunNote, notes_that_matter
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.load import REST_MISSING
from vhegui.core.dl3.open import open_store
from vhegui.core.dl3.store import Store
from vhegui.core.errors import ConfigError
from vhegui.core.files.kinds import is_map_dataset
from vhegui.core.progress import Progress
from vhegui.core.regions.exclusions import ExclusionMask, read_exclusion_mask

Say = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class ReadData:
    """What was read. analysis : with the runs that were found · off_runs : of each run · masks : exclusions, by path
    sky : None where no maps are asked for · notes : what was assumed about the files and may change results
    problems : what is left out, a sentence each · written : data sets of single runs · store : the data set, if any.
    """

    analysis: Analysis
    masks: dict[str, ExclusionMask]
    files: LoadedSpectra
    runs: LoadedRuns = LoadedRuns()
    off_runs: dict[int, tuple[OffRun, ...]] = field(default_factory=dict)
    sky: SkyRuns | None = None
    notes: tuple[RunNote, ...] = ()
    problems: tuple[str, ...] = ()
    written: tuple[Path, ...] = ()
    store: Store | None = None

    @property
    def n_runs(self) -> int:
        """How many runs were read."""
        return max(len(self.runs.observations), 0 if self.sky is None else len(self.sky.stacked.rows))


def read_data(
    request: Request,
    pipeline: Pipeline,
    progress: Progress,
    say: Say,
    pool: Pool | None = None,
    folder: Path | None = None,
) -> ReadData:
    """Choose and read the runs of a request. folder : where to write data sets of single runs, None: nowhere.

    Raises ConfigError, DataError or AnalysisError when there is nothing that could be analysed.
    """
    progress(0.0, "Opening the data set")
    analysis = request.analysis
    data = analysis.dataset
    if not data.path and not data.spectra and not data.cubes:
        raise ConfigError(
            f"{request.name}: data.path: no data set is named; give the folder with the DL3 files, or data.spectra"
        )
    files, masks = load_spectra(data.spectra), _masks(analysis)
    if data.cubes and not data.path:
        return _noted(ReadData(analysis, masks, files, sky=datasets_sky([*map(Path, data.cubes)], analysis, masks)), ())
    if not data.path:
        return _noted(ReadData(analysis, masks, files), ())
    if analysis.makes_cubes and is_map_dataset(Path(data.path)):
        return _noted(ReadData(analysis, masks, files, sky=dataset_sky(Path(data.path), analysis, masks)), ())
    store = open_store(data.path, request.allow_outside)
    analysis, remarks_on_choice = with_runs(request, store)
    for text in remarks_on_choice:
        say(text)
    loaded, off_runs = LoadedRuns(), dict[int, tuple[OffRun, ...]]()
    if not analysis.maps_alone:
        loaded = _loaded(request, analysis, store, progress, say, pool)
        if _required(request):
            kept = [run for run in analysis.dataset.runs if run in loaded.observations]
            analysis = edits.select_runs(analysis, kept)
        off_runs = _off_runs(analysis, loaded, store, progress, say, pool)
    sky, written = None, list[Path]()
    if analysis.makes_cubes:

        def keep(run: RunSky) -> None:
            assert folder is not None
            written.append(folder / run_file(run.cube.runs[0]))
            write_run(run, written[-1])

        single = keep if folder is not None and not analysis.fit.stack else None
        sky = stack_sky(
            pipeline,
            analysis,
            store,
            masks,
            lambda part, text: progress(0.6 * part, text),
            pool,
            single,
            _required(request),
        )
    found = ReadData(analysis, masks, files, loaded, off_runs, sky, written=tuple(written), store=store)
    silent = in_vain(() if sky is None else sky.silent) or without_thresholds(analysis, loaded.observations)
    for text in (*(() if sky is None else sky.as_asked), *(() if request.safe_range_given else silent)):
        say(text)
    notes = notes_of(store, loaded.observations)
    lists = _lists_not_used((*notes, *(() if sky is None else sky.notes)))
    missing = (*(silent if request.safe_range_given else ()), *_not_used(request, analysis, store), *lists)
    return _noted(found, notes, missing)


def _noted(read: ReadData, notes: tuple[RunNote, ...], more: tuple[str, ...] = ()) -> ReadData:
    """With the notes and problems of everything that was read, and `more` problems."""
    of_sky, sky_problems = ((), {}) if read.sky is None else (read.sky.notes, read.sky.problems)
    notes = tuple(dict.fromkeys((*notes, *of_sky, *((None, note) for note in read.files.notes))))
    problems = (*(read.runs.problems | sky_problems).values(), *read.files.problems.values())
    said = (*(f"left out: {text}" for text in problems), *more)
    return replace(read, notes=notes_that_matter(notes), problems=said)


def _loaded(
    request: Request, analysis: Analysis, store: Store, progress: Progress, say: Say, pool: Pool | None
) -> LoadedRuns:
    """The runs for spectra, without those that the request leaves out."""
    loaded = load_runs(
        store, analysis.dataset.runs, {}, lambda part, text: progress(0.5 * part, text), analysis.containment, pool
    )
    if required := _required(request):
        loaded, left_out = with_required(loaded, required)
        for text in left_out:
            say(text)
    return loaded


def _off_runs(
    analysis: Analysis, loaded: LoadedRuns, store: Store, progress: Progress, say: Say, pool: Pool | None
) -> dict[int, tuple[OffRun, ...]]:
    """The off runs of each run."""
    chosen = off_runs_for(analysis, loaded.observations, store)
    off = read_off_runs(
        store, chosen, OffRuns(), loaded.observations, lambda part, text: progress(0.5 + 0.1 * part, text), pool
    )
    for text in off.problems.values():
        say(text)
    return off.of(chosen)


def _not_used(request: Request, analysis: Analysis, store: Store) -> tuple[str, ...]:
    """Events of the chosen runs that are not read, and files that may hold runs which a rule would have chosen."""
    rule = request.selection
    by_rule = rule is not None and not rule.runs and not rule.ranges
    concerned = [note for run, note in store.left_out if (by_rule if run is None else run in analysis.dataset.runs)]
    return tuple(f"not used: {note}" for note in dict.fromkeys(concerned))


def _lists_not_used(notes: Iterable[RunNote]) -> tuple[str, ...]:
    """Event lists of the files of runs beside those that are read."""
    return tuple(dict.fromkeys(f"not used: {note}" for _, note in notes if note.effect == REST_MISSING))


def _required(request: Request) -> Sequence[str]:
    return () if request.selection is None else request.selection.required


def with_runs(request: Request, store: Store) -> tuple[Analysis, tuple[str, ...]]:
    """The analysis with the runs it asks for, and what is to be said about the choice. Raises ConfigError."""
    analysis = request.analysis
    if request.selection is None:
        if not analysis.dataset.runs and not analysis.dataset.spectra:
            raise ConfigError(f"{request.name}: data.runs: no run is selected")
        return analysis, ()
    if empty := nothing_to_check(store, analysis.dataset.path):
        raise ConfigError(f"{request.name}: {empty}")
    try:
        runs, notes = choose(request.selection, _run_table(store.index))
    except ConfigError as error:
        raise ConfigError(f"{request.name}: {error}") from error
    return edits.select_runs(analysis, runs), notes


def _run_table(index: ObservationIndex) -> RunTable:
    texts: dict[str, int] = {}
    for text, run in zip(index.label.tolist(), index.obs_id.tolist(), strict=True):
        if text:
            texts.setdefault(text, run)
    return RunTable(index.obs_id, index.ra, index.dec, index.tstart, index.tstop, texts)


def _masks(analysis: Analysis) -> dict[str, ExclusionMask]:
    return {item.path: read_exclusion_mask(item.path) for item in analysis.exclusions if isinstance(item, MaskFile)}
