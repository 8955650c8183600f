"""The observation browser with 10,000 runs, each with its own direction: what a hand does should fit into 16 ms."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_runs import many_runs
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from vhegui.analysis import edits
from vhegui.analysis.runs.filter import matches
from vhegui.analysis.runs.trends import COLOURINGS
from vhegui.core.dl3.store import Store
from vhegui.gui.panels.observations import ObservationsPanel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, apply_theme

INDEX = many_runs()


@pytest.fixture
def panel(qtbot: Any, qapp: QApplication) -> Any:
    apply_theme(qapp, LIGHT)
    session = Session()
    panel = ObservationsPanel(session)
    qtbot.addWidget(panel.widget)
    panel.set_theme(LIGHT)
    panel.widget.resize(390, 880)
    panel.widget.show()
    analysis = edits.select_runs(session.analysis, INDEX.obs_id[:300].tolist())
    panel.show(Results(analysis, Store(Path("made-up"), "made-up", INDEX)))
    qapp.processEvents()
    yield panel
    session.close()


def repaint(panel: ObservationsPanel) -> None:
    """What is out of date on the screen, once, as the event loop does it."""
    QApplication.processEvents()


def test_selecting_by_a_query(benchmark: Any) -> None:
    offset = np.zeros(len(INDEX))
    text = "target zen 20..40 (quality=0 or livetime>20min) time 2005 .. 2010 cone 83 22 60"
    assert 0 < benchmark(matches, INDEX, text, offset).sum() < len(INDEX)


@pytest.mark.parametrize("mode", ["field", "equatorial", "plots"])
def test_a_letter_typed_into_the_filter_and_its_repaint(benchmark: Any, panel: Any, mode: str) -> None:
    panel.view.sky.buttons[mode].click()
    panel.view.sky.set_colouring(COLOURINGS[1])
    step = iter(range(10**9))

    def frame() -> None:
        panel.view.search.filter.setText(f"zen<{60 + next(step) % 5}")
        repaint(panel)

    benchmark(frame)


def test_scrolling(benchmark: Any, panel: Any) -> None:
    bar = panel.view.runs.verticalScrollBar()
    step = iter(range(10**9))

    def frame() -> None:
        bar.setValue((17 * next(step)) % bar.maximum())
        panel.view.runs.viewport().repaint()

    benchmark(frame)


@pytest.mark.parametrize("mode", ["equatorial", "plots"])
def test_zooming_a_plot_of_all_runs(benchmark: Any, panel: Any, mode: str) -> None:
    panel.view.sky.buttons[mode].click()
    panel.view.sky.set_colouring(COLOURINGS[1])
    plot = panel.view.sky.stack.currentWidget()
    boxes = [each.box for each in plot.plots.values()] if mode == "plots" else [plot.box]
    step = iter(range(10**9))

    def frame() -> None:
        factor = 0.99 if next(step) % 2 else 1 / 0.99
        boxes[0].scaleBy((factor, factor))
        plot.viewport().repaint()

    benchmark(frame)


def test_the_pointer_over_ten_thousand_pointings(benchmark: Any, panel: Any) -> None:
    panel.view.sky.buttons["equatorial"].click()
    plot = panel.view.sky.sky
    at = plot.box.mapViewToScene(QPointF(10.0, 20.0))
    benchmark(plot._mouse_moved, at)


def test_a_brush_over_half_the_sky(benchmark: Any, panel: Any) -> None:
    panel.view.sky.buttons["equatorial"].click()
    half = np.flatnonzero(panel.view.sky.sky.sets["pointings"].u > 0)
    step = iter(range(10**9))

    def frame() -> None:
        panel._picked(panel.view.sky._members(half if next(step) % 2 else half[:100]))
        repaint(panel)

    benchmark(frame)


def test_sorting(benchmark: Any, panel: Any) -> None:
    step = iter(range(10**9))

    def frame() -> None:
        panel.view.runs.sortByColumn(4 + next(step) % 2, Qt.SortOrder.AscendingOrder)
        panel.view.runs.viewport().repaint()

    benchmark(frame)
