"""The window without a display: no Qt warning and no exception in a slot goes unseen."""

from __future__ import annotations

import gc
import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator

import pyqtgraph
import pytest
from PySide6.QtCore import QMessageLogContext, QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget
from qt_messages import is_harmless

from vhegui.analysis.loading.first_view import demo_view
from vhegui.gui.session.preferences import KEYS
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, apply_theme, dress
from vhegui.gui.window.main_window import MainWindow


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


@pytest.fixture(autouse=True)
def every_move_counts() -> None:
    """Moves of a test follow each other faster than those of a hand; pyqtgraph drops more than 100 a second."""
    pyqtgraph.setConfigOption("mouseRateLimit", 0)


@pytest.fixture
def show(qtbot, qapp: QApplication):
    """Function that shows a widget at a size and waits until it is painted; closed at the end of the test."""
    apply_theme(qapp, LIGHT)

    def shown(widget: QWidget, width: int = 600, height: int = 500) -> QWidget:
        qtbot.addWidget(widget)
        dress(widget, LIGHT)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        qapp.processEvents()
        return widget

    return shown


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
