"""The optimise panel, driven with the mouse and the keyboard on real runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.state import Target
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.optimise import OptimisePanel
from vhegui.gui.session.session import Session
from vhegui.gui.theme import DARK

RUNS = (23523, 23526)
CRAB = Circle(83.633, 22.014, 0.11)


@pytest.fixture
def panel(qtbot):
    session = Session()
    panel = OptimisePanel(session)
    session.add_panel(panel)
    qtbot.addWidget(panel.widget)
    panel.widget.resize(670, 330)
    panel.widget.show()
    yield panel
    session.close()


@pytest.fixture
def ready(panel, data, qtbot):
    """The panel with two Crab runs, nothing scanned yet."""

    def aim(analysis):
        return edits.point_at(edits.select_runs(analysis, RUNS), Target("Crab", CRAB.ra, CRAB.dec))

    panel.session.open_path(data / "hess-dl3-dr1", then=aim)
    qtbot.waitUntil(lambda: panel.session.results.current("counts_table") is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=30_000)
    for field, text in ((panel.view.form.steps, "5"), (panel.view.form.toys, "120")):
        type_into(field, text)
    return panel


@pytest.fixture
def scanned(ready, qtbot):
    """The panel after a scan."""
    scan(ready, qtbot)
    return ready


def type_into(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def scan(panel, qtbot) -> None:
    QTest.mouseClick(panel.view.form.go, Qt.MouseButton.LeftButton)
    assert panel.view.form.go.text() == "Stop"
    qtbot.waitUntil(lambda: not panel.view.form.go.running, timeout=60_000)
    qtbot.waitUntil(lambda: not panel.session.busy, timeout=10_000)


def choose(panel, key: str) -> None:
    panel.view.form.merit.setCurrentIndex(panel.view.form.merit.findData(key))


def test_without_data_there_is_nothing_to_scan(panel):
    panel.session.pull()
    assert not panel.view.form.go.isEnabled()
    assert "Select runs" in panel.view.content.empty.accessibleDescription()


def test_the_panel_says_what_a_scan_is_before_the_first(ready):
    assert ready.view.form.go.isEnabled()
    assert not ready.view.form.use.isEnabled()
    assert "Scan tries every radius" in ready.view.content.empty.accessibleDescription()


def test_a_scan_shows_the_best_choice_and_does_not_change_the_analysis(ready, qtbot):
    before = ready.session.analysis
    scan(ready, qtbot)
    assert replace(ready.session.analysis, studies=before.studies) == before
    assert ready.view.map.cell == ready.found.scan.best("expected", 0.01)
    assert ready.view.chosen.text().startswith("<b>Best: θ &lt; ")
    assert "nothing to pay" in ready.view.trials.text()


def test_use_these_is_one_undo_step_of_radius_and_threshold(scanned, qtbot):
    session, before = scanned.session, scanned.session.analysis
    row, column = scanned.view.map.cell
    QTest.mouseClick(scanned.view.form.use, Qt.MouseButton.LeftButton)
    assert session.analysis.source.radius == pytest.approx(scanned.found.scan.radius[row])
    assert session.analysis.fit.low == pytest.approx(scanned.found.scan.threshold[column])
    assert session.history.undo_label == "Use optimised radius and threshold"
    session.pull()
    assert not scanned.view.problem.isVisible()
    session.undo()
    assert session.analysis == before


def test_the_best_significance_seen_is_paid_for_by_formula_and_by_skies(scanned):
    choose(scanned, "significance")
    text = scanned.view.trials.text()
    assert f"{scanned.found.scan.choices} choices" in text
    assert "120 skies" in text
    assert "p <" in text
    assert not scanned.view.form.percent.isEnabled()


def test_a_click_and_the_arrow_keys_look_at_other_choices(scanned):
    view, scan = scanned.view.map, scanned.found.scan
    at = QPointF(float(view.matrix._x(scan.threshold[4:5])[0]), float(scan.radius[3]))
    place = view.mapFromScene(view.plot.box.mapViewToScene(at))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert view.cell == (3, 4)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.cell == (2, 5)
    assert f"{scan.radius[2]:.3g}°" in scanned.view.chosen.text()


def test_the_mouse_reads_out_a_cell(scanned):
    view, scan = scanned.view.map, scanned.found.scan
    view.cursor_moved.emit(0, float(scan.threshold[2]), float(scan.radius[1]))
    assert f"θ < {scan.radius[1]:.3g}°" in scanned.view.pointed.text()


def test_a_changed_analysis_asks_for_a_new_scan(scanned):
    scanned.session.apply("", edits.move_region, Circle(83.633, 22.3, 0.11))
    scanned.session.pull()
    assert "scan again" in scanned.view.problem.text()
    assert not scanned.view.form.use.isEnabled()
    scanned.session.undo()
    scanned.session.pull()
    assert scanned.view.form.use.isEnabled()


def test_a_stronger_source_is_a_matter_of_looks_only(scanned):
    weak = scanned.view.chosen.text()
    type_into(scanned.view.form.percent, "10 %")
    assert "10\u00a0%" in scanned.view.chosen.text()
    assert scanned.view.chosen.text() != weak


def test_a_running_scan_can_be_stopped(ready, qtbot):
    type_into(ready.view.form.toys, "100000")
    QTest.mouseClick(ready.view.form.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ready.view.form.go.bar.value() > 0, timeout=30_000)
    QTest.mouseClick(ready.view.form.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not ready.view.form.go.running, timeout=30_000)
    assert ready.found is None
    assert ready.view.form.go.text() == "Scan"


def test_a_source_off_the_field_is_said_in_a_message(ready, qtbot):
    said = []
    ready.session.message.connect(lambda severity, text: said.append(text))
    ready.session.apply("", edits.move_region, Circle(90.0, 22.3, 0.11))
    ready.session.pull()
    scan(ready, qtbot)
    assert any("no energy bin is safe" in text for text in said)


def test_the_dark_theme_reaches_the_map(scanned):
    scanned.set_theme(DARK)
    assert scanned.view.map.theme is DARK
