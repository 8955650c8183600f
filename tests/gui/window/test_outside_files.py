"""Files outside of a data set's folder: the window asks once, in the message bar, and remembers the answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton


@pytest.fixture
def folder(demo, tmp_path) -> Path:
    """Demo data, one run of which is a link to a file elsewhere."""
    path = shutil.copytree(demo, tmp_path / "demo")
    run = sorted(path.rglob("*obs_id*.fits*"))[0]
    run.rename(tmp_path / "elsewhere.fits")
    run.symlink_to(tmp_path / "elsewhere.fits")
    return path


def answer(window) -> QPushButton:
    return window.messages.findChild(QPushButton)


def test_the_window_asks_once_for_each_data_set(make_window, folder, rest):
    window = make_window()
    window.session.open_path(folder)
    rest(window)
    assert "names files outside of its folder, which are not read" in window.messages.text
    assert answer(window).text() == "Allow for this data set"
    assert len(window.session.store.problems) == 1
    QTest.mouseClick(answer(window), Qt.MouseButton.LeftButton)
    rest(window)
    assert not window.session.store.problems
    window.session.open_path(folder)
    rest(window)
    assert not window.session.store.problems, "remembered"
    assert not window.messages.isVisible()
    later = make_window()
    later.session.open_path(folder)
    rest(later)
    assert not later.session.store.problems, "also by the next window"
