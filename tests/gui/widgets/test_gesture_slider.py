"""The slider whose drag, or burst of keys, is one gesture; what comes in the middle is a step of its own to undo."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from vhegui.analysis import edits
from vhegui.core.regions.circle import Circle
from vhegui.gui.session.session import Session
from vhegui.gui.widgets.gesture_slider import QUIET_MS, GestureSlider
from vhegui.gui.widgets.slider_scale import SliderScale

RADIUS = "Change correlation radius"


@pytest.fixture
def session():
    session = Session()
    yield session
    session.close()


@pytest.fixture
def window(qapp):
    return QWidget()


@pytest.fixture
def slider(session, window, show):
    """The slider of the correlation radius, beside something else that takes the keys."""
    slider = GestureSlider(scale=SliderScale(0.02, 2.0, log=True))
    layout = QVBoxLayout(window)
    for widget in (slider, QLineEdit()):
        layout.addWidget(widget)
    slider.show_value(session.analysis.sky.radius)
    slider.begun.connect(session.begin_gesture)
    slider.moved.connect(lambda value: session.preview(partial(edits.change, part="sky", radius=value)))
    slider.committed.connect(lambda: session.commit_gesture(RADIUS))
    show(window)
    window.activateWindow()
    slider.setFocus()
    return slider


def steps(session: Session) -> list[str]:
    return [entry.label for entry in session.history.entries[1:]]


def test_a_drag_after_keys_is_a_step_of_its_own_and_no_more_than_one(session, slider):
    QTest.keyClick(slider, Qt.Key.Key_Right)
    slider.setSliderDown(True)
    slider.setSliderPosition(1000)
    QTest.qWait(QUIET_MS + 50)  # the mouse rests in the middle
    slider.setSliderPosition(1300)
    slider.setSliderDown(False)
    assert steps(session) == [RADIUS, RADIUS]


def test_runs_that_are_chosen_in_the_middle_of_a_drag_are_a_step_between_its_two_parts(session, slider):
    slider.setSliderDown(True)
    slider.setSliderPosition(1000)
    before = session.analysis.sky.radius
    session.apply("Choose runs", edits.select_runs, (1,))
    slider.setSliderPosition(1300)
    slider.setSliderDown(False)
    assert steps(session)[1:] == ["Choose runs", RADIUS]
    session.undo()
    assert session.analysis.sky.radius == before and session.analysis.dataset.runs == (1,)
    session.undo()
    assert session.analysis.sky.radius == before and session.analysis.dataset.runs == ()


def test_keys_count_before_another_drag_begins_and_do_not_end_it(session, slider):
    QTest.keyClick(slider, Qt.Key.Key_Right)
    radius = session.analysis.sky.radius
    slider.window().findChild(QLineEdit).setFocus()  # as a press on the map does
    session.begin_gesture()
    session.preview(edits.move_region, Circle(83.6, 22.0, 0.1))
    QTest.qWait(QUIET_MS + 50)
    assert session.gesture and session.analysis.sky.radius == radius
    session.commit_gesture("Draw source region")
    assert steps(session) == [RADIUS, "Draw source region"]


def test_a_drag_that_begins_under_another_leaves_what_that_one_did(session):
    session.begin_gesture()
    session.preview(partial(edits.change, part="sky", radius=0.3))
    session.begin_gesture()
    session.preview(edits.move_region, Circle(83.6, 22.0, 0.1))
    session.commit_gesture("Draw source region")
    assert session.analysis.sky.radius == 0.3 and len(steps(session)) == 2
