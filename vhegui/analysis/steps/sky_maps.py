"""Maps of the sky for the window: as slow steps, each made anew only when what it is made of has changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from vhegui.analysis.map_layers import ImageFile
from vhegui.analysis.pipeline import Step
from vhegui.analysis.shown_map import SkyMaps, method_tag
from vhegui.analysis.sky_growth import CubeShelf, SkyGrowth
from vhegui.analysis.steps.sky import NO_RUN, cube_of_run, outside_exclusions
from vhegui.core.background.sky_registry import SkyBackgroundSettings
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.run_sky import StackedSky
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.band_maps import band_maps
from vhegui.core.estimators.sky.distribution import Distribution, inside_and_outside
from vhegui.core.estimators.sky.exposure_map import exposure_map
from vhegui.core.estimators.sky.flux_within import flux_within
from vhegui.core.estimators.sky.rgb_maps import rgb_maps, three_bands
from vhegui.core.estimators.sky.sky_bands import BandImages, band_images
from vhegui.core.estimators.sky.source_maps import source_maps
from vhegui.core.maps.foreign_image import ForeignImage, on_grid
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.progress import Progress, silent
from vhegui.core.regions.exclusions import Exclusion
from vhegui.core.safe_range import SafeRange
from vhegui.core.typing import Array


def cubes_of_runs(
    observations: Mapping[int, Observation],
    events: Mapping[int, Events],
    geometry: CubeGeometry,
    safe: SafeRange,
    offset_max: float,
    like_gammapy: bool,
    previous: CubeShelf | None = None,
) -> CubeShelf:
    """The cubes of the runs, made when they are needed. Raises AnalysisError without a run."""
    if not observations:
        raise AnalysisError(NO_RUN)
    settings = geometry, safe, offset_max, like_gammapy
    given = {run: (each, events[run], *settings) for run, each in observations.items()}
    return CubeShelf(cube_of_run, given, previous)


def growing_sky(
    cubes: CubeShelf,
    geometry: CubeGeometry,
    exclusions: tuple[Exclusion, ...],
    method: SkyBackgroundSettings,
    like_gammapy: bool,
) -> SkyGrowth:
    """All runs together, each with its background, of which none is added yet."""
    return SkyGrowth(cubes, geometry, partial(outside_exclusions, geometry.grid, exclusions), method, like_gammapy)


def sky_of_runs(
    growing: SkyGrowth, progress: Progress | None = None, enough: Callable[[], bool] | None = None
) -> StackedSky:
    """The sky of all runs, or of those that were added when there was enough."""
    return growing.further(progress or silent, enough or (lambda: False))


def images_between(stacked: StackedSky, low: float, high: float, index: float, like_gammapy: bool) -> BandImages:
    """All runs between two energies (TeV), each moved to the nearest edge of a bin."""
    return band_images(stacked.sky, (low, high), index, like_gammapy)


def maps_within(images: BandImages, grid: SkyGrid, radius: float, method: SkyBackgroundSettings) -> SkyMaps:
    """Maps of all runs, with all that is drawn of them."""
    maps = band_maps(images, grid, radius)
    _ = maps.background, maps.excess, maps.significance, maps.flux  # computed here, not by the thread that draws
    return SkyMaps(maps, method_tag(method), f"within {radius:g}°")


def fluxes_within(sky: SkyMaps, index: float) -> SkyMaps:
    """Error, limit and sensitivity of the fluxes of all that lies within the radius."""
    return SkyMaps(flux_within(sky.maps), sky.method, f"{sky.how}, index {index:g}")


def maps_of_sources(
    stacked: StackedSky,
    shape: str,
    sigma: float,
    reach: float,
    index: float,
    low: float,
    high: float,
    method: SkyBackgroundSettings,
    progress: Progress | None = None,
) -> SkyMaps:
    """The best source in every pixel, between two energies (TeV)."""
    sigma = sigma if shape == "gaussian" else 0.0
    found = source_maps(stacked.sky, (low, high), index, sigma, reach, progress or silent)
    _ = found.sqrt_ts, found.flux, found.flux_error, found.flux_limit  # as above
    what = f"Gaussian source of {sigma:g}°" if sigma else "point source"
    return SkyMaps(found, method_tag(method), f"of a {what}, index {index:g}")


def exposure_between(stacked: StackedSky, low: float, high: float, index: float) -> SkyMaps:
    """The exposure of all runs for true energies between two (TeV)."""
    return SkyMaps(exposure_map(stacked.sky.cube, (low, high), index), "", f"index {index:g}")


def rgb_images(
    stacked: StackedSky,
    low: float,
    high: float,
    colours: tuple[float, ...],
    index: float,
    like_gammapy: bool,
) -> BandImages:
    """All runs in three bands: those of the colours, or equal parts of the energies of the map (TeV)."""
    edges = colours or three_bands(low, high, stacked.sky.cube.geometry.reco)
    return band_images(stacked.sky, edges, index, like_gammapy)


def maps_in_colours(images: BandImages, grid: SkyGrid, radius: float, method: SkyBackgroundSettings) -> SkyMaps:
    """The excess in three bands."""
    return SkyMaps(rgb_maps(images, grid, radius), method_tag(method), f"within {radius:g}°")


@dataclass(frozen=True, eq=False)
class LayerImage:
    """An image from a file on the pixels of the map: shape (rows, columns), NaN beside it; its name and unit."""

    grid: SkyGrid
    values: Array
    name: str
    unit: str


def layer_images(
    images: tuple[ImageFile, ...],
    foreign: Mapping[str, ForeignImage],
    grid: SkyGrid,
    progress: Progress | None = None,
) -> dict[str, LayerImage]:
    """Those images of the map that are seen, by path."""
    found = {}
    for count, path in enumerate(dict.fromkeys(each.path for each in images if each.visible)):
        (progress or silent)(count / len(images), f"Drawing {Path(path).name}")
        if path in foreign:
            image = foreign[path]
            found[path] = LayerImage(grid, on_grid(image, grid), Path(path).name, image.unit)
    return found


def significances(sky: SkyMaps, exclusions: tuple[Exclusion, ...]) -> tuple[Distribution, Distribution]:
    """How they are distributed inside and outside the exclusions."""
    maps = sky.maps
    return inside_and_outside(maps.significance, maps.used, outside_exclusions(maps.grid, exclusions))


STEPS = (
    Step(
        "run_cubes",
        ("used_runs", "used_events", "cube_geometry", "safe", "sky.offset_max", "sky.like_gammapy"),
        cubes_of_runs,
        warm=True,
        kept=1,
    ),
    Step(
        "sky_growth",
        ("run_cubes", "cube_geometry", "exclusion_shapes", "sky_background", "sky.like_gammapy"),
        growing_sky,
        kept=2,
    ),
    Step("stacked_sky", ("sky_growth",), sky_of_runs, slow=True, progress=True, in_parts=True, kept=2),
    Step(
        "images_between",
        ("stacked_sky", "map.low", "map.high", "sky.index", "sky.like_gammapy"),
        images_between,
        slow=True,
        quick=True,
    ),
    Step(
        "maps_within",
        ("images_between", "map_grid", "sky.radius", "sky_background"),
        maps_within,
        slow=True,
        quick=True,
    ),
    Step("flux_within", ("maps_within", "sky.index"), fluxes_within, slow=True),
    Step(
        "source_maps",
        (
            "stacked_sky",
            *(f"sky.{name}" for name in ("shape", "sigma", "reach", "index")),
            *("map.low", "map.high", "sky_background"),
        ),
        maps_of_sources,
        slow=True,
        progress=True,
    ),
    Step("exposure_map", ("stacked_sky", "map.low", "map.high", "sky.index"), exposure_between, slow=True),
    Step(
        "rgb_images",
        ("stacked_sky", "map.low", "map.high", "sky.colours", "sky.index", "sky.like_gammapy"),
        rgb_images,
        slow=True,
        quick=True,
    ),
    Step(
        "rgb_maps", ("rgb_images", "map_grid", "sky.radius", "sky_background"), maps_in_colours, slow=True, quick=True
    ),
    Step("layer_images", ("map_layers.images", "foreign_images", "map_grid"), layer_images, slow=True, progress=True),
    Step("significances", ("maps_within", "exclusion_shapes"), significances, slow=True),
)
