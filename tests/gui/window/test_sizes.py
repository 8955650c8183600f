"""Everything becomes larger or smaller by keys, remembered; a window never reaches beyond the screen."""

from __future__ import annotations

import pytest
from cut_texts import complaints
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QPushButton, QToolButton

from vhegui.gui.plotting.device import pixel_size
from vhegui.gui.scale import scale
from vhegui.gui.theme import LIGHT, apply_theme
from vhegui.gui.window.sizes import FRAME, first_place

BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
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
    assert spectrum.problem.y() >= spectrum.plots.header_height > 10  # tabs and buttons are within reach
    rest(window)
    assert (sky.size(), spectrum.plots.size()) == before
    bar = window.messages
    assert bar.isVisible() and window.rect().contains(bar.geometry())
    window.resize(1000, 700)
    rest(window)
    assert window.rect().contains(bar.geometry())


def test_a_message_of_one_line_lies_in_the_status_line_beside_what_goes_on(make_window, rest, qapp):
    window = make_window()
    window.resize(1280, 720)
    bar, line = window.messages, window.statusBar()
    for factor in (1.0, 1.5):
        window.preferences.put("size", factor)
        rest(window)
        window.show_message("information", "3 runs were left out", "Show them", lambda: None)
        qapp.processEvents()
        assert line.geometry().contains(bar.geometry()), (factor, bar.geometry(), line.geometry())
        for strip in (window.progress, window.long_progress):
            strip.label.setText("Flux points")
            for part in (strip.label, strip.bar, strip.cancel):
                part.show()
        window.show_message("warning", "Runs 1 to 9 were left out. " * 12)
        qapp.processEvents()
        assert bar.height() > line.height() and window.rect().contains(bar.geometry())
        assert bar.mapTo(window, bar.rect().topRight()).x() < strip_left(window)
        for strip in (window.progress, window.long_progress):
            for part in (strip.label, strip.bar, strip.cancel):
                part.hide()


def strip_left(window) -> int:
    """Where the status line begins to tell what goes on."""
    return min(strip.label.mapTo(window, QPoint()).x() for strip in (window.progress, window.long_progress))


def test_after_a_presentation_the_window_is_as_narrow_as_before(demo_window, rest):
    window = demo_window
    window.resize(1280, 720)
    rest(window)
    before = window.minimumSizeHint(), {name: dock.minimumSizeHint() for name, dock in window.docks.items()}
    window.preferences.put("size", 2.0)
    window.resize(2560, 1440)
    rest(window)
    window.preferences.put("size", 1.0)
    rest(window)
    window.resize(1280, 720)
    rest(window)
    after = window.minimumSizeHint(), {name: dock.minimumSizeHint() for name, dock in window.docks.items()}
    assert after == before and window.width() == 1280


def test_large_letters_have_room_around_them(demo_window, rest, qapp):
    window = demo_window
    window.resize(3840, 2160)
    window.preferences.put("size", 2.0)
    rest(window)
    runs = window.panels["observations"].view.runs
    header, bold = runs.horizontalHeader(), QFont(runs.font())
    bold.setWeight(QFont.Weight.DemiBold)
    for section in range(1, header.count()):
        lines = str(runs.model().headerData(section, Qt.Orientation.Horizontal)).split("\n")
        needed = max(map(QFontMetrics(bold).horizontalAdvance, lines)) + 2 * 14  # padding of the style sheet, doubled
        assert runs.isColumnHidden(section) or header.sectionSize(section) >= needed, lines
    assert window.summary.fitting(window.summary.contentsRect().width()) == window.summary.text()
    test = next(each for each in window.panels["fit"].view.findChildren(QPushButton) if each.text() == "Compare models")
    assert test.sizeHint().width() - test.fontMetrics().horizontalAdvance(test.text()) >= 24


def test_a_click_puts_a_problem_away_until_there_is_another(make_window):
    spectrum = make_window().panels["spectrum"].view
    spectrum.content.set_empty(False)
    spectrum.problem.say("there are no counts in the ON region")
    QTest.mouseClick(spectrum.problem, Qt.MouseButton.LeftButton)
    assert not spectrum.problem.isVisible()  # and what it lay over is reached
    spectrum.problem.say("there are no counts in the ON region")
    assert not spectrum.problem.isVisible()
    spectrum.problem.say("no OFF region fits " * 40)
    line = spectrum.problem.height()
    assert spectrum.problem.isVisible() and line < 2 * spectrum.fontMetrics().height()
    QTest.mouseClick(spectrum.problem, Qt.MouseButton.LeftButton)
    assert spectrum.problem.isVisible() and spectrum.problem.height() > 3 * line  # all of it can be read
    QTest.mouseClick(spectrum.problem, Qt.MouseButton.LeftButton)
    assert not spectrum.problem.isVisible()


def test_the_summary_keeps_what_matters_beside_words_in_the_tool_bar_and_the_mark_of_notes(make_window, rest, qapp):
    window = make_window()
    rest(window)
    summary, bar = window.summary, window.toolbar
    summary.setText("4 runs · 1.75 h · E 0.10–40 TeV · ON 421 · α × OFF 32.2 · 33.2 σ")
    for width in range(1280, 2000, 120):
        window.resize(width, 720)
        for notes in ((), ("a note",) * 8):
            bar.mark_notes(notes)
            qapp.processEvents()
            shown = summary.fitting(summary.contentsRect().width())
            assert shown.startswith("4 runs · ") and shown.endswith("ON 421 · α × OFF 32.2 · 33.2 σ"), (width, shown)
            buttons = [each for each in map(bar.widgetForAction, bar.actions()) if isinstance(each, QToolButton)]
            worded = {each.text() for each in buttons if each.toolButtonStyle() == BESIDE}
            assert worded >= ({"Fit"} if notes and width < 1400 else {"Fit", "Open", "Find"}), (width, worded)
    least = "4 runs · ON 421 · 33.2 σ"
    assert summary.fitting(summary.fontMetrics().horizontalAdvance(least) + 2) == least


def test_a_presentation_fits_on_a_small_screen_and_shows_the_spectrum_whole_on_a_large_one(demo_window, rest):
    window = demo_window
    window.workspaces.show("explore")
    QTest.keyClick(window, Qt.Key.Key_F5)
    rest(window)
    assert window.minimumSizeHint().width() <= 1280
    window.resize(1920, 1080)
    rest(window)
    for name in ("observations", "countmap", "spectrum"):
        held = window.docks[name].widget()
        assert not held.horizontalScrollBar().isVisible(), (name, held.width(), held.needed)
        assert not list(complaints(window.docks[name]))


def test_fields_for_numbers_are_as_high_as_choices_at_every_size(make_window, rest):
    window = make_window()
    window.show_panel("settings")
    rest(window)
    settings = window.panels["settings"].widget
    for size in (1.0, 2.0, 1.0):
        window.preferences.put("size", size)
        rest(window)
        fields = [each for kind in (QAbstractSpinBox, QComboBox) for each in settings.findChildren(kind)]
        heights = {each.height() for each in fields if each.isVisible()}
        assert max(heights) - min(heights) <= 2, (size, heights)
