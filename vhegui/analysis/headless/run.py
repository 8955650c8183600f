"""An analysis from what is asked to files of results, without a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.executors import Pool, each
from vhegui.analysis.export.outcome import result_folder, write_outcome
from vhegui.analysis.headless.advice import advice_on
from vhegui.analysis.headless.finding import find_sources
from vhegui.analysis.headless.left_out import beyond_offset
from vhegui.analysis.headless.reading import ReadData, Say, read_data
from vhegui.analysis.headless.shortcomings import remarks, shortcomings
from vhegui.analysis.headless.sky import SkyRuns
from vhegui.analysis.headless.theta import theta_of
from vhegui.analysis.headless.wanted import is_wanted, not_studied
from vhegui.analysis.outcome import Outcome, Request
from vhegui.analysis.pipeline import Job, Pipeline
from vhegui.analysis.sky_growth import GrownSky
from vhegui.analysis.state import Analysis
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.steps.cube_fits import SkiesToFit
from vhegui.core.dl3.doctor.report import sentences
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.files.notes import counted
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.progress import Progress, silent

Draw = Callable[["Outcome", Path], Sequence[Path]]


def run_request(
    request: Request, folder: Path, progress: Progress, say: Say, draw: Draw | None = None, pool: Pool | None = None
) -> Outcome:
    """Compute what is asked and write it into `folder`; `draw` makes the plots there (this layer draws nothing itself).

    progress : called with a fraction in [0, 1] and a phrase · say : told every warning and problem as it comes up
    pool : who reads the runs and prepares them, None: this thread.
    Raises VheguiError when nothing can be computed or written at all.
    """
    target = result_folder(request, folder)
    with target.aside() as part:
        outcome = compute(request, progress, say, pool, part)
        outcome = with_plots(outcome, part, draw, progress, say)
        progress(0.97, "Writing results")
        written = write_outcome(outcome, part, folder)
        outcome = replace(outcome, files=target.move_in(part, (*written, *outcome.files)))
    progress(1.0, f"{counted(len(outcome.files), 'file')} written to {folder}")
    return outcome


def with_plots(outcome: Outcome, folder: Path, draw: Draw | None, progress: Progress, say: Say) -> Outcome:
    """With the plots, written into `folder`; what cannot be drawn is a problem more. draw : None for no plots."""
    if draw is None:
        return outcome
    progress(0.9, "Drawing plots")
    try:
        return replace(outcome, files=(*outcome.files, *draw(outcome, folder)))
    except VheguiError as error:
        say(str(error))
        return replace(outcome, problems=(*outcome.problems, str(error)))


def results_of(analysis: Analysis, say: Say = print, allow_outside: bool = False) -> Outcome:
    """Everything that a run without a window computes of an analysis: the way in for scripts.

    say : told what was assumed about the files, and every problem · allow_outside : files outside of the data set's
    folder that it names are read, too. Raises VheguiError when nothing can be computed at all.
    """
    return compute(Request(analysis, None, "the analysis", (), allow_outside=allow_outside), silent, say)


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
    steps = [step for step in pipeline.steps.values() if step.phrase and is_wanted(step, outcome, values)]
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
        *not_studied(outcome, pipeline),
    ]
    values |= theta_of(pipeline, analysis, given)
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
