"""The window before all of it is there: what is done in it then is done, and nothing of it moves."""

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from vhegui.gui.app import furnish
from vhegui.gui.file_questions import Wanted
from vhegui.gui.later import Late
from vhegui.gui.session.preferences import KEYS
from vhegui.gui.window.actions.frame import OF_FRAME
from vhegui.gui.window.actions.registry import ACTIONS
from vhegui.gui.window.furnishing import Furnishing
from vhegui.gui.window.main_window import MainWindow


@pytest.fixture
def frame(qtbot, tmp_path) -> MainWindow:
    """A window with the welcome, painted, not furnished: the first step of that is done when events are next."""
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue(KEYS["ask_before_closing"], False)
    window = MainWindow(settings=settings, recovery=tmp_path / "recovery")
    qtbot.addWidget(window)
    window.start.welcome()
    furnishing = Furnishing(window, furnish(window))
    window.all_needed.connect(furnishing.finish)
    window.resize(1500, 900)
    window.show()
    window.repaint()
    assert not window.furnished
    return window


def click(widget: QWidget, place=None) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


def test_a_window_that_is_left_alone_is_furnished(frame, qtbot):
    qtbot.waitUntil(lambda: frame.furnished)
    assert {"log", "countmap"} <= frame.shelf.there.keys()
    assert frame.start.cover.page is not None


def test_it_answers_between_the_steps(frame, qtbot):
    seen = []
    beat = QTimer(frame, interval=0)
    beat.timeout.connect(lambda: seen.append(frame.furnished))
    beat.start()
    qtbot.waitUntil(lambda: frame.furnished)
    assert seen.count(False) > 10


def test_nothing_that_is_seen_moves_when_the_rest_comes(frame, qtbot):
    def seen() -> list[object]:
        bars = (frame.menuBar(), frame.toolbar, frame.strip, frame.start.cover, frame.statusBar())
        buttons = [frame.toolbar.widgetForAction(action) for action in frame.toolbar.actions()]
        states = [(entry.name, frame.actions_by_name[entry.name]) for entry in OF_FRAME if entry.button]
        return [
            *(part.geometry() for part in (*bars, *buttons)),
            *(action.text() for action in frame.menuBar().actions()),
            *((name, action.isEnabled(), action.isChecked()) for name, action in states),
            *((action.text(), action.isChecked()) for action in frame.strip.actions()),
            frame.summary.text(),
            frame.windowTitle().replace("[*]", ""),
        ]

    before = seen()
    qtbot.waitUntil(lambda: frame.furnished)
    qtbot.wait(50)
    assert seen() == before


def test_a_theme_of_the_command_line_is_that_of_the_first_frame(frame, qtbot):
    frame.set_theme_choice("dark")
    frame.wardrobe.finish()  # until then the window keeps the picture that it has, and a grab holds no colours
    frame.repaint()
    assert not frame.furnished
    assert frame.grab().toImage().pixelColor(frame.rect().center()).lightness() < 60
    qtbot.waitUntil(lambda: frame.furnished)
    assert frame.theme.dark and frame.actions_by_name["theme-dark"].isChecked()


def test_panels_come_where_the_frame_has_room_for_them(frame, qtbot):
    def places() -> dict[str, list[int]]:
        return {name: list(dock.geometry().getRect()) for name, dock in frame.docks.items() if frame.on_top(name)}

    qtbot.wait(0)  # once they are shared out
    before = places()
    qtbot.waitUntil(lambda: frame.furnished)
    qtbot.wait(50)
    assert before.keys() == places().keys() == {"observations", "countmap", "spectrum"}
    assert all(place == pytest.approx(before[name], abs=1) for name, place in places().items())


def test_a_menu_that_is_opened_early_is_whole(frame):
    bar = frame.menuBar()
    runs = next(action for action in bar.actions() if action.text() == "&Runs")
    click(bar, bar.actionGeometry(runs).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Find runs…" in [action.text() for action in menu.actions()]
    menu.close()


def test_a_key_that_is_pressed_early_is_not_lost(frame, qtbot):
    QTest.keyClick(frame, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert frame.furnished
    assert frame.workspaces.current.name == "sky"


def test_a_key_of_a_command_that_is_not_there_yet_is_not_lost(frame, file_answers):
    assert "map-contours" not in frame.actions_by_name
    QTest.keyClick(frame, Qt.Key.Key_C)
    assert frame.actions_by_name["map-contours"].isChecked()


def test_what_is_clicked_early_on_the_welcome_is_done(frame, file_answers):
    click(frame.start.cover.page.links["folder"])
    assert [question.wanted for question in file_answers.asked] == [Wanted.FOLDER]


def test_a_command_that_comes_without_a_gesture_waits_for_the_rest(frame):
    frame.actions_by_name["tool-ruler"].trigger()  # as from the menu bar of a desktop
    assert frame.furnished and frame.tool == "ruler"


def test_what_a_screen_reader_presses_early_on_the_welcome_is_done(frame, file_answers):
    frame.start.cover.page.links["files"].click()
    assert frame.furnished and [question.wanted for question in file_answers.asked] == [Wanted.FILES]


def test_the_welcome_can_be_left_early(frame):
    frame.start.cover.page.left.emit()
    assert frame.furnished and frame.start.cover.page is None


def test_a_window_that_is_closed_early_closes(frame):
    frame.close()
    assert not frame.isVisible()


def test_the_pointer_says_that_a_gesture_waits(qtbot):
    shapes = []

    def steps():
        for _ in range(2):
            cursor = QApplication.overrideCursor()
            shapes.append(cursor and cursor.shape())
            yield

    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    furnishing = Furnishing(widget, steps())
    click(widget)
    assert furnishing.over and shapes == [Qt.CursorShape.WaitCursor] * 2
    assert QApplication.overrideCursor() is None


def test_a_step_that_fails_ends_it_and_is_told(qtbot):
    def steps():
        yield
        raise ImportError("numpy is broken")

    widget = QWidget()
    qtbot.addWidget(widget)
    furnishing = Furnishing(widget, steps())
    with qtbot.waitSignal(furnishing.failed):
        furnishing.finish()
    assert furnishing.over and str(furnishing.error) == "numpy is broken"


def test_what_is_looked_up_late_is_there():
    late = [entry.run for entry in ACTIONS if isinstance(entry.run, Late)]
    assert "open_folder" in [run.name for run in late]
    assert all(callable(run.function) for run in late)
