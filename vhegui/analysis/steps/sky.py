"""Cubes of the runs with their backgrounds, and what their sum says about the sky."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.cubes.square_field import cut, middle_of, square_field
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.estimators.sky.sky_bands import BandImages, band_images, sky_bands
from vhegui.core.estimators.sky.source_maps import SourceMaps, source_maps
from vhegui.core.estimators.sky.summary import sky_summary
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.safe_range import SafeRange
from vhegui.core.typing import BoolArray

NO_RUN = "no run is used: choose runs in the observation list, or widen the time range they are cut to"


def cube_geometry(
    grid: SkyGrid, reco: EnergyAxis, true: EnergyAxis, offset_max: float, pixel_irf: float, like_gammapy: bool
) -> CubeGeometry:
    """The pixels and energies of all cubes; the disc about a pointing holds the square field of view of gammapy."""
    return CubeGeometry(grid, reco, true, offset_max * (math.sqrt(2.0) if like_gammapy else 1.0), pixel_irf)


def outside_exclusions(grid: SkyGrid, shapes: tuple[Exclusion, ...]) -> BoolArray:
    """Pixels whose middle is in no exclusion: shape (rows, columns)."""
    ra, dec = grid.coordinates()
    sky = np.isfinite(ra)
    allowed = sky.copy()
    for shape in shapes:
        allowed[sky] &= ~shape.contains(ra[sky], dec[sky])
    return allowed


def cube_of_run(
    observation: Observation,
    events: Events,
    geometry: CubeGeometry,
    safe: SafeRange,
    offset_max: float,
    like_gammapy: bool,
) -> Cube:
    """The cube of a run. Effective area and energy bias of the safe range are judged in the middle of its field of
    view, as far as that is on the map.
    """
    observation = replace(observation, events=events)
    pointing = observation.pointing
    window = square_field(geometry.grid, pointing.ra, pointing.dec, offset_max)
    cube = reduce_run(observation, geometry, safe, middle_of(geometry.grid, window), like_gammapy)
    return cut(cube, window) if like_gammapy else cube


def images_of_bands(stacked: StackedSky, edges: tuple[float, ...], index: float, like_gammapy: bool) -> BandImages:
    """All runs in bands of energy."""
    return band_images(stacked.sky, edges, index, like_gammapy)


def sources_of_bands(
    stacked: StackedSky,
    edges: tuple[float, ...],
    shape: str,
    sigma: float,
    reach: float,
    index: float,
    progress: Progress | None = None,
) -> tuple[SourceMaps, ...]:
    """The best source at every pixel in each band of energy (TeV), where maps are of one; else ()."""
    if shape == "radius":
        return ()
    bands = tuple(pairwise(edges or tuple(stacked.sky.cube.geometry.reco.edges[[0, -1]])))
    width = sigma if shape == "gaussian" else 0.0
    tell = progress or silent

    def found(number: int, band: tuple[float, float]) -> SourceMaps:
        def further(part: float, text: str) -> None:
            tell((number + part) / len(bands), text)

        return source_maps(stacked.sky, band, index, width, reach, further)

    return tuple(found(number, band) for number, band in enumerate(bands))


STEPS = (
    Step(
        "cube_geometry",
        ("map_grid", "reco_axis", "true_axis", "sky.offset_max", "sky.pixel_irf", "sky.like_gammapy"),
        cube_geometry,
    ),
    Step("outside_exclusions", ("map_grid", "exclusion_shapes"), outside_exclusions),
    Step("band_images", ("mapped_sky", "sky.edges", "sky.index", "sky.like_gammapy"), images_of_bands),
    Step(
        "sky_bands",
        ("band_images", "sky.radius"),
        sky_bands,
        phrase="Making maps of the sky",
        of_runs=True,
    ),
    Step(
        "source_bands",
        ("stacked_sky", "sky.edges", "sky.shape", "sky.sigma", "sky.reach", "sky.index"),
        sources_of_bands,
        slow=True,
        progress=True,
        phrase="Fitting a source at every pixel",
        of_runs=True,
    ),
    Step(
        "sky_summary",
        ("stacked_sky", "mapped_sky", "sky.radius", "sky.like_gammapy", "outside_exclusions"),
        sky_summary,
        phrase="Making maps of the sky",
        of_runs=True,
    ),
)
