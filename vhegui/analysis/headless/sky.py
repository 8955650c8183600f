"""The cubes of the runs of a data set with their backgrounds, added up one at a time, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from vhegui.analysis.executors import Pool, in_order
from vhegui.analysis.headless.left_out import has_no_thresholds, lacking, left_out_as_asked
from vhegui.analysis.pipeline import Pipeline
from vhegui.analysis.sky_growth import CubeShelf
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps.maps import map_grid
from vhegui.analysis.steps.regions import exclusion_shapes
from vhegui.analysis.steps.runs import cut_run, used_events
from vhegui.analysis.steps.sky import NO_RUN, cube_of_run, outside_exclusions
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import RunSky, SkyRow, SkyStack, StackedSky, with_background
from vhegui.core.cubes.stack import can_be_added
from vhegui.core.dl3.doctor.findings import RunNote
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.files.notes import FormatNote
from vhegui.core.maps.covering import covering
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import Progress
from vhegui.core.regions.exclusions import ExclusionMask
from vhegui.core.typing import BoolArray

Keep = Callable[[RunSky], None]


@dataclass(frozen=True, eq=False)
class SkyRuns:
    """Runs added up, and pixels outside the exclusions, shape (rows, columns); why other runs are left out, a sentence
    each; what was assumed about the files of those used.

    as_asked : what the request itself leaves out, in sentences · silent : runs whose files give no safe energies
    apart : the runs themselves, where each is a data set of its own in a fit · shelf : their cubes, made again.
    """

    stacked: StackedSky
    allowed: BoolArray
    problems: dict[int, str] = field(default_factory=dict)
    notes: tuple[RunNote, ...] = ()
    as_asked: tuple[str, ...] = ()
    silent: tuple[int, ...] = ()
    apart: tuple[RunSky, ...] = ()
    shelf: CubeShelf = field(default_factory=lambda: CubeShelf(_as_it_is, {}))

    @property
    def to_fit(self) -> tuple[RunSky, ...]:
        """The data sets of a fit."""
        return self.apart or (self.stacked.sky,)


def stack_sky(
    pipeline: Pipeline,
    analysis: Analysis,
    store: Store,
    mask_images: Mapping[str, ExclusionMask],
    progress: Progress,
    pool: Pool | None = None,
    keep: Keep | None = None,
    required: Sequence[str] = (),
) -> SkyRuns:
    """Read, reduce and add up the runs of an analysis, in its order: the same numbers, whoever does the work.

    Runs are read where they are reduced, and forgotten when they are added. pool : who does it, None: this thread
    keep : told every run with its cube · progress : called with a fraction in [0, 1] and a phrase; may raise Cancelled
    required : responses (by gammapy's names) without which a run is left out.
    Raises AnalysisError or ConfigError when no run can be used.
    """
    given = {"mask_images": mask_images, "map_grid": _grid(analysis, store)}
    geometry = pipeline.pull("cube_geometry", analysis, given)
    allowed = pipeline.pull("outside_exclusions", analysis, given)
    runs = analysis.dataset.runs
    unreached = store.fetch(runs, progress)
    work = partial(_sky_of, analysis, geometry, allowed, tuple(required))
    items = (_Run(run, store if pool is None else store.alone(run)) for run in runs if run not in unreached)
    stack, problems, notes = SkyStack(geometry), dict(unreached), list[RunNote]()
    missing, silent, apart = dict[int, tuple[str, ...]](), list[int](), list[RunSky]()
    fitted_apart = analysis.fits_cubes and not analysis.fit.stack
    with closing(in_order(work, items, pool, shared=[geometry])) as results:
        for count, (run, result) in enumerate(results, 1):
            if isinstance(result, VheguiError):
                problems[run.number] = str(result)
            elif isinstance(result, Exception):
                raise result
            else:
                missing[run.number] = result.lacking
                notes += [(run.number, note) for note in result.notes]
                silent += [run.number] if result.silent else []
                if result.sky is not None:
                    stack.add(result.sky)
                    apart += [result.sky] if fitted_apart else []
                if result.sky is not None and keep is not None:
                    keep(result.sky)
            progress(count / len(runs), f"Cube of run {run.number} made ({count} of {len(runs)})")
    as_asked = left_out_as_asked(missing)
    if not stack.rows:
        raise AnalysisError(next(iter(problems.values()), NO_RUN))
    used = {int(row.name): (_Run(int(row.name), store),) for row in stack.rows}
    shelf = CubeShelf(partial(_cube_of, analysis, geometry), used)
    return SkyRuns(stack.result(), allowed, problems, tuple(notes), as_asked, tuple(silent), tuple(apart), shelf)


def _grid(analysis: Analysis, store: Store) -> SkyGrid:
    """The pixels: those asked for, or those that hold all fields of view, as the index has them: no run is read yet."""
    settings, runs = analysis.map, store.index.rows(np.isin(store.index.obs_id, analysis.dataset.runs))
    grid = map_grid(settings)
    if settings.extent == "fixed":
        return grid
    return covering(grid, runs.ra, runs.dec, np.full(len(runs), analysis.sky.offset_max))


def dataset_sky(path: Path, analysis: Analysis, mask_images: Mapping[str, ExclusionMask]) -> SkyRuns:
    """A map data set with the background of the analysis, as one run; its own pixels and energies. Raises DataError."""
    file = read_dataset(path)
    allowed = outside_exclusions(file.cube.geometry.grid, exclusion_shapes(analysis.exclusions, mask_images))
    sky = with_background(file.cube, allowed, analysis.sky_background)
    notes, shelf = tuple((None, note) for note in file.notes), CubeShelf(_as_it_is, {0: (file.cube,)})
    return SkyRuns(StackedSky(sky, (SkyRow.of(sky),)), allowed, notes=notes, shelf=shelf)


def datasets_sky(paths: Sequence[Path], analysis: Analysis, mask_images: Mapping[str, ExclusionMask]) -> SkyRuns:
    """Several map data sets, each with pixels and energies of its own; the maps are those of the first and of all that
    have its pixels. Raises DataError.
    """
    found = [dataset_sky(path, analysis, mask_images) for path in paths]
    skies = _with_names_of_their_own([each.stacked.sky for each in found], paths)
    stack = SkyStack(skies[0].cube.geometry)
    alike = [sky for sky in skies if can_be_added(sky.cube, skies[0].cube.geometry)]
    for sky in alike if len(alike) > 1 else ():
        stack.add(sky)
    stacked = stack.result() if stack.rows else StackedSky(skies[0], ())
    notes = tuple(note for each in found for note in each.notes)
    rows = tuple(SkyRow.of(sky) for sky in skies)
    return replace(found[0], stacked=replace(stacked, rows=rows), notes=notes, apart=tuple(skies))


def _with_names_of_their_own(skies: Sequence[RunSky], paths: Sequence[Path]) -> list[RunSky]:
    """Data sets of one name go by that of their file, and where that is the same, too, by a number as well."""
    names = [sky.cube.name for sky in skies]
    names = [path.stem if names.count(name) > 1 else name for name, path in zip(names, paths, strict=True)]
    names = [name if names.count(name) == 1 else f"{name} {i}" for i, name in enumerate(names, 1)]
    return [replace(sky, cube=replace(sky.cube, name=name)) for sky, name in zip(skies, names, strict=True)]


@dataclass(frozen=True, eq=False)
class _Run:
    """A run to reduce, with what of its data set is needed to read it."""

    number: int
    store: Store

    def __str__(self) -> str:
        return f"run {self.number}"


@dataclass(frozen=True, eq=False)
class _Reduced:
    """A run with its background, None where the time cut leaves nothing of it or it lacks a response; its format notes;
    whether its files give no safe energies, though they are asked for.
    """

    sky: RunSky | None
    notes: tuple[FormatNote, ...] = ()
    lacking: tuple[str, ...] = ()
    silent: bool = False


def _sky_of(
    analysis: Analysis, geometry: CubeGeometry, allowed: BoolArray, required: tuple[str, ...], run: _Run
) -> _Reduced:
    observation = cut_run(run.store.load(run.number), analysis.events.times)
    if missing := lacking(observation, required):
        return _Reduced(None, lacking=missing)
    if not len(observation.gti):
        return _Reduced(None)
    cube = _reduced(analysis, geometry, observation)
    found = with_background(cube, allowed, analysis.sky_background, analysis.sky.like_gammapy)
    silent = analysis.safe.header and has_no_thresholds(observation)
    return _Reduced(found, observation.notes, silent=silent)


def _reduced(analysis: Analysis, geometry: CubeGeometry, observation: Observation) -> Cube:
    """The cube of a run that was read and cut."""
    events, sky = used_events(observation, analysis.events.keep_outside_gti), analysis.sky
    return cube_of_run(observation, events, geometry, analysis.safe, sky.offset_max, sky.like_gammapy)


def _cube_of(analysis: Analysis, geometry: CubeGeometry, run: _Run) -> Cube:
    """The cube of a run, read again."""
    return _reduced(analysis, geometry, cut_run(run.store.load(run.number), analysis.events.times))


def _as_it_is(cube: Cube) -> Cube:
    """The only cube of a map data set."""
    return cube
