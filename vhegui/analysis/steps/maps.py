"""The counts map."""

from __future__ import annotations

from collections.abc import Mapping

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import (
    MapSettings,
)
from vhegui.core.maps.counts import CountsMap, SkyEvents, counts_map, fill
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.sphere import to_galactic
from vhegui.core.typing import Array


def map_grid(settings: MapSettings) -> SkyGrid:
    """The pixels of the counts map."""
    lon, lat = settings.ra, settings.dec
    if settings.frame == "galactic":
        lon, lat = (float(angle) for angle in to_galactic(lon, lat))
    return SkyGrid(lon, lat, settings.pixel, settings.columns, settings.rows, settings.projection, settings.frame)


def run_image(events: SkyEvents, grid: SkyGrid, low: float, high: float) -> Array:
    """Counts of one run on the map, between two energies (TeV)."""
    return fill(grid, events, low, high)


def mosaic(images: Mapping[int, Array], grid: SkyGrid, smooth: float, low: float, high: float) -> CountsMap:
    """The counts map of all runs, between two energies (TeV)."""
    return counts_map(grid, images.values(), smooth, (low, high))


STEPS = (
    Step("map_grid", ("map",), map_grid),
    Step("run_images", ("sky_events", "map_grid", "map.low", "map.high"), run_image, per_run=True),
    Step(
        "counts_map",
        ("run_images", "map_grid", "map.smooth", "map.low", "map.high"),
        mosaic,
        phrase="Filling the counts map",
        of_runs=True,
    ),
)
