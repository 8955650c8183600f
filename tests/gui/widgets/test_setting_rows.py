"""Rows of a form follow from the lines of a struct: another setting needs no other code to be shown and edited."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from msgspec import Meta, structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFormLayout, QWidget

from vhegui.core.settings import Distance, Label, Part, Percent, Settings, Tev, settings_of
from vhegui.gui.widgets.setting_rows import SettingRows


class Made(Settings, frozen=True):
    kind: Annotated[Literal["one", "other_one"], Label("Kind", "Which.", row="Kind", words=("First", "Second"))] = "one"
    count: Annotated[int, Meta(ge=2, le=9), Label("Number", "How many {}.", row="{} number")] = 3
    low: Annotated[Tev | None, Label("Lowest", "Lower end.", row="Lowest")] = None
    away: Annotated[Distance | None, Label("Away", "Apart.", row="Away", only=(("kind", "other_one"),))] = None
    level: Annotated[Percent | None, Label("Level", "Of the sum.", row="Level", switch="By level")] = 20.0
    sharp: Annotated[bool, Label("Sharp", "Not blurred.", row="Sharp")] = False
    hidden: Annotated[tuple[float, ...], Label("Elsewhere")] = ()


@pytest.fixture
def form(qtbot):
    """The widget, its rows on `Made()`, and the list of changes."""
    widget = QWidget()
    qtbot.addWidget(widget)
    layout = QFormLayout(widget)
    rows = SettingRows(layout, settings_of(Made), "bin", Part("Group", word="bins", tip="Of the counts."))
    rows.show_values(structs.asdict(Made()))
    changes: list[tuple[str, object]] = []
    rows.changed.connect(lambda name, value: changes.append((name, value)))
    widget.show()
    return widget, rows, changes


def control(form, name):
    return next(each for each in form[0].findChildren(QWidget) if each.accessibleName() == name)


def type_into(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_each_setting_with_a_row_has_its_control_in_order(form):
    names = [each.accessibleName() for each in form[0].findChildren(QWidget) if each.accessibleName()]
    assert names == ["Kind", "Bin number", "Lowest", "Away", "By level", "Level", "Sharp"]
    assert control(form, "Bin number").toolTip() == "<p>How many bins. Of the counts.</p>"


def test_words_unit_and_nothing_are_shown(form):
    assert control(form, "Kind").currentText() == "First"
    assert control(form, "Level").text() == "20 %"
    assert control(form, "Lowest").text() == control(form, "Away").text() == "none"


@pytest.mark.parametrize(
    ("name", "typed", "change"),
    [("Bin number", "7", ("count", 7)), ("Lowest", "0.25", ("low", 0.25)), ("Level", "55", ("level", 55.0))],
)
def test_what_is_typed_is_a_change(form, name, typed, change):
    type_into(control(form, name), typed)
    assert form[2] == [change]


def test_zero_is_a_value_where_it_is_allowed_and_an_empty_field_is_none(form):
    form[1].show_values(structs.asdict(Made(kind="other_one", away=0.5)))
    for typed in ("0", ""):
        type_into(control(form, "Away"), typed)
    assert form[2] == [("away", 0.0), ("away", None)]


def test_numbers_outside_the_limits_cannot_be_typed(form):
    field = control(form, "Bin number")
    assert (field.minimum(), field.maximum()) == (2, 9)
    assert control(form, "Level").maximum() == 100.0


def test_a_box_turns_an_optional_value_on_with_the_number_beside_it(form):
    form[1].show_values(structs.asdict(Made(level=None)))
    assert not control(form, "Level").isEnabled()
    control(form, "By level").click()
    assert form[2] == [("level", 20.0)]


def test_a_setting_without_effect_is_off(form):
    assert not control(form, "Away").isEnabled()
    form[1].show_values(structs.asdict(Made(kind="other_one")))
    assert control(form, "Away").isEnabled()


def test_showing_values_is_no_change(form):
    form[1].show_values(structs.asdict(Made("other_one", 5, 0.1, 0.2, None, True)))
    assert control(form, "Bin number").value() == 5
    assert form[2] == []
