"""The window answers all the time: no piece of work in its thread is long, whatever one does with it.

Measured is the processor time of the window's own thread between two beats of a timer, so that others who wait for the
machine do not count. 100 ms are allowed on a quiet one, see `tests/benchmarks/stalls.py`; one where others are at work
takes two or three times as long for the same.
"""

from __future__ import annotations

from importlib import import_module

import pytest
from heartbeat import Heart
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from tour import tour

from vhegui.analysis.loading.first_view import DEMO_TARGET
from vhegui.gui.panels import PANELS, module_of
from vhegui.gui.session.garbage import GarbageCollector
from vhegui.gui.window.opening import open_any
from vhegui.gui.window.panel_shelf import IdleMaker

LONGEST_S = 0.3


@pytest.fixture
def heart(qapp):
    beating, garbage = Heart(), GarbageCollector(lambda: False)  # as the program does
    garbage.keep()
    yield beating
    garbage.stop()
    beating.stop()


def at_rest(window, qtbot):
    """Waits until nothing is left to do."""

    def rest() -> None:
        for pause in (30, 0):
            qtbot.waitUntil(lambda: not (window.session.busy or window.wardrobe.waiting), timeout=120_000)
            qtbot.wait(pause)

    return rest


def test_panels_are_made_one_by_one_while_the_user_rests(make_window, heart, qtbot):
    window = make_window()
    for entry in PANELS:  # their code is read in the background when the program starts
        import_module(module_of(entry))
    there = len(window.shelf.there)
    patient = IdleMaker(window.shelf, window.session, window, rest_ms=60_000)
    rest = patient.findChild(QTimer)

    def waits_anew_when_somebody_works() -> bool:
        left = rest.remainingTime()
        QTest.keyClick(window, Qt.Key.Key_Shift)
        return rest.remainingTime() > left

    qtbot.waitUntil(waits_anew_when_somebody_works)
    assert len(window.shelf.there) == there
    patient.stop()
    window.shelf.go_on()  # one is made ...
    assert len(window.shelf.there) == there
    window.shelf.go_on()  # ... and put into the window
    assert len(window.shelf.there) == there + 1
    maker = IdleMaker(window.shelf, window.session, window, rest_ms=30)
    assert heart.during(lambda: None, lambda: qtbot.waitUntil(lambda: maker.done, timeout=30_000)) < LONGEST_S
    assert len(window.shelf.there) == len(PANELS)


def test_a_tour_of_the_program_has_no_stall(make_window, heart, qtbot, demo, tmp_path):
    window = make_window()
    window.resize(1280, 720)
    for entry in PANELS:
        window.shelf.get(entry.name)

    rest = at_rest(window, qtbot)
    took = {name: heart.during(do, rest) for name, do in tour(window, demo, DEMO_TARGET, tmp_path / "results")}
    assert {name: seconds for name, seconds in took.items() if seconds > LONGEST_S} == {}
    assert len(took) > 25 and list((tmp_path / "results").glob("*.png"))


def test_all_runs_of_a_large_data_set_are_ticked_without_a_stall(make_window, heart, qtbot, data):
    window = make_window()
    rest, runs = at_rest(window, qtbot), window.panels["observations"].view
    heart.during(lambda: open_any(window, data / "hess-dl3-dr1"), rest)
    took = heart.during(runs.all.click, rest)
    assert len(window.session.analysis.dataset.runs) == 105
    assert took < LONGEST_S
