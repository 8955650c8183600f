"""The wheel over a form scrolls it and changes nothing, until a control is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QScrollArea, QSlider, QSpinBox, QVBoxLayout, QWidget

from vhegui.gui.widgets.wheel import guard_wheel


@pytest.fixture
def form(show) -> QScrollArea:
    """A form higher than its window, with a control of every kind on top."""
    area, inside = QScrollArea(), QWidget()
    layout = QVBoxLayout(inside)
    combo, number, slider = QComboBox(), QSpinBox(), QSlider(Qt.Orientation.Horizontal)
    combo.addItems(list("abc"))
    combo.setCurrentIndex(1)
    number.setValue(5)
    slider.setValue(50)
    for control in (combo, number, slider):
        layout.addWidget(control)
    space = QLabel("below")
    space.setMinimumHeight(2000)
    layout.addWidget(space)
    guard_wheel(inside)
    area.setWidget(inside)
    area.setWidgetResizable(True)
    show(area, 300, 200)
    area.activateWindow()
    return area


def turn(widget: QWidget) -> None:
    """One click of the wheel over the middle of a widget, as the window system sends it."""
    window = widget.window()
    QTest.wheelEvent(window.windowHandle(), QPointF(widget.mapTo(window, widget.rect().center())), QPoint(0, -120))
    QApplication.processEvents()


def values(form: QScrollArea) -> tuple[int, int, int]:
    combo, number, slider = (form.findChild(kind) for kind in (QComboBox, QSpinBox, QSlider))
    return combo.currentIndex(), number.value(), slider.value()


@pytest.mark.parametrize("kind", [QComboBox, QSpinBox, QSlider])
def test_without_focus_the_wheel_scrolls_the_form(form: QScrollArea, kind: type) -> None:
    control = next(each for each in form.findChildren(kind) if each.isVisible() and each.parent() is form.widget())
    form.setFocus()
    before = values(form)
    turn(control)
    assert values(form) == before
    assert form.verticalScrollBar().value() > 0
    assert not control.hasFocus()


def test_a_chosen_control_follows_the_wheel(form: QScrollArea) -> None:
    number = form.findChild(QSpinBox)
    number.setFocus()
    turn(number)
    assert number.value() < 5
    assert form.verticalScrollBar().value() == 0
