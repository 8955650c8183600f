"""What follows from a fit of cubes: what it has left of the sky, flux points, the light curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.pipeline import Step, study
from vhegui.analysis.state import FluxPointSettings, LightCurveSettings
from vhegui.analysis.studies.next_source import NextSource, next_source
from vhegui.analysis.studies.settings import NextSourceAsked
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import RunSky, SkyStack, StackedSky
from vhegui.core.cubes.stack import can_be_added
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import snap_edges
from vhegui.core.estimators.flux_points.points import flux_points_of
from vhegui.core.estimators.light_curve.cubes import cube_light_curve, good_time
from vhegui.core.estimators.light_curve.phase import Ephemeris
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import GoodTime, TimeBins, given_bins, night_bins, run_bins
from vhegui.core.fitting.cubes_fit import CubesFit, expected_in
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.no_source import without_sources
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import Progress
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.typing import Array

POINTS_PER_DECADE = 5  # flux points where their bands are to follow from the data
STACKED_NO_TIMES = "light curve: the cubes are stacked, and a stack has no times: fit the runs jointly"


@dataclass(frozen=True, eq=False)
class CubeImages:
    """The safe bins of a cube, all energies together: counts, and what the models expect, shape (rows, columns)."""

    name: str
    grid: SkyGrid
    counts: Array
    model: Array


@dataclass(frozen=True, eq=False)
class Residual:
    """What is left of the sky.

    stacked : the safe bins, with all that the models expect as background · background : counts of it without the
    sources · by_source : counts of each, by name · images : of each cube that was fitted.
    """

    stacked: StackedSky
    background: float
    by_source: Mapping[str, float]
    images: tuple[CubeImages, ...] = ()


def residual(stacked: StackedSky, found: CubesFit) -> Residual:
    """The sky with the best-fit models as part of what is expected, as gammapy's excess maps are made after a fit: in
    all safe bins, also outside the range of the fit.
    """
    joint = found.result.joint
    geometry, left = stacked.sky.cube.geometry, list[RunSky]()
    background, images = 0.0, list[CubeImages]()
    by_source = np.zeros(len(joint.sources))
    for cube in found.cubes:
        expected = expected_in(cube, joint, found.like_gammapy)
        total = (expected.background + expected.by_source.sum(axis=0)).astype(np.float32)
        left.append(RunSky(replace(cube, background=total, safe=expected.used)))
        counts = np.where(expected.used, cube.counts, 0.0).sum(axis=0, dtype=np.float64)
        images.append(CubeImages(cube.name, cube.geometry.grid, counts, total.sum(axis=0, dtype=np.float64)))
        background += float(expected.background.sum())
        by_source += expected.by_source.sum(axis=(1, 2, 3))
    names = (source.name for source in joint.sources)
    rest = replace(_together(left, geometry), rows=stacked.rows)
    return Residual(rest, background, dict(zip(names, by_source.tolist(), strict=True)), tuple(images))


def _together(skies: list[RunSky], geometry: CubeGeometry) -> StackedSky:
    """All that have these pixels and energies as one; the first where nothing can be added to it."""
    stack, alike = SkyStack(geometry), [sky for sky in skies if can_be_added(sky.cube, geometry)]
    if len(alike) < 2 and len(skies) > len(alike):
        return StackedSky(skies[0], ())
    for sky in alike:
        stack.add(sky)
    return stack.result()


def sky_left(found: Residual) -> StackedSky:
    """What is mapped after a fit."""
    return found.stacked


def source_left(
    left: StackedSky, index: float, reach: float, asked: NextSourceAsked | None, progress: Progress | None = None
) -> NextSource:
    """The highest peak of √TS there."""
    edges, threshold = left.sky.cube.geometry.reco.edges, (asked or NextSourceAsked()).threshold
    return next_source(left, edges, index, reach, threshold, progress)


def cubes_ts(found: CubesFit) -> float | None:
    """By how much the statistic is above that of the fit where no source is there and the backgrounds are fitted again:
    the Cash statistic itself says nothing of how good a model is. None where nothing was fitted.
    """
    result = found.result
    nothing = without_sources(result.joint)
    if nothing is None or not result.success or not result.n_free:
        return None
    return fit(found.data, nothing).total_stat - result.total_stat


def cubes_points(found: CubesFit, settings: FluxPointSettings) -> FluxPoints:
    """Flux points of the first source; other sources and backgrounds stay as they were fitted."""
    edges = snap_edges(_asked(found, settings), found.cubes[0].geometry.reco.edges)
    return flux_points_of(found.data, found.result.joint, edges, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)


def _asked(found: CubesFit, settings: FluxPointSettings) -> Array:
    if not settings.automatic:
        return np.array(settings.edges)
    low, high = float(found.data.reco_min.min()), float(found.data.reco_max.max())
    return np.geomspace(low, high, max(round(POINTS_PER_DECADE * np.log10(high / low)), 1) + 1)


def cubes_light_curve(found: CubesFit, settings: LightCurveSettings, stacked: bool) -> LightCurve:
    """The light curve of the first source, of whole runs. Raises AnalysisError for a stack, which knows no runs."""
    if stacked:
        raise AnalysisError(STACKED_NO_TIMES)
    options = LightCurveOptions(settings.edges, refit=settings.refit, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)
    return cube_light_curve(found, _time_bins([good_time(cube) for cube in found.cubes], settings), options)


def cubes_estimate() -> None:
    """Raises AnalysisError: an estimate without a fit needs OFF counts."""
    raise AnalysisError("the quick estimate is made of ON and OFF counts; it is there when spectra are fitted")


def cubes_phases(ephemeris: tuple[Ephemeris, int] | None) -> None:
    """A cube does not know when its events came. Raises AnalysisError where phases are asked for."""
    if ephemeris is not None:
        raise AnalysisError("phases: cubes do not know when their events came; fit spectra of the ON region")


def _time_bins(times: list[GoodTime], settings: LightCurveSettings) -> TimeBins:
    if settings.bins == "run":
        return run_bins(times)
    if settings.bins == "night":
        return night_bins(times)
    if settings.bins == "intervals" and settings.intervals:
        return given_bins(settings.intervals, times)
    raise AnalysisError("light curve: cubes are of whole runs; choose time bins by run, night or given intervals")


STEPS = (
    Step("residual", ("stacked_sky", "cubes_fit"), residual, slow=True),
    Step("cubes_ts", ("cubes_fit",), cubes_ts, slow=True),
    Step("sky_left", ("residual",), sky_left),
    study(
        "next_source",
        ("sky_left", "sky.index", "sky.reach", "studies.next_source"),
        source_left,
        "Looking for the next source",
    ),
    Step("cubes_points", ("cubes_fit", "flux_points"), cubes_points, slow=True),
    Step("cubes_estimate", (), cubes_estimate),
    Step("cubes_phases", ("ephemeris",), cubes_phases),
    Step("cubes_light_curve", ("cubes_fit", "light_curve_binning", "fit.stack"), cubes_light_curve, slow=True),
)
