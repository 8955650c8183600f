"""The window answers all the time: no piece of work in its thread is long, whatever one does with it.

Measured is the processor time of the window's own thread between two beats of a timer, so that a busy machine does not
count. The limits are far above what a quiet machine takes (see the benchmarks), and far below a stall one feels.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import import_module

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import demo_view
from vhegui.analysis.state import Analysis
from vhegui.gui.panels import PANELS, module_of
from vhegui.gui.window.panel_shelf import IdleMaker

LONGEST_S = 0.6
THEME_S = 1.2  # of a window with all panels


class Heart:
    """Beats every four milliseconds, if the thread has the time; `longest`: processor time between two beats, s."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=4)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._last = time.thread_time()
        self.longest = 0.0

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def during(self, do: Callable[[], object], rest: Callable[[], None]) -> float:
        """The longest piece of work from an action to when nothing is left to do."""
        self.longest, self._last = 0.0, time.thread_time()
        do()
        rest()
        return self.longest

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def heart():
    beating = Heart()
    yield beating
    beating.stop()


def test_panels_are_made_one_by_one_while_the_user_rests(make_window, heart, qtbot):
    window = make_window()
    for entry in PANELS:  # their code is read in the background when the program starts
        import_module(module_of(entry))
    there = len(window.shelf.there)
    patient = IdleMaker(window.shelf, window.session, window, rest_ms=700)
    for _ in range(9):  # somebody at work: nothing is made in between
        QTest.keyClick(window, Qt.Key.Key_Shift)
        qtbot.wait(100)
    assert len(window.shelf.there) == there
    patient.stop()
    maker = IdleMaker(window.shelf, window.session, window, rest_ms=30)
    assert heart.during(lambda: None, lambda: qtbot.waitUntil(lambda: maker.done, timeout=30_000)) < LONGEST_S
    assert len(window.shelf.there) == len(PANELS)


def test_a_tour_of_the_program_has_no_stall(make_window, heart, qtbot, demo):
    window = make_window()
    window.resize(1280, 720)
    for entry in PANELS:
        window.shelf.get(entry.name)
    session, took = window.session, dict[str, float]()

    def rest() -> None:
        for _ in range(2):
            qtbot.waitUntil(lambda: not session.busy, timeout=120_000)
            qtbot.wait(30)

    def do(name: str, what: Callable[[], object]) -> None:
        took[name] = heart.during(what, rest)

    def two_runs(analysis: Analysis) -> Analysis:
        analysis = demo_view(analysis, session.store.index, demo)
        return edits.select_runs(analysis, analysis.dataset.runs[:2])

    do("open", lambda: session.open_path(demo, two_runs))
    for workspace in [each.name for each in window.workspaces]:
        do(workspace, lambda name=workspace: window.workspaces.show(name))
    do("runs", lambda: session.apply("All", edits.select_runs, session.store.index.obs_id[:6].tolist()))
    do("undo", session.undo)
    assert {name: took[name] for name in took if took[name] > LONGEST_S} == {}
    do("dark", lambda: window.set_theme_choice("dark"))
    do("light", lambda: window.set_theme_choice("light"))
    assert max(took["dark"], took["light"]) < THEME_S
