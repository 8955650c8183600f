"""Speed of a profile dragged on the map: mouse-move event in → profile taken and everything repainted.

Budget: 16 ms at the 95th percentile at 200² pixels, beside the map (run with -n0 --benchmark-enable -s).
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter

from vhegui.analysis import edits
from vhegui.gui.panels.countmap import CountMapPanel
from vhegui.gui.panels.profiles import ProfilesPanel
from vhegui.gui.session.session import Session
from vhegui.gui.theme import LIGHT, apply_theme

CRAB_RUNS = (23523, 23526, 23559, 23592)
MOVES = 150
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.mark.parametrize("kind", ["line", "radial", "wedges"])
def test_a_profile_follows_the_mouse(benchmark: Any, qapp: QApplication, data: Path, kind: str) -> None:
    """Moved by its middle, of the usual size; significance on the map."""
    session = Session()
    apply_theme(qapp, LIGHT)
    window, splitter = QMainWindow(), QSplitter()
    countmap = CountMapPanel(session)
    for panel in (countmap, ProfilesPanel(session)):
        splitter.addWidget(panel.widget)
        session.add_panel(panel)
    window.setCentralWidget(splitter)
    window.resize(1300, 700)
    window.show()

    def aim(analysis: Any) -> Any:
        analysis = edits.change(edits.select_runs(analysis, CRAB_RUNS), "map", ra=83.633, dec=22.014, extent="fixed")
        return edits.choose_profile(edits.show_map(analysis, "significance"), kind)

    session.open_path(data / "hess-dl3-dr1", then=aim)
    until = time.monotonic() + 120.0
    while session.busy or session.results.current("profile_of_map") is None:
        assert time.monotonic() < until, "the window did not get ready"
        qapp.processEvents()
    countmap.set_tool("profile")
    viewport, middle = countmap.view.sky.viewport(), session.analysis.sky_profile.middle  # type: ignore[union-attr]
    u, v = countmap.view.sky.projection.to_plane(*middle)
    start = countmap.view.sky.mapFromScene(countmap.view.sky.box.mapViewToScene(QPointF(float(u), float(v))))

    def send(event: QEvent.Type, at: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton) -> None:
        place = QPointF(viewport.mapToGlobal(at))
        qapp.sendEvent(
            viewport, QMouseEvent(event, QPointF(at), place, button, buttons, Qt.KeyboardModifier.NoModifier)
        )

    times: list[tuple[float, float]] = []

    def move() -> None:
        step = len(times) + 1
        at = start + QPoint(round(80 * np.sin(step / 9)), round(50 * np.sin(step / 5)))
        begun, worked = time.perf_counter(), time.thread_time()
        send(QEvent.Type.MouseMove, at, NONE, LEFT)
        session.pull()
        qapp.processEvents()
        times.append((1e3 * (time.perf_counter() - begun), 1e3 * (time.thread_time() - worked)))

    send(QEvent.Type.MouseMove, start, NONE, NONE)
    send(QEvent.Type.MouseButtonPress, start, LEFT, LEFT)
    benchmark.pedantic(move, rounds=MOVES)
    assert session.results.gesture and session.results.current("profile_of_map").shape == session.analysis.sky_profile  # type: ignore[union-attr]
    send(QEvent.Type.MouseButtonRelease, start, LEFT, NONE)
    assert session.history.undo_label == "Move profile"
    clock, processor = np.array(times[20:] or times).T
    benchmark.extra_info |= {
        "p95_ms": float(np.percentile(clock, 95)),
        "p95_processor_ms": float(np.percentile(processor, 95)),
    }
    print(f"\n{benchmark.name}: {benchmark.extra_info}")
    session.close()
    window.close()
