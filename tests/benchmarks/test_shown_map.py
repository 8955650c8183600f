"""Speed of the map following its correlation radius, and of backgrounds side by side, on the four Crab runs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import panel_on_crab
import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.state import Analysis, Target
from vhegui.analysis.steps import build_pipeline
from vhegui.analysis.steps.sky_maps import maps_within
from vhegui.core.dl3.open import open_store
from vhegui.gui.panels.countmap import CountMapPanel

CRAB_RUNS = (23523, 23526, 23559, 23592)


@pytest.mark.parametrize("size", [200, 500])
def test_another_radius(benchmark: Any, data: Path, size: int) -> None:
    """Counts, background, significance and flux within 0.1° to 0.19°. Budget with the repaint: 30 ms at 200² pixels,
    100 ms at 500².
    """
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.select_runs(edits.new_analysis(), CRAB_RUNS)
    analysis = edits.change(analysis, "map", ra=83.633, dec=22.014, extent="fixed", width=0.02 * size, pixel=0.02)
    given = {"observations": {run: store.load(run) for run in CRAB_RUNS}, "mask_images": {}}
    pipeline = build_pipeline()
    images = pipeline.pull_now("images_between", analysis, given)
    grid = pipeline.pull("map_grid", analysis, given)
    radii = itertools.cycle(0.1 + 0.01 * step for step in range(10))
    found = benchmark(lambda: maps_within(images, grid, next(radii), analysis.sky_background))
    assert found.maps.used.shape == (size, size)


@pytest.mark.parametrize("size", [200, 500])
def test_from_the_slider_to_the_repainted_map(benchmark: Any, data: Path, qtbot: Any, size: int) -> None:
    """All that one step of the slider does in the panel, painted."""

    def aim(analysis: Analysis) -> Analysis:
        analysis = edits.point_at(edits.select_runs(analysis, CRAB_RUNS), Target("Crab", 83.633, 22.014))
        analysis = edits.change(analysis, "map", extent="fixed", width=0.02 * size, pixel=0.02)
        return edits.show_map(analysis, "significance")

    with panel_on_crab.shown(CountMapPanel, qtbot, 800, 700) as panel:
        panel.session.open_path(data / "hess-dl3-dr1", then=aim)
        session = panel.session
        qtbot.waitUntil(
            lambda: session.results.current("maps_within") is not None and not session.busy, timeout=200_000
        )
        slider, steps = panel.view.show_menu.radius_slider, itertools.cycle(range(700, 1300, 30))
        slider.setSliderDown(True)

        def slide() -> None:
            slider.setSliderPosition(next(steps))
            panel.session.pull()
            panel.view.sky.viewport().repaint()

        benchmark(slide)
        assert panel.session.gesture and panel.view.sky.image.values.shape == (size, size)
        slider.setSliderDown(False)


def test_four_backgrounds_of_the_crab_side_by_side(benchmark: Any, data: Path) -> None:
    """Ring, field of view with and without tilt, and a template of 45 off runs, whose files are read."""
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), CRAB_RUNS), Target("Crab", 83.633, 22.014))
    analysis = ask_studies(edits.change(analysis, "map", width=4.0, pixel=0.02), {"backgrounds": {}})
    given = {
        "observations": {run: store.load(run) for run in CRAB_RUNS},
        "mask_images": {},
        "store": store,
    }
    job = build_pipeline().prepare("backgrounds", analysis, given)
    assert job is not None
    assert not benchmark(job.run).problems
