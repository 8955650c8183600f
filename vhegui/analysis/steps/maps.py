"""The counts map."""

from __future__ import annotations

from collections.abc import Mapping

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import (
    MapSettings,
)
from vhegui.core.maps.counts import CountsMap, SkyEvents, counts_map, fill
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array


def map_grid(settings: MapSettings) -> SkyGrid:
    """The pixels of the counts map."""
    return SkyGrid(settings.ra, settings.dec, settings.pixel, settings.n_pixels)


def map_range(settings: MapSettings) -> tuple[float, float]:
    """The energy range of the counts map, TeV."""
    return settings.low, settings.high


def map_smoothing(settings: MapSettings) -> float:
    """The smoothing of the counts map, deg."""
    return settings.smooth


def run_image(events: SkyEvents, grid: SkyGrid, energy_range: tuple[float, float]) -> Array:
    """Counts of one run on the map."""
    return fill(grid, events, *energy_range)


def mosaic(images: Mapping[int, Array], grid: SkyGrid, smooth: float) -> CountsMap:
    """The counts map of all runs."""
    return counts_map(grid, images.values(), smooth)


STEPS = (
    Step("map_grid", ("map",), map_grid),
    Step("map_range", ("map",), map_range),
    Step("map_smoothing", ("map",), map_smoothing),
    Step("run_images", ("sky_events", "map_grid", "map_range"), run_image, per_run=True),
    Step("counts_map", ("run_images", "map_grid", "map_smoothing"), mosaic),
)
