"""The settings form, by its controls: every change is one named edit, and what is refused is taken back on screen."""

from __future__ import annotations

from typing import Any

import panel_on_crab
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from vhegui.analysis import edits
from vhegui.core.background.registry import METHODS
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.settings import settings_of
from vhegui.gui.panels.settings import SettingsPanel


@pytest.fixture
def panel(qtbot):
    with panel_on_crab.shown(SettingsPanel, qtbot, 900, 420) as panel:
        panel.session.pull()
        panel.widget.activateWindow()
        yield panel


def control(panel: Any, name: str) -> Any:
    """The control with this accessible name."""
    return next(each for each in panel.widget.findChildren(QWidget) if each.accessibleName() == name)


def type_into(field: Any, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("name", "typed", "value", "undo"),
    [
        ("Reco from", "0.2", lambda a: a.reco.low, "Rebin reconstructed energy"),
        ("Reco bins", "12", lambda a: a.reco.bins, "Rebin reconstructed energy"),
        ("True to", "80", lambda a: a.true.high, "Rebin true energy"),
        ("Threshold", "20", lambda a: a.safe.aeff_percent, "Change safe range"),
        ("Lowest", "0.5", lambda a: a.safe.low, "Change safe range"),
        ("Highest", "30", lambda a: a.safe.high, "Change safe range"),
        ("ON to OFF", "0.1", lambda a: a.background.min_distance_source, "Place OFF regions"),
        ("Correlation radius", "0.2", lambda a: a.sky.radius, "Change maps of the sky"),
    ],
)
def test_a_typed_number_is_one_edit_with_a_name(panel, name, typed, value, undo):
    session, before = panel.session, panel.session.analysis
    type_into(control(panel, name), typed)
    assert value(session.analysis) == pytest.approx(float(typed))
    assert session.history.undo_label == undo
    session.undo()
    assert session.analysis == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Containment", lambda a: a.containment),
        ("Events outside GTIs", lambda a: a.events.keep_outside_gti),
        ("Range in the files", lambda a: a.safe.header),
        ("By effective area", lambda a: a.safe.aeff_percent is not None),
    ],
)
def test_a_box_switches_there_and_back(panel, name, value):
    box, before = control(panel, name), value(panel.session.analysis)
    for expected in (not before, before):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
        assert value(panel.session.analysis) == expected


def test_what_is_refused_is_taken_back_on_screen_and_said(panel, qtbot):
    field, before = control(panel, "Reco from"), panel.session.analysis
    with qtbot.waitSignal(panel.session.message) as said:
        type_into(field, "500")
    assert said.args[0] == "warning"
    assert panel.session.analysis == before
    panel.session.pull()
    assert field.value() == pytest.approx(before.reco.low)


def test_undo_and_edits_from_elsewhere_reach_the_form_without_making_edits(panel):
    session = panel.session
    session.apply("", edits.put, "containment", not session.analysis.containment)
    before = session.history
    session.pull()
    assert control(panel, "Containment").isChecked() == session.analysis.containment
    session.undo()
    session.pull()
    assert control(panel, "Containment").isChecked() == session.analysis.containment
    assert session.history == before.undo()


def test_an_empty_end_of_the_safe_range_reads_none(panel):
    field = control(panel, "Highest")
    type_into(field, "30")
    type_into(field, "0")
    assert panel.session.analysis.safe.high is None
    panel.session.pull()
    assert field.text() == "none"


@pytest.mark.parametrize("method", METHODS)
def test_the_rows_of_the_background_are_those_of_its_method(panel, method):
    choice = control(panel, "Method")
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * list(METHODS).index(method)):
        QTest.keyClick(choice, key)
    panel.session.pull()
    assert panel.session.analysis.background.method == method
    assert panel.session.history.undo_label == f"Use {METHODS[method].label.lower()} regions"
    for other, entry in METHODS.items():
        rows = [setting.label.row for setting in settings_of(entry.settings) if setting.label.row]
        assert all(control(panel, row).isVisible() == (other == method) for row in rows)


@pytest.mark.parametrize("method", SKY_METHODS)
def test_the_background_of_maps_has_rows_of_its_method_too(panel, method):
    choice = control(panel, "Map background")
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * list(SKY_METHODS).index(method)):
        QTest.keyClick(choice, key)
    panel.session.pull()
    assert panel.session.analysis.sky_background.__struct_config__.tag == method
    assert panel.session.history.undo_label == f"Use {SKY_METHODS[method].label.lower()} background"
    assert control(panel, "Scaling").isVisible() == (method == "field_of_view")


def test_without_a_threshold_its_field_is_off(panel):
    box = control(panel, "By effective area")
    if box.isChecked():
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    panel.session.pull()
    assert not control(panel, "Threshold").isEnabled()


def test_every_control_says_its_name_and_what_it_does(panel):
    named = [each for each in panel.widget.findChildren(QWidget) if each.accessibleName()]
    assert len(named) >= 18
    assert all(each.toolTip() for each in named)
