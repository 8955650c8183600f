"""Everything becomes larger or smaller by keys, remembered; a window never reaches beyond the screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from vhegui.gui.plotting.device import pixel_size
from vhegui.gui.scale import scale
from vhegui.gui.theme import LIGHT, apply_theme
from vhegui.gui.window.sizes import FRAME, first_place

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def usual_size(qapp):
    """Other tests find the application as it was."""
    yield
    apply_theme(qapp, LIGHT)


def test_keys_enlarge_letters_lines_and_what_the_mouse_hits_everywhere(make_window, rest, qapp):
    window = make_window()
    window.resize(1600, 1000)
    rest(window)
    sky, letters = window.panels["countmap"].view.sky, QApplication.font().pointSizeF()
    table = window.panels["observations"].view.runs
    before = sky.box.height(), pixel_size(sky.box)[0], table.verticalHeader().defaultSectionSize()
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
    rest(window)
    assert scale() == pytest.approx(1.5)
    assert QApplication.font().pointSizeF() == pytest.approx(1.5 * letters)
    assert window.statusBar().font().pointSizeF() == pytest.approx(1.5 * letters)
    assert sky.box.height() < 0.8 * before[0]  # laid out for less room, and enlarged
    assert sky.transform().m11() == pytest.approx(1.5)
    assert sky.box.viewRect().width() / sky.box.width() == pytest.approx(pixel_size(sky.box)[0])
    assert table.verticalHeader().defaultSectionSize() > 1.25 * before[2]
    window.close()
    again = make_window()
    assert scale() == pytest.approx(1.5)
    QTest.keyClick(again, Qt.Key.Key_Minus, CONTROL)
    assert scale() == pytest.approx(1.3)
    QTest.keyClick(again, Qt.Key.Key_0, CONTROL)
    rest(again)
    assert scale() == 1.0 and QApplication.font().pointSizeF() == pytest.approx(letters)
    sky = again.panels["countmap"].view.sky
    assert sky.transform().isIdentity() and pixel_size(sky.box)[0] > 0


def test_a_presentation_fills_the_screen_and_is_over_with_the_same_key(make_window):
    window = make_window()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert scale() == pytest.approx(1.5) and window.isFullScreen()
    assert window.actions_by_name["presentation"].isChecked() and window.actions_by_name["full-screen"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert scale() == 1.0 and not window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert window.isFullScreen() and scale() == 1.0


@pytest.mark.parametrize("screen", [(0, 0, 1280, 720), (0, 28, 1366, 740), (1920, 0, 3840, 2160), (0, 0, 1600, 1000)])
def test_the_first_window_lies_on_the_screen_with_its_frame(screen):
    room = QRect(*screen)
    place = first_place(room)
    assert room.contains(place.marginsAdded(FRAME)) and place.width() >= min(1264, room.width() - 16)
    assert (place.marginsAdded(FRAME).center() - room.center()).manhattanLength() <= 2


def test_a_message_lies_over_the_panels_and_resizes_nothing(make_window, rest):
    window = make_window()
    window.resize(1280, 720)
    sky, spectrum = window.panels["countmap"].view.sky, window.panels["spectrum"].view
    spectrum.content.set_empty(False)
    rest(window)
    before = sky.size(), spectrum.plots.size()
    window.show_message("warning", "Runs 1 to 9 were left out. " * 12, "Do it", lambda: None)
    spectrum.problem.say("there are no counts in the ON region")
    assert spectrum.problem.isVisibleTo(spectrum.plots) and spectrum.problem.width() == spectrum.plots.width()
    rest(window)
    assert (sky.size(), spectrum.plots.size()) == before
    bar = window.messages
    assert bar.isVisible() and window.rect().contains(bar.geometry())
    assert bar.geometry().bottom() < window.statusBar().geometry().top()
    window.resize(1000, 700)
    rest(window)
    assert window.rect().contains(bar.geometry())
