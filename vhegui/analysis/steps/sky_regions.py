"""What regions hold: events at once, with background and significance once the images of the maps are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vhegui.analysis.measured_regions import MeasuredRegion, RegionRow, measured_regions
from vhegui.analysis.pipeline import Step
from vhegui.analysis.shown_map import SkyMaps
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.estimators.sky.region_sums import (
    EventsOnMap,
    RegionSum,
    counts_inside,
    image_in_regions,
    measured_area,
    region_sums,
)
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.maps.counts import SkyEvents
from vhegui.core.maps.sky_pixels import SkyPixels


def events_between(events: Mapping[int, SkyEvents], low: float, high: float) -> EventsOnMap:
    """The events of all runs between two energies (TeV)."""
    return EventsOnMap.between(events.values(), low, high)


def events_of_images(events: Mapping[int, SkyEvents], images: BandImages) -> EventsOnMap:
    """The events of all runs in the energies of the images, which end at edges of bins."""
    return EventsOnMap.between(events.values(), float(images.edges[0]), float(images.edges[-1]))


def counts_in_regions(regions: tuple[MeasuredRegion, ...], events: EventsOnMap, radius: float) -> tuple[RegionRow, ...]:
    """The events in each region."""
    areas = [measured_area(each.shape, radius) for each in regions]
    return _rows(regions, counts_inside(events, areas))


def sums_in_regions(
    regions: tuple[MeasuredRegion, ...],
    images: BandImages,
    geometry: CubeGeometry,
    pixels: SkyPixels,
    events: EventsOnMap,
    radius: float,
) -> tuple[RegionRow, ...]:
    """What each region holds, with the background of the maps."""
    areas = [measured_area(each.shape, radius) for each in regions]
    return _rows(regions, region_sums(images, geometry.grid, pixels, areas, events))


def model_in_regions(regions: tuple[MeasuredRegion, ...], sky: SkyMaps, radius: float) -> tuple[float, ...]:
    """Counts that background and sources of the model expect in each region."""
    areas = [measured_area(each.shape, radius) for each in regions]
    return tuple(image_in_regions(sky.maps.expected, sky.maps.grid, areas).tolist())


def _rows(regions: tuple[MeasuredRegion, ...], found: Iterable[RegionSum]) -> tuple[RegionRow, ...]:
    return tuple(RegionRow(region, each) for region, each in zip(regions, found, strict=True))


STEPS = (
    Step("measured_regions", ("source", "exclusions", "marks"), measured_regions),
    Step("events_on_map", ("sky_events", "map.low", "map.high"), events_between),
    Step("events_of_images", ("sky_events", "images_between"), events_of_images),
    Step(
        "counts_in_regions",
        ("measured_regions", "events_on_map", "sky.radius"),
        counts_in_regions,
        phrase="Counting in regions",
        of_runs=True,
        numbers=True,
    ),
    Step(
        "region_sums",
        ("measured_regions", "images_between", "cube_geometry", "sky_pixels", "events_of_images", "sky.radius"),
        sums_in_regions,
        phrase="Measuring regions",
        numbers=True,
    ),
    Step("model_in_regions", ("measured_regions", "model_maps", "sky.radius"), model_in_regions, numbers=True),
)
