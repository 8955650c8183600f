"""What lies over the map, by menu, key, Open and drop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from vhegui.core.maps.fits_map import FitsMap, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.window import opening
from vhegui.gui.window.main_window import MainWindow


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    """An image of the sky and a catalogue."""
    grid = SkyGrid(83.6, 22.0, 0.1, 8)
    write_map(FitsMap(grid, (), np.ones(grid.shape, np.float32)), tmp_path / "image.fits")
    (tmp_path / "mine.csv").write_text("name,ra,dec\nA,83.6,22.0\n")
    return tmp_path / "image.fits", tmp_path / "mine.csv"


def layers(window: MainWindow) -> tuple[list[str], list[str]]:
    """Names of the images and of the catalogues."""
    found = window.session.analysis.map_layers
    return [Path(each.path).name for each in found.images], [Path(each.path).name for each in found.catalogues]


def test_images_and_catalogues_are_opened_as_layers(make_window, files, rest):
    window = make_window()
    for path in files:
        opening.open_any(window, path)
        rest(window)
    assert layers(window) == (["image.fits"], ["mine.csv"])
    assert window.session.history.undo_label == "Lay mine.csv over the map"


def test_several_are_dropped_at_once(make_window, files, rest):
    window, data = make_window(), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, no_key))
    rest(window)
    assert layers(window) == (["image.fits"], ["mine.csv"])


def test_keys_of_the_map(make_window, qtbot):
    window = make_window()
    window.panels["countmap"].widget.setFocus()
    session, key = window.session, lambda each: QTest.keyClick(window, each)
    key(Qt.Key.Key_6)
    assert session.analysis.map_looks.shown == "sqrt_ts"
    key(Qt.Key.Key_9)
    assert session.analysis.map_looks.shown == "exposure"
    key(Qt.Key.Key_C)
    assert [each.of for each in session.analysis.map_layers.contours] == ["significance"]
    key(Qt.Key.Key_W)
    assert (session.analysis.map_layers.turns, session.analysis.map_layers.second) == ("swipe", "counts")
    key(Qt.Key.Key_B)
    assert session.analysis.map_layers.turns == "blink"
    key(Qt.Key.Key_B)
    key(Qt.Key.Key_C)
    assert session.analysis.map_layers.turns == "off" and session.analysis.map_layers.contours == ()
    key(Qt.Key.Key_L)
    qtbot.waitUntil(lambda: window.panels["countmap"].view.layers.isVisible())
