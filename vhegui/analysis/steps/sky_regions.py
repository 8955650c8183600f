"""What regions hold: events at once, with background and significance once the images of the maps are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vhegui.analysis.measured_regions import MeasuredRegion, RegionRow, measured_regions
from vhegui.analysis.pipeline import Step
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.estimators.sky.region_sums import RegionSum, counts_inside, measured_area, region_sums
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.maps.counts import SkyEvents
from vhegui.core.maps.sky_pixels import SkyPixels


def counts_in_regions(
    regions: tuple[MeasuredRegion, ...], events: Mapping[int, SkyEvents], radius: float, low: float, high: float
) -> tuple[RegionRow, ...]:
    """The events in each region, between two energies (TeV)."""
    areas = [measured_area(each.shape, radius) for each in regions]
    return _rows(regions, counts_inside(events.values(), areas, low, high))


def sums_in_regions(
    regions: tuple[MeasuredRegion, ...],
    images: BandImages,
    geometry: CubeGeometry,
    pixels: SkyPixels,
    events: Mapping[int, SkyEvents],
    radius: float,
) -> tuple[RegionRow, ...]:
    """What each region holds, with the background of the maps."""
    areas = [measured_area(each.shape, radius) for each in regions]
    return _rows(regions, region_sums(images, geometry.grid, pixels, areas, events.values()))


def _rows(regions: tuple[MeasuredRegion, ...], found: Iterable[RegionSum]) -> tuple[RegionRow, ...]:
    return tuple(RegionRow(region, each) for region, each in zip(regions, found, strict=True))


STEPS = (
    Step("measured_regions", ("source", "exclusions", "marks"), measured_regions),
    Step(
        "counts_in_regions",
        ("measured_regions", "sky_events", "sky.radius", "map.low", "map.high"),
        counts_in_regions,
        phrase="Counting in regions",
        of_runs=True,
        numbers=True,
    ),
    Step(
        "region_sums",
        ("measured_regions", "images_between", "cube_geometry", "sky_pixels", "sky_events", "sky.radius"),
        sums_in_regions,
        phrase="Measuring regions",
        numbers=True,
    ),
)
