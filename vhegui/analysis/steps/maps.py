"""The counts map: as large as the fields of view of the runs, or as asked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.runs.pointings import NOMINAL_FIELD, field_radius
from vhegui.analysis.state import MapSettings
from vhegui.core import sphere
from vhegui.core.dl3.observation import Observation, Pointing
from vhegui.core.maps.counts import CountsMap, SkyEvents, counts_map, pixels_hit
from vhegui.core.maps.covering import covering
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import AnyArray

PSF_RUNS = 10  # so many say how large the PSF is


def map_grid(settings: MapSettings) -> SkyGrid:
    """The pixels of a map of a fixed size."""
    lon, lat = settings.ra, settings.dec
    if settings.frame == "galactic":
        lon, lat = (float(angle) for angle in sphere.to_galactic(lon, lat))
    return SkyGrid(lon, lat, settings.pixel, settings.columns, settings.rows, settings.projection, settings.frame)


def field_of_run(observation: Observation, pointing: Pointing) -> Circle:
    """What a run looks at."""
    radius = field_radius(observation)
    return Circle(pointing.ra, pointing.dec, radius if np.isfinite(radius) else NOMINAL_FIELD)


def grid_of_fields(settings: MapSettings, fields: Mapping[int, Circle]) -> SkyGrid:
    """The pixels of the counts map: those asked for, or those that hold all fields of view."""
    grid = map_grid(settings)
    if settings.extent == "fixed" or not fields:
        return grid
    ra, dec, radius = np.array([(field.ra, field.dec, field.radius) for field in fields.values()]).T
    return covering(grid, ra, dec, radius, len(fields))


def hits_of_run(events: SkyEvents, grid: SkyGrid, low: float, high: float) -> AnyArray:
    """Where the events of one run are on the map, between two energies (TeV)."""
    return pixels_hit(grid, events, low, high)


def mosaic(hits: Mapping[int, AnyArray], grid: SkyGrid, smooth: float, low: float, high: float) -> CountsMap:
    """The counts map of all runs, between two energies (TeV)."""
    return counts_map(grid, hits.values(), smooth, (low, high))


def psf_of_map(runs: Mapping[int, Observation], pointings: Mapping[int, Pointing], settings: MapSettings) -> float:
    """Radius (deg) that holds 68 % of the PSF in the middle of the map, at 1 TeV or the nearest energy of the map: the
    mean of the first runs; NaN where none has a PSF.
    """
    energy = np.array([min(max(1.0, settings.low), settings.high)])
    found = []
    for run in list(runs)[:PSF_RUNS]:
        psf = runs[run].responses.psf
        offset = float(sphere.separation(pointings[run].ra, pointings[run].dec, settings.ra, settings.dec))
        if psf is not None and offset <= psf.offsets[-1]:
            found.append(float(psf.containment_radius(energy, offset, 0.68)[0]))
    found = [radius for radius in found if np.isfinite(radius)]
    return float(np.mean(found)) if found else float("nan")


STEPS = (
    Step("fields_of_view", ("used_runs", "pointings"), field_of_run, per_run=True),
    Step("map_psf", ("used_runs", "pointings", "map"), psf_of_map),
    Step("map_grid", ("map", "fields_of_view"), grid_of_fields),
    Step("map_hits", ("sky_events", "map_grid", "map.low", "map.high"), hits_of_run, per_run=True),
    Step(
        "counts_map",
        ("map_hits", "map_grid", "map.smooth", "map.low", "map.high"),
        mosaic,
        phrase="Filling the counts map",
        of_runs=True,
    ),
)
