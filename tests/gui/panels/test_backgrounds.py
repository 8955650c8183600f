"""The panel that compares backgrounds, on real runs: compare, read, change, compare again."""

from __future__ import annotations

import math

import panel_on_crab
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.backgrounds import BackgroundsPanel
from vhegui.gui.theme import DARK

RUNS = (23523, 23526)


@pytest.fixture
def panel(data, qtbot):
    with panel_on_crab.shown(BackgroundsPanel, qtbot, 720, 600) as panel:
        session = panel.session
        session.open_path(data / "hess-dl3-dr1", then=aimed)
        qtbot.waitUntil(lambda: len(session.loaded.observations) == 2 and not session.busy, timeout=20_000)
        session.pull()
        yield panel


def aimed(analysis):
    """Two runs on the Crab, which is excluded, on a map of large pixels."""
    analysis = edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", 83.633, 22.014))
    analysis = edits.add_exclusion(analysis, Circle(83.63, 22.01, 0.3))
    return edits.change(analysis, "map", pixel=0.05)


def compare(panel, qtbot) -> None:
    before = panel.session.results.current("backgrounds")
    QTest.mouseClick(panel.view.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            panel.session.results.current("backgrounds") not in (None, before)
            and not panel.view.go.running
            and not panel.session.busy
        ),
        timeout=30_000,
    )


def column(panel, name: str):
    return next(each for each in panel.view.table.table.columns if each.name == name)


def tick(panel, *methods: str) -> None:
    for key, action in panel.view.actions_of_methods.items():
        action.setChecked(key in methods)


def test_compare_fills_the_table_the_sentence_and_the_plot(panel, qtbot):
    tick(panel, "ring", "field_of_view")
    compare(panel, qtbot)
    names = ["Reflected", "Ring", "Field of view, norm", "Standard deviation", "Highest − lowest"]
    assert list(column(panel, "method").values) == names
    assert len({value for value in column(panel, "counts").values if math.isfinite(value)}) == 1
    index = column(panel, "index").values
    assert index[4] == pytest.approx(max(index[:3]) - min(index[:3]))
    assert "standard deviation of 3 methods" in panel.view.said.text()
    assert panel.view.plot.header.names() == names[:3]


def test_the_comparison_is_one_step_to_undo_and_is_old_when_the_region_moves(panel, qtbot):
    tick(panel, "ring")
    compare(panel, qtbot)
    assert panel.session.history.undo_label == "Compare backgrounds"
    assert panel.session.analysis.studies.backgrounds.methods == ("ring",)
    panel.session.apply("Move", edits.move_region, Circle(83.65, 22.01, 0.11))
    panel.session.pull()
    assert panel.view.said.text().startswith("⚠")
    panel.session.undo()
    panel.session.pull()
    assert not panel.view.said.text().startswith("⚠")


def test_a_method_that_cannot_be_used_says_why_in_its_row(panel, qtbot):
    tick(panel, "ring", "field_of_view")
    panel.view.rings["r_in"].setValue(0.05)
    compare(panel, qtbot)
    assert "larger inner radius" in column(panel, "note").values[1]
    assert math.isnan(column(panel, "index").values[1])
    assert math.isfinite(column(panel, "index").values[2])
    panel.set_theme(DARK)


def test_without_a_ticked_method_there_is_nothing_to_compare(panel):
    tick(panel)
    assert not panel.view.go.isEnabled()
