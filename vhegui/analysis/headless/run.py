"""An analysis from a configuration or session file to files of results, without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import structs

from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.executors import Pool, each
from vhegui.analysis.export.outcome import result_folder, write_outcome
from vhegui.analysis.gammapy_config.config import GammapyConfig, config_from, is_gammapy_config
from vhegui.analysis.gammapy_config.models import Models, read_models, read_sky_models
from vhegui.analysis.headless.advice import advice_on
from vhegui.analysis.headless.finding import find_sources
from vhegui.analysis.headless.left_out import beyond_offset
from vhegui.analysis.headless.reading import ReadData, Say, read_data
from vhegui.analysis.headless.shortcomings import remarks, shortcomings
from vhegui.analysis.headless.sky import SkyRuns
from vhegui.analysis.outcome import Outcome, Request
from vhegui.analysis.pipeline import Job, Pipeline, Step
from vhegui.analysis.session.reading import analysis_from
from vhegui.analysis.sky_growth import GrownSky
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline, sky
from vhegui.analysis.steps.cube_fits import SkiesToFit
from vhegui.analysis.yaml_files.checked import NotDone
from vhegui.analysis.yaml_files.file import read_yaml
from vhegui.core.dl3.doctor.report import sentences
from vhegui.core.errors import AnalysisError, ConfigError, VheguiError
from vhegui.core.files.notes import counted
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.models.nuisances import FIELD_OF_VIEW
from vhegui.core.progress import Progress
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.core.spectra.stacking import STACKED

Draw = Callable[["Outcome", Path], Sequence[Path]]
OF_ANY_FIT = (
    *("fit_result", "flux_points_result", "light_curve_result", "variability", "amplitude_limit", "minos_errors"),
    *("fit_band", "profiles", "contours", "toys", "comparison", "source_tests", "summed_counts", "predicted_counts"),
)
"""Steps about a fit, whether of spectra or of cubes."""
ON_MAPS: Mapping[str, Callable[[Analysis], Any]] = MappingProxyType(
    {
        "profile_of_map": lambda analysis: analysis.sky_profile,
        "candidates": lambda analysis: analysis.studies.candidates,
        "region_sums": lambda analysis: analysis.marks or None,
        "next_source": lambda analysis: None,  # looked for before, where the request says so
    }
)
"""Steps about maps, with what asks for them."""
GROUPS = ("summed_groups", "predicted_groups")
OF_CURVE = ("light_curve_result", "variability")
OF_SKY = tuple(step.name for step in sky.STEPS)


def run_analysis(
    config: Path,
    models: Path | None,
    folder: Path,
    progress: Progress,
    say: Say,
    draw: Draw | None = None,
    pool: Pool | None = None,
    studies: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> Outcome:
    """Read, compute, write into `folder`; `draw` makes the plots there (this layer draws nothing itself).

    progress : called with a fraction in [0, 1] and a phrase · say : told every warning and problem as it comes up
    pool : who reads the runs and prepares them, None: this thread · studies : see `edits.studies.ask_studies`.
    Raises VheguiError when nothing can be computed or written at all.
    """
    request = with_studies(read_request(config, models), studies)
    return run_request(request, folder, progress, say, draw, pool)


def with_studies(request: Request, studies: Mapping[str, Mapping[str, Any]]) -> Request:
    """The request with these studies asked too."""
    return replace(request, analysis=ask_studies(request.analysis, studies))


def with_off_regions(request: Request, path: Path) -> Request:
    """The request with the background circles of a DS9 region file as OFF regions. Raises DataError, AnalysisError."""
    analysis = edits.draw_off_circles(request.analysis, read_background_circles(path))
    warnings = request.warnings
    if analysis.maps_alone:
        warnings = (*warnings, NotDone(f"{path.name}: OFF regions have no effect on maps"))
    return replace(request, analysis=analysis, warnings=warnings, inputs=(*request.inputs, path))


def run_request(
    request: Request, folder: Path, progress: Progress, say: Say, draw: Draw | None = None, pool: Pool | None = None
) -> Outcome:
    """The same for what has been read already."""
    target = result_folder(request, folder)
    with target.aside() as part:
        outcome = compute(request, progress, say, pool, part)
        if draw is not None:
            progress(0.9, "Drawing plots")
            outcome = _drawn(outcome, part, draw, say)
        progress(0.97, "Writing results")
        written = write_outcome(outcome, part, folder)
        outcome = replace(outcome, files=target.move_in(part, (*written, *outcome.files)))
    progress(1.0, f"{counted(len(outcome.files), 'file')} written to {folder}")
    return outcome


def _drawn(outcome: Outcome, folder: Path, draw: Draw, say: Say) -> Outcome:
    try:
        return replace(outcome, files=(*outcome.files, *draw(outcome, folder)))
    except VheguiError as error:
        say(str(error))
        return replace(outcome, problems=(*outcome.problems, str(error)))


def read_request(config: Path, models: Path | None = None) -> Request:
    """Read a gammapy configuration or a session file, and the models file given or named in it.

    Raises ConfigError or DataError.
    """
    content = read_yaml(config)
    if not content:
        raise ConfigError(f"{config.name}: nothing is in this file; give a gammapy configuration or a vhegui session")
    if is_gammapy_config(content):
        return _from_gammapy(content, config, models)
    analysis, warnings = analysis_from(content, config.name, config.parent)
    if models is not None and (analysis.maps_alone or analysis.fits_cubes):
        found, backgrounds, more = read_sky_models(models)
        analysis = _fitted_to_cubes(replace(analysis, sources=found, shown="", nuisances=backgrounds))
        warnings = (*warnings, *more)
    elif models is not None:
        found, more = read_models(models)
        analysis, warnings = replace(analysis, sources=found, shown=""), (*warnings, *more)
    elif analysis.fits_cubes:
        analysis = _of_data_there(analysis)
    warnings = (*warnings, *_unseen_shapes(analysis, config.name))
    return Request(edits.with_maps(analysis), None, config.name, warnings, inputs=_files(config, models))


def _of_data_there(analysis: Analysis) -> Analysis:
    """Without the backgrounds that a session keeps of cubes which it does not fit now: other runs, or their stack."""
    there = {STACKED} if analysis.fit.stack else {str(run) for run in analysis.dataset.runs}
    kept = (each for each in analysis.nuisances if each.kind not in FIELD_OF_VIEW or each.dataset in there)
    return replace(analysis, nuisances=tuple(kept))


def _unseen_shapes(analysis: Analysis, file: str) -> Iterator[str]:
    """Shapes of sources that spectra do not see; for a point that makes no difference."""
    for source in () if analysis.fits_cubes else analysis.fitted_sources:
        if source.spatial is not None and source.spatial.kind != "point":
            yield NotDone(f"{file}: sources: the shape of '{source.name}' has no effect on a 1D spectrum")


def _from_gammapy(content: dict[str, Any], path: Path, models: Path | None) -> Request:
    config = config_from(content, path.name, path.parent)
    warnings, analysis = config.warnings, config.analysis
    models = models or config.models
    if analysis.maps_alone:
        if models is not None:
            found, backgrounds, more = read_sky_models(models)
            analysis, warnings = _with_models(analysis, found, config, models), (*warnings, *more)
            analysis = _fitted_to_cubes(replace(analysis, nuisances=backgrounds))
        elif config.asks_for_a_fit:
            said = f"{path.name}: no models file is given (--models), so nothing is fitted: no flux points, light curve"
            warnings = (*warnings, NotDone(said))
    elif models is None:
        warnings = (*warnings, f"{path.name}: no models file is given; a power law is fitted (give one with --models)")
    else:
        found, more = read_models(models)
        analysis, warnings = _with_models(analysis, found, config, models), (*warnings, *more)
    return Request(
        analysis,
        config.selection,
        path.name,
        warnings,
        inputs=_files(path, models),
        workers=config.workers,
        safe_range_given=config.safe_range_given,
    )


def _fitted_to_cubes(analysis: Analysis) -> Analysis:
    """Fitted to cubes, where a source has a place on the sky."""
    if all(source.spatial is None for source in analysis.fitted_sources):
        return analysis
    return edits.change(analysis, "fit", data="cubes")


def _with_models(analysis: Analysis, found: Models, config: GammapyConfig, models: Path) -> Analysis:
    """With the sources of a models file, of which the one of the flux points is shown. Raises ConfigError."""
    if analysis.fit.stack:  # the one data set that there is then
        found = tuple(replace(each, datasets=()) if each.datasets == (STACKED,) else each for each in found)
    names = [each.name for each in found]
    if config.source not in names and analysis.flux_points.edges:
        allowed = ", ".join(f"'{name}'" for name in names)
        raise ConfigError(
            f"{config.name}: flux_points.source: '{config.source}' is not in {models.name}; allowed: {allowed}"
        )
    model = next((each for each in found if each.name == config.source), found[0])
    target = None if analysis.target is None else structs.replace(analysis.target, name=model.name)
    return replace(analysis, sources=found, shown=model.name, target=target)


def _files(*paths: Path | None) -> tuple[Path, ...]:
    return tuple(path for path in paths if path is not None)


def compute(
    request: Request, progress: Progress, say: Say, pool: Pool | None = None, folder: Path | None = None
) -> Outcome:
    """Load the runs and pull every result; what fails is named in the outcome and does not stop the rest.

    say : told every warning and problem as it comes up · folder : for data sets of single runs, which are written as
    they come. Raises VheguiError when nothing can be computed at all.
    """
    for warning in request.warnings:
        say(warning)
    pipeline = build_pipeline()
    read = read_data(request, pipeline, progress, say, pool, folder)
    notes = [(run, note) for run, note in read.notes if f"not used: {note}" not in read.problems]
    for text in (*sentences(notes, read.n_runs), *read.problems):
        say(text)
    if read.sky is None and not read.runs.observations and not read.files.spectra:
        what = "none of the selected runs" if read.analysis.dataset.path else "none of the spectra"
        raise AnalysisError(f"{request.name}: {what} could be read")
    outcome = Outcome(
        request,
        read.analysis,
        read.runs,
        problems=read.problems,
        notes=read.notes,
        files=read.written,
        files_read=read.files,
        off_runs=read.off_runs,
    )
    return _pull(outcome, read, pipeline, progress, say, pool)


def _pull(
    outcome: Outcome, read: ReadData, pipeline: Pipeline, progress: Progress, say: Say, pool: Pool | None
) -> Outcome:
    outcome = replace(outcome, analysis=edits.follow_fit(outcome.analysis))  # a run without a window is there to fit
    given = {
        "observations": outcome.runs.observations,
        "mask_images": read.masks,
        "off_runs": outcome.off_runs,
        "store": read.store,
        "spectrum_files": outcome.files_read.spectra,
    }
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if read.sky is not None:
        values["stacked_sky"] = given["stacked_sky"] = read.sky.stacked
        given |= given_of_sky(read.sky)
        given["skies_to_fit"] = SkiesToFit(read.sky.to_fit)
    outcome, analysis = _with_found(outcome, pipeline, given, progress, say)
    if read.sky is not None and analysis.fits_cubes:
        progress(0.6, "Fitting the cubes")
        found = _fit_of_cubes(pipeline, analysis, given)
        values |= found
        given |= {} if found else {"mapped_sky": read.sky.stacked}  # a fit that failed has left everything
    if pool is not None and not analysis.maps_alone:
        _prepare(pipeline, analysis, given, pool, lambda text: progress(0.6, text))
    steps = [step for step in pipeline.steps.values() if step.phrase and _is_wanted(step, outcome, values)]
    for count, step in enumerate(steps):
        start, share = 0.6 + 0.3 * count / len(steps), 0.3 / len(steps)
        progress(start, step.phrase)

        def further(fraction: float, text: str, start: float = start, share: float = share) -> None:
            progress(start + share * fraction, text)

        try:
            values[step.name] = pipeline.pull_now(step.name, analysis, given, further)
        except VheguiError as error:
            errors[step.name] = str(error)
    beyond = beyond_offset(analysis, outcome.runs.observations)
    problems = [
        *dict.fromkeys(errors.values()),
        *shortcomings(values, analysis, beyond),
        *_not_studied(outcome, pipeline),
    ]
    advice = (*filter(None, [values.get("fit_advice")]), *advice_on(pipeline, analysis, given))
    for text in (*values.get("cut_messages", ()), *advice, *remarks(values, analysis, beyond), *problems):
        say(text)
    return replace(outcome, values=values, errors=errors, problems=(*outcome.problems, *problems))


def _fit_of_cubes(pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any]) -> dict[str, Any]:
    """The bins that were fitted, and what the fit has left of the sky; nothing where it failed, which is said later."""
    try:
        return {name: pipeline.pull_now(name, analysis, given) for name in ("joint_data", "residual")}
    except VheguiError:
        return {}


def _with_found(
    outcome: Outcome, pipeline: Pipeline, given: Mapping[str, Any], progress: Progress, say: Say
) -> tuple[Outcome, Analysis]:
    """With the sources that are looked for, where that is asked."""
    most = outcome.request.find_sources
    if not most:
        return outcome, outcome.analysis
    analysis, problems = find_sources(pipeline, outcome.analysis, given, most, progress, say)
    for text in problems:
        say(text)
    return replace(outcome, analysis=analysis, problems=(*outcome.problems, *problems)), analysis


def given_of_sky(sky: SkyRuns) -> dict[str, Any]:
    """What profiles and candidates need of the maps beside the stack."""
    geometry = sky.stacked.sky.cube.geometry
    return {
        "outside_exclusions": sky.allowed,
        "cube_geometry": geometry,
        "sky_pixels": SkyPixels.of(geometry.grid),
        "run_cubes": sky.shelf,
        "sky_growth": GrownSky(sky.stacked),
    }


def _prepare(
    pipeline: Pipeline, analysis: Analysis, given: Mapping[str, Any], pool: Pool, say: Callable[[str], None]
) -> None:
    """Compute what is prepared of every run by the pool; what fails there is left for the pull, which says why."""
    axes = [pipeline.pull(name, analysis, given) for name in ("reco_axis", "true_axis")]
    shared = [each for axis in axes for each in (axis, axis.edges)]
    for step in pipeline.on_open:
        jobs = pipeline.prepare_runs(step.name, analysis, given)
        for count, ((run, job), result) in enumerate(each(_result_of, jobs.items(), pool, shared), 1):
            say(f"Run {run} prepared ({count} of {len(jobs)})")
            if not isinstance(result, Exception):
                pipeline.keep_run(job, run, result)


def _result_of(job_of_run: tuple[int, Job]) -> Any:
    return job_of_run[1].run()


def _is_wanted(step: Step, outcome: Outcome, values: Mapping[str, Any]) -> bool:
    analysis, runs = outcome.analysis, outcome.runs.observations
    if step.name in OF_SKY:
        return analysis.makes_cubes
    if step.name in ON_MAPS:
        return analysis.makes_cubes and ON_MAPS[step.name](analysis) is not None
    if step.name == "counts_in_regions":
        return bool(analysis.marks and runs) and not analysis.makes_cubes
    if analysis.maps_alone and not (analysis.fits_cubes and step.name in OF_ANY_FIT):
        return False
    if step.name in GROUPS and analysis.fits_cubes:
        return False
    if step.name in OF_CURVE:
        apart = bool(analysis.dataset.path) and not analysis.fit.stack
        return apart if analysis.fits_cubes else bool(runs)
    if step.of_runs and not runs:
        return False
    if step.on_request:
        return getattr(analysis.studies, step.name) is not None
    if step.name == "minos_errors":
        return outcome.request.minos
    return step.name != "flux_points_result" or _wants_points(analysis)


def _not_studied(outcome: Outcome, pipeline: Pipeline) -> list[str]:
    """What is asked about a fit, or about runs, where there are none."""
    analysis = outcome.analysis
    studies = (name for name in analysis.studies.__struct_fields__ if name not in ON_MAPS)
    asked = [name for name in studies if getattr(analysis.studies, name) is not None]
    if not analysis.maps_alone:
        of_runs = [*(name for name in asked if pipeline.steps[name].of_runs), *(("marks",) if analysis.marks else ())]
        return [] if outcome.runs.observations else [f"{name}: not done, because there are no runs" for name in of_runs]
    if analysis.fits_cubes:
        return [f"{name}: not done for cubes" for name in asked if name not in OF_ANY_FIT]
    return [f"{name}: not done, because no model is fitted to maps" for name in asked]


def _wants_points(analysis: Analysis) -> bool:
    return analysis.flux_points.automatic or bool(analysis.flux_points.edges)
