"""The palette of a real window: everything is in it, and the keyboard is enough."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from vhegui.gui.window.actions.registry import ACTIONS
from vhegui.gui.window.palette.dialog import Palette


@pytest.fixture
def window(make_window):
    window = make_window()
    window.activateWindow()
    return window


def opened(window) -> Palette:
    """The palette, as Ctrl+K opens it."""
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return window.findChildren(Palette)[-1]


def test_everything_is_found_or_it_is_said_that_nothing_is(window):
    palette = opened(window)
    for entry in ACTIONS:
        text = window.actions_by_name[entry.name].text()
        palette.field.setText(text)
        assert text in palette.texts()
    for typed in (
        "profile",
        "light curve",
        "theta",
        "contour",
        "toys",
        "compare",
        "optimise",
        "pin",
        "bayesian",
        "log-parabola",
        "effective area",
        "crab neb",
        "safe range",
        "correlation radius",
        "likelyhood",
    ):
        palette.field.setText(typed)
        assert palette.texts(), typed
    palette.field.setText("xyzzy")
    assert palette.nothing.isVisible() and "xyzzy" in palette.nothing.text() and not palette.list.isVisible()
    started = time.process_time()
    for typed in ("l", "li", "lig", "ligt", "xyzzy", "spectrum flux"):
        palette.field.setText(typed)
    assert (time.process_time() - started) / 6 < 0.016  # a key, less than a frame


def test_typing_and_return_go_there(window, qtbot):
    palette = opened(window)
    QTest.keyClicks(palette.field, "undo")  # there is nothing to undo: it is found, faint, and return does nothing
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    palette = opened(window)
    QTest.keyClicks(palette.field, "10 wide mosaics")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.session.analysis.map.columns == 501
    palette = opened(window)
    QTest.keyClicks(palette.field, "pks 2155")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.session.analysis.target.name == "PKS 2155-304"
    assert window.session.analysis.source.ra == pytest.approx(329.72, abs=0.01)
    palette = opened(window)
    QTest.keyClicks(palette.field, "effective-area threshold")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.panels["settings"].visible)
    assert window.focusWidget().accessibleName() == "Threshold"
