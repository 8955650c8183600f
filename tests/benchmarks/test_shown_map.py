"""Speed of the map following its correlation radius: all that is computed again, on cubes of the four Crab runs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.steps.sky_maps import maps_within
from vhegui.core.dl3.open import open_store

CRAB_RUNS = (23523, 23526, 23559, 23592)


def test_another_radius_at_200_pixels_squared(benchmark: Any, data: Path) -> None:
    """Counts, background, significance and flux within 0.1° to 0.19° of 200² pixels. Budget 30 ms with the repaint."""
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.select_runs(edits.new_analysis(), CRAB_RUNS)
    analysis = edits.change(analysis, "map", ra=83.633, dec=22.014, extent="fixed", width=4.0, pixel=0.02)
    given = {"observations": {run: store.load(run) for run in CRAB_RUNS}, "mask_images": {}}
    pipeline = build_pipeline()
    images = pipeline.pull_now("images_between", analysis, given)
    grid = pipeline.pull("map_grid", analysis, given)
    radii = itertools.cycle(0.1 + 0.01 * step for step in range(10))
    found = benchmark(lambda: maps_within(images, grid, next(radii), analysis.sky_background))
    assert found.maps.used.shape == (200, 200)
