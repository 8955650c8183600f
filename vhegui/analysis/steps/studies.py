"""Studies of a result: computed only when somebody asks, by a button, a flag of the command line or a session file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from vhegui.analysis.edits import new_analysis
from vhegui.analysis.pipeline import Step, study
from vhegui.analysis.state import Analysis, EventSelection, FitSettings, LogAxis, MaskFile, SafeRange
from vhegui.analysis.studies import settings as ask
from vhegui.analysis.studies.fit_quality import Candidates, compared, growing_toys
from vhegui.analysis.studies.optimise import NO_SOURCE, ONLY_CIRCLES, Optimisation, optimise
from vhegui.analysis.studies.template import TemplateStudy, make_template
from vhegui.core.background.acceptance import Acceptance
from vhegui.core.background.registry import BackgroundSettings
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.comparison import ComparisonRow
from vhegui.core.fitting.contours import Contours, contours
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.profiles import AsymmetricError, minos, profile, profile_grid
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.source_tests import Refit, SourceTest, source_tests
from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.fitting.watched import watched
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Exclusion, ExclusionMask
from vhegui.core.regions.region import Region
from vhegui.core.regions.shapes import Area
from vhegui.core.spectra.directional_cut import OnRadius
from vhegui.core.spectra.region_counts import OffsetEvents
from vhegui.core.spectra.response import RunResponse
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Profile:
    """The statistic along one parameter, the others fitted again.

    values, rise : shape (n,), the parameter and the statistic above that of the best fit · error : as MINOS defines it.
    """

    name: str
    values: Array
    rise: Array
    error: AsymmetricError


def profiles(
    data: JointData, fitted: FitResult, asked: ask.Profiles, progress: Progress | None = None
) -> tuple[Profile, ...]:
    """Profiles and asymmetric errors of the parameters that are asked for."""
    names, found = asked.of(fitted), []
    _check_names(names, fitted)
    for k, name in enumerate(names):
        error = minos(data, fitted, [name])[name]
        grid = profile_grid(fitted, name, asked.points)
        rise = profile(data, fitted, name, grid, _part(progress, k, len(names))) - fitted.total_stat
        found.append(Profile(name, grid, rise, error))
    return tuple(found)


def contours_of_pairs(
    data: JointData,
    fitted: FitResult,
    asked: ask.Contours,
    progress: Progress | None = None,
    grown: Callable[[tuple[Contours, ...]], None] | None = None,
) -> tuple[Contours, ...]:
    """Contours of the pairs that are asked for; grown : told of all points so far."""
    pairs: tuple[tuple[str, str], ...] = asked.of(fitted)
    found: list[Contours] = []
    for k, pair in enumerate(pairs):
        _check_names(pair, fitted)
        if pair[0] == pair[1]:
            raise AnalysisError(f"contours need two different parameters, not {pair[0]} twice")
        drawn = None if grown is None else lambda latest: grown((*found, latest))
        part = _part(progress, k, len(pairs))
        found.append(contours(data, fitted, *pair, asked.levels, asked.points, part, drawn))
    return tuple(found)


def toys_of_fit(
    data: JointData,
    fitted: FitResult,
    asked: ask.Toys,
    progress: Progress | None = None,
    grown: Callable[[ToyResult], None] | None = None,
) -> ToyResult:
    """Simulated repetitions of the fit; grown : told of all so far."""
    *_, last = (_told(each, grown) for each in growing_toys(data, fitted, asked.n, asked.seed, progress))
    return last


def comparison(
    data: JointData, model: JointModel, asked: ask.Comparison, progress: Progress | None = None
) -> tuple[ComparisonRow, ...]:
    """The shown source fitted in several shapes."""
    return compared(data, model, Candidates(asked.kinds, asked.factor), progress)


def refit_spectra(data: JointData) -> Refit:
    """Other models are fitted to the same bins."""
    return lambda model, tell: (data, fit(watched(data, tell), model))


def sources_tested(
    model: JointModel, refit: Refit, asked: ask.SourceTestsAsked, progress: Progress | None = None
) -> tuple[SourceTest, ...]:
    """What the data say of every source in the fit."""
    return source_tests(model, refit, progress or silent, asked.questions)


def scan_radius(radii: Mapping[int, OnRadius], source: Region | None) -> float:
    """The radius of a scan whose radius belongs to the responses; where all radii are tried it does not matter."""
    if not isinstance(source, Circle):
        raise AnalysisError(NO_SOURCE if source is None else ONLY_CIRCLES)
    return source.radius if any(radius.by_cut for radius in radii.values()) else 0.1


def scanned(
    events: EventSelection,
    exclusions: tuple[Area | MaskFile, ...],
    background: BackgroundSettings,
    reco: LogAxis,
    true: LogAxis,
    safe: SafeRange,
    containment: bool,
    high: float | None,
    ra: float | None,
    dec: float | None,
    radius: float,
) -> Analysis:
    """The analysis that a scan starts from: without what it tries, and without what does not matter to it."""
    if ra is None or dec is None:
        raise AnalysisError(NO_SOURCE)
    return replace(
        new_analysis(),
        events=events,
        exclusions=exclusions,
        background=background,
        reco=reco,
        true=true,
        safe=safe,
        containment=containment,
        fit=FitSettings(high=high),
        source=Circle(ra, dec, radius),
    )


def optimisation(
    analysis: Analysis,
    observations: Mapping[int, Observation],
    mask_images: Mapping[str, ExclusionMask],
    events: Mapping[int, OffsetEvents],
    responses: Mapping[int, RunResponse],
    acceptances: Mapping[int, Acceptance | None],
    asked: ask.ScanRequest,
    progress: Progress | None = None,
) -> Optimisation:
    """The scan of radius and threshold; what does not depend on them is taken from the analysis' own steps."""
    known = {"offset_events": events, "run_response": responses, "acceptances": acceptances}
    return optimise(analysis, {"observations": observations, "mask_images": mask_images, **known}, asked, progress)


def background_template(
    store: Store | None,
    exclusions: tuple[Exclusion, ...],
    asked: ask.TemplateAsked,
    progress: Progress | None = None,
) -> TemplateStudy:
    """A background template from off runs of the open data set, whose files never change; they are read here."""
    if store is None:
        raise AnalysisError("a background template needs a data set with off runs; open one first")
    return make_template(store, asked, exclusions, progress or silent)


def _told(found: ToyResult, grown: Callable[[ToyResult], None] | None) -> ToyResult:
    if grown is not None:
        grown(found)
    return found


def _check_names(names: tuple[str, ...], fitted: FitResult) -> None:
    known = ask.Profiles().of(fitted)
    for name in names:
        if name not in known:
            raise AnalysisError(f"'{name}' is no fitted parameter; there: {', '.join(known) or 'none'}")


def _part(progress: Progress | None, k: int, n: int) -> Progress:
    if progress is None:
        return silent
    return lambda fraction, text: progress((k + fraction) / n, text)


STEPS = (
    study("profiles", ("joint_data", "fit_result", "studies.profiles"), profiles, "Computing profiles"),
    study(
        "contours",
        ("joint_data", "fit_result", "studies.contours"),
        contours_of_pairs,
        "Computing contours",
        grows=True,
    ),
    study(
        "toys",
        ("joint_data", "fit_result", "studies.toys"),
        toys_of_fit,
        "Simulating repetitions of the fit",
        grows=True,
    ),
    study("comparison", ("joint_data", "joint_model", "studies.comparison"), comparison, "Comparing models"),
    Step("spectra_refit", ("spectra_data",), refit_spectra),
    study("source_tests", ("joint_model", "refit", "studies.source_tests"), sources_tested, "Testing sources"),
    Step("scan_radius", ("on_radii", "source"), scan_radius),
    Step(
        "scanned",
        (
            *("events", "exclusions", "background", "reco", "true", "safe", "containment"),
            *("fit.high", "source.ra", "source.dec", "scan_radius"),
        ),
        scanned,
    ),
    study(
        "optimisation",
        (
            *("scanned", "observations", "mask_images", "offset_events", "run_response", "acceptances"),
            "studies.optimisation",
        ),
        optimisation,
        "Scanning radius and threshold",
        of_runs=True,
    ),
    study("template", ("store", "exclusion_shapes", "studies.template"), background_template, "Counting off runs"),
)
