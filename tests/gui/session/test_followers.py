"""Work that follows a drag: in the time that frames leave, a piece at least in each, a drawing in one of its own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from vhegui.gui.session import followers as module
from vhegui.gui.session.followers import DRAW, TIME_S, Followers


@pytest.fixture
def clock(monkeypatch, no_frame_is_late):
    """Time that passes only where the work says so."""
    monkeypatch.setattr(module, "TIME_S", TIME_S)  # elsewhere in the tests of the window there is no end of it
    now = SimpleNamespace(s=0.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: now.s))
    return now


class Work:
    """Rounds of pieces that take their time, in s."""

    def __init__(self, clock, **pieces: float) -> None:
        self.clock, self.pieces, self.done, self.begun = clock, pieces, [], 0

    def round(self):
        self.begun += 1
        for name, took in self.pieces.items():
            yield name.replace("draw_", DRAW)
            self.clock.s += took
            self.done.append(name)

    def frames(self, followers: Followers, n: int) -> list[list[str]]:
        """What is done in each of n frames, in which nothing else takes time."""
        found = []
        for _ in range(n):
            self.done = []
            followers.go_on(self.round, self.clock.s)
            found.append(self.done)
        return found


def test_pieces_share_a_frame_while_there_is_time_and_a_drawing_has_its_own(clock):
    work = Work(clock, counts=0.002, fit=0.004, draw_plot=0.002)
    assert work.frames(Followers(), 4) == [["counts", "fit"], ["draw_plot"]] * 2


def test_a_piece_that_was_long_waits_for_the_next_frame_and_goes_first_there(clock):
    work = Work(clock, counts=0.004, fit=0.006, draw_plot=0.002)
    followers = Followers()
    work.frames(followers, 2)  # how long they take is not known before
    assert work.frames(followers, 3) == [["counts"], ["fit"], ["draw_plot"]]


def test_one_piece_a_frame_is_done_however_late_it_is(clock):
    work = Work(clock, counts=0.05, fit=0.05)
    followers = Followers()
    assert work.frames(followers, 4) == [["counts"], ["fit"]] * 2


def test_a_round_that_is_dropped_is_not_gone_on_with(clock):
    work = Work(clock, counts=0.05, fit=0.05)
    followers = Followers()
    work.frames(followers, 1)
    followers.drop()
    assert work.frames(followers, 1) == [["counts"]] and work.begun == 2


def test_nothing_to_do_is_fine(clock):
    assert Work(clock).frames(Followers(), 2) == [[], []]
