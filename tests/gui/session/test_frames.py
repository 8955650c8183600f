"""The pace of frames: what a drag that cannot keep up leaves out, and when numbers are written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from vhegui.analysis.pipeline import Step
from vhegui.gui.session import frames as pace
from vhegui.gui.session.frames import Frames

STEPS = (
    Step("fit", (), int, sacrifice=1),
    Step("live", (), int, sacrifice=1),
    Step("table", (), int, sacrifice=2, numbers=True),
    Step("image", (), int),
)
LATE = 2.0 * pace.OVER_BUDGET_MS


@pytest.fixture(autouse=True)
def budget(monkeypatch):
    """As in the program; elsewhere in the tests no frame is late."""
    monkeypatch.setattr(pace, "OVER_BUDGET_MS", LATE / 2.0)


def test_a_drag_that_is_late_again_and_again_leaves_out_more_until_it_ends(qapp):
    frames = Frames(STEPS)
    left_out = []
    for _ in range(7):
        left_out.append(frames.begin([], drag=True).left_out)
        frames.took(LATE)
    assert left_out[0] == left_out[1] == set()
    assert left_out[2] == left_out[3] == {"fit", "live"}
    assert left_out[4] == left_out[6] == {"fit", "live", "table"}
    frames.restart()
    assert frames.begin([], drag=True).left_out == set()
    frames.stop()


def test_one_late_frame_now_and_then_costs_nothing(qapp):
    frames = Frames(STEPS)
    for _ in range(10):
        frames.took(LATE)
        frames.took(1.0)
    assert frames.begin([], drag=True).left_out == set()
    frames.stop()


def test_numbers_wait_between_the_frames_that_write_them_and_catch_up_when_the_mouse_rests(qapp, qtbot, monkeypatch):
    monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=lambda: 1000.0))  # no time passes between frames
    frames = Frames(STEPS)
    first, second = frames.begin([], drag=True), frames.begin([], drag=True)
    assert first.numbers and first.waiting == set()
    assert not second.numbers and second.waiting == {"table"}
    with qtbot.waitSignal(frames.due):
        pass
    resting = frames.begin([], drag=True)
    assert resting.resting and resting.numbers and resting.waiting == set()
    frames.stop()


def test_a_panel_that_yields_follows_in_a_drag_and_is_shown_with_all_others_else(qapp, monkeypatch):
    monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=lambda: 1000.0))
    frames = Frames(STEPS)
    image = SimpleNamespace(name="image", every=1, yields=False)
    spectrum = SimpleNamespace(name="spectrum", every=1, yields=True)
    begun = [frames.begin([image, spectrum], drag=True) for _ in range(4)]
    assert all(image in frame.shown for frame in begun)
    assert [spectrum in frame.shown for frame in begun] == [True, False, False, False]
    assert [spectrum in frame.following for frame in begun] == [False, True, True, True]
    released = frames.begin([image, spectrum], drag=False)
    assert spectrum in released.shown and not released.following
    frames.stop()


def test_numbers_that_were_due_in_any_frame_are_shown_by_the_next_round_of_what_follows(qapp, monkeypatch):
    clock = iter([1000.0, 1000.01, 1001.0, 1001.01])
    monkeypatch.setattr(pace, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    frames = Frames(STEPS)
    spectrum = SimpleNamespace(name="spectrum", every=1, yields=True)
    rounds = []
    for _ in range(2):
        frames.begin([spectrum], drag=True)  # the round before is still on
        rounds.append(frames.following(frames.begin([spectrum], drag=True)))
    assert [each.numbers for each in rounds] == [True, True]
    assert [each.shown for each in rounds] == [[spectrum], [spectrum]]
    assert frames.following(rounds[-1]).waiting == {"table"}
    frames.stop()
