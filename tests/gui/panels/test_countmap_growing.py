"""The map grows run by run on screen; Cancel keeps what is done; a run that fails is left out and said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import panel_on_crab
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.made_up_cubes import CENTRE, write_runs
from vhegui.analysis import edits
from vhegui.analysis.state import Analysis, LogAxis, Target
from vhegui.analysis.steps import sky_maps
from vhegui.core.errors import DataError
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.session import slow_steps


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Path:
    return write_runs(tmp_path_factory.mktemp("runs"), runs=3)


class Gate:
    """Cubes are made one at a time when the test says so, in the worker; those of `failing` runs are not."""

    def __init__(self, make: Any) -> None:
        self._make, self.open, self.failing = make, threading.Semaphore(0), set[int]()

    def __call__(self, observation: Any, *rest: Any) -> Any:
        assert self.open.acquire(timeout=30)
        if observation.obs_id in self.failing:
            raise DataError(f"run {observation.obs_id}: it has no background")
        return self._make(observation, *rest)


@pytest.fixture
def gate(monkeypatch) -> Gate:
    gate = Gate(sky_maps.cube_of_run)
    monkeypatch.setattr(sky_maps, "cube_of_run", gate)
    monkeypatch.setattr(slow_steps, "FIRST_PART_S", 0.0)
    monkeypatch.setattr(slow_steps, "LONGEST_PART_S", 0.0)
    return gate


@pytest.fixture
def panel(qtbot, runs, gate) -> Iterator[CountMapPanel]:
    """Three runs; the excess is asked for, and no cube can be made yet."""

    def small(analysis: Analysis) -> Analysis:
        analysis = edits.point_at(edits.select_runs(analysis, (1, 2, 3)), Target("made up", *CENTRE))
        analysis = edits.put(edits.put(analysis, "reco", LogAxis(0.5, 20.0, 4)), "true", LogAxis(0.2, 50.0, 10))
        analysis = edits.change(analysis, "map", extent="fixed", width=7.0, pixel=0.1, low=0.5, high=20.0)
        return edits.show_map(analysis, "excess")

    with panel_on_crab.shown(CountMapPanel, qtbot, 760, 640) as panel:
        panel.session.open_path(runs, then=small)
        yield panel
        gate.open.release(100)


def hint(panel: CountMapPanel) -> str:
    return panel.view.readout.hint


def wait_for(panel: CountMapPanel, qtbot, words: str) -> None:
    """Wait until the line below the map says this."""
    qtbot.waitUntil(lambda: words in hint(panel) and not panel.session.frames.requested, timeout=20_000)


def rest(panel: CountMapPanel, qtbot) -> np.ndarray:
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=20_000)
    values = panel.view.sky.image.values
    assert values is not None
    return values


def test_the_map_grows_run_by_run_and_says_how_many_it_holds(panel, gate, qtbot):
    gate.open.release()
    wait_for(panel, qtbot, "holds 1 of 3 runs so far")
    qtbot.waitUntil(lambda: panel.session.results.current("maps_within") is not None)
    first = panel.view.sky.image.values
    assert first is not None
    assert panel.view.sky.image.opacity() == 1.0
    gate.open.release()
    wait_for(panel, qtbot, "holds 2 of 3 runs so far")
    gate.open.release()
    last = rest(panel, qtbot)
    assert "runs" not in hint(panel)
    assert np.isfinite(last).sum() > np.isfinite(first).sum()
    assert panel.session.results.current("stacked_sky").missing == ()


def test_cancel_keeps_what_is_done_which_goes_on_living_until_it_is_gone_on_with(panel, gate, qtbot):
    gate.open.release()
    wait_for(panel, qtbot, "holds 1 of 3 runs")
    qtbot.waitUntil(lambda: panel.session.worker.has("stacked_sky"), timeout=20_000)
    panel.session.cancel_work()
    gate.open.release()  # the run that was under way
    held = rest(panel, qtbot)
    assert "cancelled" in hint(panel) and "of 3 runs" in hint(panel)
    panel.session.apply("Radius", edits.change, "sky", radius=0.4)
    assert np.nanmax(rest(panel, qtbot)) > np.nanmax(held)
    assert "cancelled" in hint(panel)
    gate.open.release(10)
    panel.session.read_again()
    rest(panel, qtbot)
    assert "runs" not in hint(panel)
    assert len(panel.session.results.current("stacked_sky").rows) == 3


def test_a_run_that_fails_is_left_out_and_said(panel, gate, qtbot):
    qtbot.waitUntil(lambda: len(panel.session.loaded.observations) == 3, timeout=20_000)
    run = panel.session.analysis.dataset.runs[1]
    gate.failing.add(run)
    gate.open.release(10)
    rest(panel, qtbot)
    assert f"Run {run} is left out of the map: it has no background." in hint(panel)
    assert len(panel.session.results.current("stacked_sky").rows) == 2
    assert panel.view.notice.text() == ""


def full(panel: CountMapPanel, gate: Gate, qtbot) -> None:
    """All runs are on the map."""
    gate.open.release(10)
    qtbot.waitUntil(lambda: len(panel.session.loaded.observations) == 3, timeout=20_000)
    rest(panel, qtbot)


def test_the_map_follows_the_slider_of_the_radius_and_a_drag_is_one_step(panel, gate, qtbot):
    full(panel, gate, qtbot)
    slider, before = panel.view.show_menu.radius_slider, panel.session.analysis.sky.radius
    slider.setSliderDown(True)
    seen = []
    for step in (1000, 1300, 1600):
        slider.setSliderPosition(step)
        panel.session.pull()
        assert panel.session.gesture
        radius = panel.session.analysis.sky.radius
        assert panel.view.show_menu.radius.value() == pytest.approx(radius, abs=1e-3)
        assert f"within {radius:g}°" in panel.view.sky.header.title
        assert panel.view.sky.image.opacity() == 1.0
        seen.append(np.nanmax(panel.view.sky.image.values))
    assert seen == sorted(seen) and len(set(seen)) == 3
    slider.setSliderDown(False)
    assert not panel.session.gesture
    assert panel.session.history.undo_label == "Change correlation radius"
    panel.session.undo()
    assert panel.session.analysis.sky.radius == before


def test_escape_takes_a_drag_of_the_slider_back(panel, gate, qtbot):
    full(panel, gate, qtbot)
    slider, before = panel.view.show_menu.radius_slider, panel.session.analysis
    slider.setSliderDown(True)
    slider.setSliderPosition(1800)
    panel.session.pull()
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert panel.session.analysis == before


def test_the_map_follows_the_energies_while_they_are_dragged(panel, gate, qtbot):
    full(panel, gate, qtbot)
    panel.view.controls.previewed.emit({"low": 2.0, "high": 20.0})
    panel.session.pull()
    assert panel.session.gesture
    assert "3.16–20 TeV" in panel.view.sky.header.title
    panel.view.controls.preview_cancelled.emit()
    rest(panel, qtbot)
    assert "0.5–20 TeV" in panel.view.sky.header.title
