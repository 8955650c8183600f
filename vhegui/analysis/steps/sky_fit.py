"""Sources fitted to cubes, what is left of the sky after it, their flux points and light curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import FitSettings, FluxPointSettings, LightCurveSettings
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.run_sky import RunSky, SkyStack, StackedSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import snap_edges
from vhegui.core.estimators.flux_points.points import flux_points_of
from vhegui.core.estimators.light_curve.cubes import cube_light_curve, good_time
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import GoodTime, TimeBins, given_bins, night_bins, run_bins
from vhegui.core.fitting.cubes_fit import CubesFit, expected_in, fit_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.nuisances import FIELD_OF_VIEW, Nuisance, field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.typing import Array

POINTS_PER_DECADE = 5  # flux points where their bands are to follow from the data


def cube_model(
    skies: tuple[RunSky, ...],
    model: SourceModel,
    others: tuple[SourceModel, ...],
    nuisances: tuple[Nuisance, ...],
    method: SkyBackgroundSettings,
) -> JointModel:
    """All that is fitted to cubes; raises ConfigError for impossible links and priors.

    A background that follows from the response has a norm in each data set that nothing is said about, and a tilt where
    the method has one; that of rings counts as known. Backgrounds of data sets that are not there are left out.
    """
    there = {sky.cube.name for sky in skies}
    nuisances = tuple(each for each in nuisances if each.kind not in FIELD_OF_VIEW or each.dataset in there)
    given = {each.dataset for each in nuisances if each.kind in FIELD_OF_VIEW}
    tilt = isinstance(method, FieldOfView) and method.tilt
    more = [
        each
        for sky in skies
        if sky.off is None and sky.cube.name not in given
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


def fitted_cubes(skies: tuple[RunSky, ...], model: JointModel, settings: FitSettings, like_gammapy: bool) -> CubesFit:
    """The fit of all cubes together."""
    low, high = settings.low or 0.0, settings.high or np.inf
    return fit_cubes([unscaled(sky) for sky in skies], model, low, high, like_gammapy)


@dataclass(frozen=True, eq=False)
class Residual:
    """What is left of the sky.

    stacked : the safe bins, with all that the models expect as background · background : counts of it without the
    sources · by_source : counts of each, by name.
    """

    stacked: StackedSky
    background: float
    by_source: Mapping[str, float]


def residual(stacked: StackedSky, found: CubesFit) -> Residual:
    """The sky with the best-fit models as part of what is expected, as gammapy's excess maps are made after a fit: in
    all safe bins, also outside the range of the fit.
    """
    joint = found.result.joint
    stack, background = SkyStack(stacked.sky.cube.geometry), 0.0
    by_source = np.zeros(len(joint.sources))
    for cube in found.cubes:
        expected = expected_in(cube, joint, found.like_gammapy)
        total = (expected.background + expected.by_source.sum(axis=0)).astype(np.float32)
        stack.add(RunSky(replace(cube, background=total, safe=expected.used)))
        background += float(expected.background.sum())
        by_source += expected.by_source.sum(axis=(1, 2, 3))
    names = (source.name for source in joint.sources)
    rest = replace(stack.result(), rows=stacked.rows)
    return Residual(rest, background, dict(zip(names, by_source.tolist(), strict=True)))


def cube_points(found: CubesFit, settings: FluxPointSettings) -> FluxPoints:
    """Flux points of the first source; other sources and backgrounds stay as they were fitted."""
    edges = snap_edges(_asked(found, settings), found.cubes[0].geometry.reco.edges)
    return flux_points_of(found.data, found.result.joint, edges, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)


def _asked(found: CubesFit, settings: FluxPointSettings) -> Array:
    if not settings.automatic:
        return np.array(settings.edges)
    low, high = float(found.data.reco_min.min()), float(found.data.reco_max.max())
    return np.geomspace(low, high, max(round(POINTS_PER_DECADE * np.log10(high / low)), 1) + 1)


def cube_fluxes(found: CubesFit, settings: LightCurveSettings) -> LightCurve:
    """The light curve of the first source, of whole runs."""
    options = LightCurveOptions(settings.edges, refit=settings.refit, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)
    return cube_light_curve(found, _time_bins([good_time(cube) for cube in found.cubes], settings), options)


def _time_bins(times: list[GoodTime], settings: LightCurveSettings) -> TimeBins:
    if settings.bins == "run":
        return run_bins(times)
    if settings.bins == "night":
        return night_bins(times)
    if settings.bins == "intervals" and settings.intervals:
        return given_bins(settings.intervals, times)
    raise AnalysisError("light curve: cubes are of whole runs; choose time bins by run, night or given intervals")


STEPS = (
    Step("cube_model", ("cubes_to_fit", "model", "others", "nuisances", "sky_background"), cube_model),
    Step("cubes_fit", ("cubes_to_fit", "cube_model", "fit", "sky.like_gammapy"), fitted_cubes, slow=True),
    Step("residual", ("stacked_sky", "cubes_fit"), residual, slow=True),
    Step("cube_points", ("cubes_fit", "flux_points"), cube_points, slow=True),
    Step("cube_fluxes", ("cubes_fit", "light_curve_binning"), cube_fluxes, slow=True),
)
