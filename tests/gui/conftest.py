"""The window without a display: no Qt warning and no exception in a slot goes unseen."""

from __future__ import annotations

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyqtgraph
import pytest
from PySide6.QtCore import QEvent, QMessageLogContext, QPoint, QSettings, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from qt_messages import is_harmless

from vhegui.analysis.loading.first_view import demo_view
from vhegui.gui.file_questions import Question
from vhegui.gui.session.preferences import KEYS
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, apply_theme, dress
from vhegui.gui.window.main_window import MainWindow

PATIENCE_MS = 120_000


class PatientBot(QtBot):
    """Waits two minutes for what is to come, whatever a test asks: a busy machine is not a failure."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, raising: bool = True, **options: Any) -> Any:
        patience = max(timeout, PATIENCE_MS) if raising else timeout
        return super().waitSignal(signal, timeout=patience, raising=raising, **options)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE_MS))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_qt_warnings() -> Iterator[list[str]]:
    """Fails a test in which Qt complained."""
    said: list[str] = []

    def keep(kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not is_harmless(text):
            said.append(text)

    before = qInstallMessageHandler(keep)
    yield said
    qInstallMessageHandler(before)
    assert not said, f"Qt complained: {said}"


@pytest.fixture(autouse=True, scope="module")
def nothing_older_is_garbage() -> None:
    """What lives when a module of tests begins (code, mostly) is not looked through again after every test of it."""
    gc.unfreeze()  # what has become garbage since
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_in_this_thread() -> Iterator[None]:
    """Qt objects are collected here, between tests, never in a worker's thread: see vhegui.gui.session.garbage."""
    gc.disable()
    yield
    gc.enable()
    gc.collect()


@pytest.fixture(autouse=True, scope="module")
def nothing_of_other_modules_is_seen(qapp: QApplication) -> None:
    """A window that tests of another module left open would get the mouse's moves; what tests share begins light."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for widget in qapp.topLevelWidgets():
        widget.hide()
    apply_theme(qapp, LIGHT)


@pytest.fixture(autouse=True)
def as_at_the_start(qapp: QApplication) -> None:
    """Each test begins alike, whatever was before it: light, the usual size, no button down, the mouse on no window.

    A mouse that rests where the last test left it does not move when this one moves it there.
    """
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # dialogs of windows that were closed
    apply_theme(qapp, LIGHT)
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        if QGuiApplication.mouseButtons() & button:
            QTest.mouseRelease(QWidget(), button)
    QCursor.setPos(QPoint(-10_000, -10_000))


@pytest.fixture(autouse=True)
def no_frame_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drags leave nothing out on a busy machine; what they leave out otherwise is tested with `Frames` alone."""
    monkeypatch.setattr("vhegui.gui.session.frames.OVER_BUDGET_MS", 1e9)
    monkeypatch.setattr("vhegui.gui.session.session.TOO_LONG_MS", 1e9)
    monkeypatch.setattr("vhegui.gui.session.followers.TIME_S", 1e9)


@pytest.fixture(autouse=True)
def every_move_counts() -> None:
    """Moves of a test follow each other faster than those of a hand; pyqtgraph drops more than 100 a second."""
    pyqtgraph.setConfigOption("mouseRateLimit", 0)


@pytest.fixture
def show(qtbot, qapp: QApplication):
    """Function that shows a widget at a size and waits until it is painted; closed at the end of the test."""

    def shown(widget: QWidget, width: int = 600, height: int = 500) -> QWidget:
        qtbot.addWidget(widget)
        dress(widget, LIGHT)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        qapp.processEvents()
        return widget

    return shown


class FileAnswers:
    """What is chosen in file dialogs, none of which is opened, and what they would have asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self._paths: tuple[Path, ...] = ()

    def choose(self, *paths: Path | str) -> None:
        """From now on; none is to cancel."""
        self._paths = tuple(Path(path) for path in paths)

    def put(self, _: QWidget, question: Question, answered: Callable[[list[Path], str], object]) -> None:
        """In place of `file_questions.put`; the filter stays the first."""
        self.asked.append(question)
        if self._paths:
            answered(list(self._paths), question.filters.partition(";;")[0])


@pytest.fixture
def file_answers(monkeypatch) -> FileAnswers:
    """Answers questions for files and folders: nothing is chosen until the test says what."""
    answers = FileAnswers()
    monkeypatch.setattr("vhegui.gui.file_questions.put", answers.put)
    return answers


@pytest.fixture
def make_window(qtbot, tmp_path):
    """Function that makes a window with settings and recovery files of its own."""

    def make() -> MainWindow:
        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue(KEYS["ask_before_closing"], False)  # nobody is there to answer
        window = MainWindow(Session(), settings, tmp_path / "recovery")
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    return make


@pytest.fixture
def demo_window(make_window, demo, rest) -> MainWindow:
    """A window on the Crab-like runs of the demo data, everything computed."""
    window = make_window()
    session = window.session
    session.open_path(demo, then=lambda analysis: demo_view(analysis, session.store.index, demo))
    rest(window)
    return window


@pytest.fixture
def rest(qtbot):
    """Function that waits until a window has nothing left to do."""

    def wait(window: MainWindow) -> None:
        for pause in (30, 0):
            qtbot.waitUntil(lambda: not (window.session.busy or window.wardrobe.waiting), timeout=20_000)
            qtbot.wait(pause)

    return wait
