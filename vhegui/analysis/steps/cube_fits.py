"""Sources fitted to cubes: the cubes of the runs with their backgrounds, what is fitted together, and its minimum.

These steps have the same part in a fit of cubes as `spectra` and `fits` have in one of spectra; `chosen` makes one of
both of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from vhegui.analysis.fit_advice import about_unused
from vhegui.analysis.pipeline import Step, choice
from vhegui.analysis.sky_growth import CubeShelf, GrownSky, SkyGrowth
from vhegui.analysis.state import FitSettings, FluxPointSettings
from vhegui.analysis.steps.fits import joint_data
from vhegui.analysis.steps.sky import outside_exclusions
from vhegui.analysis.steps.spectra import fit_spectra
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import RunSky, with_background
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.fitting.cubes_data import has_background
from vhegui.core.fitting.cubes_fit import (
    CubesFit,
    GatheredCubes,
    fit_gathered,
    gather_cubes,
    gathered_about,
)
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit
from vhegui.core.fitting.minimise import evaluate
from vhegui.core.fitting.result import FitResult
from vhegui.core.fitting.rooms import Room, rooms_about, rooms_in
from vhegui.core.fitting.source_tests import Refit
from vhegui.core.fitting.systematics import unused_nuisances
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.fitting.watched import Tell
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance, field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.spectra.onoff import SpectrumOnOff


@dataclass(frozen=True, eq=False)
class SkiesToFit:
    """The data sets of a fit of cubes. left_out : runs that could not be used, and why."""

    skies: tuple[RunSky, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def cubes(self) -> tuple[Cube, ...]:
        """With the background that their responses expect, where the method has scaled that: it is fitted again."""
        return tuple(map(unscaled, self.skies))


def stack_to_fit(growing: SkyGrowth | GrownSky, progress: Progress | None = None) -> SkiesToFit:
    """All runs in one; what has been added for a map already is not added again."""
    stacked = growing.further(progress or silent, lambda: False)
    return SkiesToFit((stacked.sky,), stacked.left_out)


def runs_to_fit(
    cubes: CubeShelf,
    geometry: CubeGeometry,
    exclusions: tuple[Exclusion, ...],
    method: SkyBackgroundSettings,
    like_gammapy: bool,
    progress: Progress | None = None,
) -> SkiesToFit:
    """Each run on its own, with its background. Raises AnalysisError where no run can be used."""
    allowed = outside_exclusions(geometry.grid, exclusions)
    skies, left_out = list[RunSky](), dict[int, str]()
    for count, run in enumerate(cubes.runs):
        (progress or silent)(
            count / len(cubes.runs), f"Making the cube of run {run} ({count + 1} of {len(cubes.runs)})"
        )
        try:
            skies.append(with_background(cubes.of(run), allowed, method, like_gammapy))
        except VheguiError as error:
            left_out[run] = str(error).removeprefix(f"run {run}: ")
    if not skies:
        run, reason = next(iter(left_out.items()))
        raise AnalysisError(f"run {run}: {reason}")
    return SkiesToFit(tuple(skies), left_out)


def cubes_model(
    found: SkiesToFit,
    model: SourceModel,
    others: tuple[SourceModel, ...],
    nuisances: tuple[Nuisance, ...],
    method: SkyBackgroundSettings,
) -> JointModel:
    """All that is fitted to cubes; raises ConfigError for impossible links and priors.

    A background that follows from the response has a norm in each data set that nothing is said about, and a tilt where
    the method has one; that of rings counts as known. Backgrounds of data sets that are not there are left out.
    """
    there = {sky.cube.name for sky in found.skies}
    nuisances = tuple(each for each in nuisances if each.kind not in FIELD_OF_VIEW or each.dataset in there)
    given = {each.dataset for each in nuisances if each.kind in FIELD_OF_VIEW}
    tilt = isinstance(method, FieldOfView) and method.tilt
    more = [
        each
        for sky in found.skies
        if sky.off is None and sky.cube.name not in given and has_background(sky.cube)
        for each in _scaled(field_of_view(sky.cube.name, tilt), sky)
    ]
    joint = JointModel((model, *others), (*nuisances, *more))
    joint.check()
    return joint


def _scaled(nuisances: tuple[Nuisance, ...], sky: RunSky) -> tuple[Nuisance, ...]:
    """Norm and tilt as they were fitted outside the exclusions, to begin with."""
    if sky.fit is None or not sky.fit.fitted:
        return nuisances
    start = {"norm": sky.fit.factor(np.ones(1)).item(), "tilt": sky.fit.tilt}
    return tuple(replace(each, parameter=replace(each.parameter, value=start[each.kind])) for each in nuisances)


def unscaled(sky: RunSky) -> Cube:
    """A cube with the background that its response expects, where the method has scaled that."""
    if sky.fit is None or not sky.fit.fitted:
        return sky.cube
    factor = sky.fit.factor(sky.cube.geometry.reco.centres)
    return replace(sky.cube, background=(sky.cube.background / factor[:, None, None]).astype(np.float32))


def cube_rooms(found: SkiesToFit, model: JointModel) -> tuple[Room, ...]:
    """How far the sources may reach in each cube."""
    return rooms_in(found.cubes, model)


def rooms_as_typed(found: SkiesToFit, model: JointModel, previous: tuple[Room, ...] | None = None) -> tuple[Room, ...]:
    """The same where nothing is fitted: as long as it can be what it was, so that a drag seldom gathers bins anew. The
    statistic is the same with any.
    """
    return rooms_about(found.cubes, model, previous)


def spectra_beside(files: Mapping[str, SpectrumOnOff], settings: FitSettings) -> JointData | None:
    """Spectra from files, which are fitted together with the cubes; None without any."""
    return joint_data(fit_spectra(tuple(files.values()), settings.stack), settings) if files else None


def gathered_cubes(
    found: SkiesToFit,
    rooms: tuple[Room, ...],
    beside: JointData | None,
    low: float | None,
    high: float | None,
    like_gammapy: bool,
) -> GatheredCubes:
    """The bins of all cubes, those far from all sources summed up, and of the spectra beside them."""
    return gather_cubes(found.cubes, rooms, low or 0.0, high or np.inf, like_gammapy, beside)


def cubes_fitted(found: GatheredCubes, model: JointModel, progress: Progress | None = None) -> CubesFit:
    """The best fit; says what is done by now, or the making of the last cube would seem to take all the time."""
    tell = partial(progress or silent, 0.0, "Fitting the sources to the cubes")
    tell()
    return fit_gathered(found, model, tell)


def cubes_as_typed(found: GatheredCubes, model: JointModel) -> CubesFit:
    """The statistic of a model as it stands, in the form of a fit."""
    result = evaluate(found.data, model, Verdict(Outcome.AS_TYPED))
    return CubesFit(found.cubes, found.data, result, found.like_gammapy)


@dataclass(frozen=True, eq=False)
class OnScreen:
    """All that is fitted as it stands, whatever statistic it has: to draw where sources are does not wait for that."""

    joint: JointModel


def fitted_on_screen(found: CubesFit) -> OnScreen:
    """Where a fit has ended."""
    return OnScreen(found.result.joint)


def cubes_data(found: CubesFit) -> JointData:
    """The bins that were fitted: those about the place where the fit has ended."""
    return found.data


def cubes_result(found: CubesFit) -> FitResult:
    """The fit whose errors are quoted, or the model as typed."""
    return found.result


def cubes_live(found: CubesFit) -> LiveFit:
    """The same as what follows the mouse: no minimiser is at work while a parameter is dragged."""
    result = found.result
    parts = result.joint, result.total_stat, result.joint_covariance, result.prior_stat
    return LiveFit(*parts, result.success, result.verdict, result.n_calls)


def cubes_refit(found: GatheredCubes) -> Refit:
    """Other models are fitted to the same cubes, whose bins are gathered about each."""

    def refit(model: JointModel, tell: Tell) -> tuple[JointData, FitResult]:
        again = fit_gathered(gathered_about(found, model), model, tell)
        return again.data, again.result

    return refit


def without_effect(fit: FitSettings, points: FluxPointSettings) -> Iterator[str]:
    """Settings that say nothing about cubes, a sentence each."""
    if fit.ranges:
        yield "fit.ranges: cubes are fitted in the one range of all, so those of single data sets have no effect"
    if fit.statistic == "chi2":
        yield "fit.statistic: chi2 has no effect: the statistic of cubes is that of Cash"
    if points.automatic and points.min_sqrt_ts > 0.0:
        yield "flux_points.min_sqrt_ts: has no effect on cubes: their automatic bands are equally wide"


def cubes_advice(
    found: SkiesToFit, data: JointData, model: JointModel, fit: FitSettings, points: FluxPointSettings
) -> str:
    """What should make one careful with the fit, in a sentence or two; "" when nothing should."""
    said = [f"run {run} is left out: {reason}" for run, reason in found.left_out.items()]
    said += [about_unused(unused_nuisances(data, model), data.names), *without_effect(fit, points)]
    return "; ".join(text for text in said if text)


STEPS = (
    Step("stack_to_fit", ("sky_growth",), stack_to_fit, slow=True, progress=True, kept=1),
    Step(
        "runs_to_fit",
        ("run_cubes", "cube_geometry", "exclusion_shapes", "sky_background", "sky.like_gammapy"),
        runs_to_fit,
        slow=True,
        progress=True,
        kept=1,
    ),
    choice("skies_to_fit", "fit.stack", {True: "stack_to_fit", False: "runs_to_fit"}),
    Step("cubes_model", ("skies_to_fit", "model", "others", "nuisances", "sky_background"), cubes_model),
    Step("spectra_beside", ("spectrum_files", "fit"), spectra_beside),
    Step("rooms_to_fit", ("skies_to_fit", "cubes_model"), cube_rooms),
    Step("rooms_as_typed", ("skies_to_fit", "cubes_model"), rooms_as_typed, warm=True),
    choice("cube_rooms", "fit.follow", {True: "rooms_to_fit", False: "rooms_as_typed"}),
    Step(
        "gathered_cubes",
        ("skies_to_fit", "cube_rooms", "spectra_beside", "fit.low", "fit.high", "sky.like_gammapy"),
        gathered_cubes,
        slow=True,
        quick=True,
        kept=2,
    ),
    Step("cubes_fitted", ("gathered_cubes", "cubes_model"), cubes_fitted, slow=True, progress=True),
    Step("cubes_as_typed", ("gathered_cubes", "cubes_model"), cubes_as_typed),
    choice("cubes_fit", "fit.follow", {True: "cubes_fitted", False: "cubes_as_typed"}),
    Step("typed_on_screen", ("cubes_model",), OnScreen),
    Step("fitted_on_screen", ("cubes_fitted",), fitted_on_screen),
    choice("cubes_on_screen", "fit.follow", {True: "fitted_on_screen", False: "typed_on_screen"}),
    Step("cubes_data", ("cubes_fit",), cubes_data),
    Step("cubes_result", ("cubes_fit",), cubes_result),
    Step("cubes_live", ("cubes_fit",), cubes_live),
    Step("cubes_refit", ("gathered_cubes",), cubes_refit),
    Step("cubes_advice", ("skies_to_fit", "cubes_data", "cubes_model", "fit", "flux_points"), cubes_advice),
)
