"""Profiles over the map of the sky, live, from the images that the maps are made of; candidate sources on request."""

from __future__ import annotations

from vhegui.analysis.map_profile import MapProfile
from vhegui.analysis.pipeline import Step, study
from vhegui.analysis.studies.candidates import search
from vhegui.core.background.off_maps import OffMaps
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.bands import bands_of
from vhegui.core.estimators.sky.cube_source import point_in
from vhegui.core.estimators.sky.profile_cells import Cells, cells
from vhegui.core.estimators.sky.profile_shapes import ProfileShape
from vhegui.core.estimators.sky.profile_source import point_source, psf_points
from vhegui.core.estimators.sky.profiles import profile
from vhegui.core.estimators.sky.sky_bands import BandImages, power_law
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.sky_pixels import SkyPixels
from vhegui.core.typing import Array

NO_PROFILE = "no profile is asked for: draw one on the map"
BEYOND = "the profile lies beside what the runs saw; move it, or choose other runs"


def cells_of_profile(shape: ProfileShape | None, pixels: SkyPixels) -> Cells:
    """The pixels in its bins."""
    if shape is None:
        raise AnalysisError(NO_PROFILE)
    return cells(shape, pixels)


def profile_points(
    stacked: StackedSky, middle: tuple[float, float] | None, low: float, high: float, index: float
) -> tuple[Array, Array] | None:
    """Where the counts of a point source in the middle of the profile fall, see `psf_points`; None without a PSF."""
    cube = stacked.sky.cube
    if middle is None:
        return None
    try:
        (_, _, bins), *_ = bands_of((low, high), cube.geometry.reco)
        return psf_points(*point_in(cube, power_law(index), *middle, bins), cube.geometry.grid.pixel)
    except AnalysisError:  # no PSF, or not observed there
        return None


def profile_of_map(
    images: BandImages, pixels: SkyPixels, parts: Cells, shape: ProfileShape, points: tuple[Array, Array] | None
) -> MapProfile:
    """What is in the bins, and the point source that fits it. Raises AnalysisError where nothing was observed."""
    background = images.background
    if isinstance(background, OffMaps):
        background = OffMaps(background.acceptance[0], background.n_off[0], background.acceptance_off[0])
    else:
        background = background[0]
    found = profile(images.counts[0], background, images.used[0], parts, pixels, images.per_flux[0])
    if not found.area.any():
        raise AnalysisError(BEYOND)
    source = None if points is None else point_source(found, shape, *points)
    if source is not None and not source.excess.sum() > 0.0:
        source = None
    return MapProfile(shape, found, (float(images.edges[0]), float(images.edges[-1])), source)


def sky_pixels(grid: SkyGrid) -> SkyPixels:
    """Where the pixels of the map are."""
    return SkyPixels.of(grid)


STEPS = (
    study(
        "candidates",
        (
            *("run_cubes", "sky_growth", "cube_geometry", "outside_exclusions", "sky_background", "sky"),
            *("map.low", "map.high", "studies.candidates"),
        ),
        search,
        "Searching for sources",
    ),
    Step("sky_pixels", ("map_grid",), sky_pixels),
    Step("profile_cells", ("sky_profile", "sky_pixels"), cells_of_profile),
    Step("profile_points", ("stacked_sky", "sky_profile.middle", "map.low", "map.high", "sky.index"), profile_points),
    Step(
        "profile_of_map",
        ("images_between", "sky_pixels", "profile_cells", "sky_profile", "profile_points"),
        profile_of_map,
        phrase="Taking the profile over the map",
    ),
)
