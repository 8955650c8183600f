"""Fields understand what people type; the range slider never lets its ends cross."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from vhegui.analysis.quantities import quantity
from vhegui.gui.widgets.log_range_slider import LogRangeSlider
from vhegui.gui.widgets.value_field import ValueField


@pytest.fixture
def field(show):
    field = ValueField("Energy", "an energy", lambda text: quantity(text, "TeV"), lambda value: f"{value:g} TeV")
    field.set_value(1.0)
    show(field, 120, 30)
    field.setFocus()
    field.selectAll()
    return field


@pytest.fixture
def said(field):
    values = []
    field.edited.connect(values.append)
    return values


@pytest.fixture
def slider(show):
    slider = LogRangeSlider("Energy", "a range", 0.01, 100.0)
    slider.set_range(0.1, 10.0)
    return show(slider, 300, 24)


def place(slider, value):
    from math import log10

    fraction = (log10(value) + 2.0) / 4.0
    return QPoint(round(8 + fraction * (slider.width() - 16)), 12)


def test_a_number_with_another_unit_is_converted_and_said_once(field, said):
    QTest.keyClicks(field, "500 GeV")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said == [0.5]
    assert field.text() == "0.5 TeV"
    field.clearFocus()
    assert said == [0.5]


def test_nonsense_keeps_the_value_and_says_why(field, said):
    QTest.keyClicks(field, "bright")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert said == []
    assert field.value == 1.0
    assert "not a number" in field.toolTip()


def test_escape_takes_back_what_was_typed(field, said):
    QTest.keyClicks(field, "7")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "1 TeV"
    assert said == []


def test_a_result_that_arrives_does_not_overwrite_what_is_being_typed(field):
    QTest.keyClicks(field, "7")
    field.set_value(3.0)
    assert field.text() == "7"


def test_dragging_an_end_past_the_other_stops_before_it(slider):
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, 0.1))
    QTest.mouseMove(slider, place(slider, 90.0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider, 90.0))
    low, high = slider.range
    assert low < high == pytest.approx(10.0)


def test_dragging_the_bar_keeps_the_width_in_decades(slider):
    changes = []
    slider.changed.connect(lambda low, high: changes.append((low, high)))
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, 1.0))
    QTest.mouseMove(slider, place(slider, 5.0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=place(slider, 5.0))
    assert len(changes) == 1
    assert changes[0][1] / changes[0][0] == pytest.approx(100.0)
    assert changes[0][0] == pytest.approx(0.5, rel=0.05)


def test_escape_during_a_drag_restores_the_range(slider):
    slider.setFocus()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place(slider, 0.1))
    QTest.mouseMove(slider, place(slider, 1.0))
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert slider.range == pytest.approx((0.1, 10.0))
