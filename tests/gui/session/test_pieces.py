"""Work in pieces: the window answers in between, and newer work takes its place."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer

from vhegui.gui.session.pieces import PIECE_S, Pieces


def long(done: list[int], steps: int = 5):
    """Each step is longer than a piece may be."""
    for step in range(steps):
        done.append(step)
        time.sleep(1.1 * PIECE_S)
        yield


def test_the_window_answers_between_pieces(qtbot):
    pieces, done, seen = Pieces(), [], []
    QTimer.singleShot(0, lambda: seen.append(len(done)))
    pieces.start(long(done))
    assert pieces.left and len(done) == 1
    qtbot.waitUntil(lambda: not pieces.left)
    assert done == [0, 1, 2, 3, 4] and seen[0] < 5


def test_what_fits_is_done_at_once():
    pieces, done = Pieces(), []
    pieces.start(done.append(step) for step in range(3))
    assert done == [0, 1, 2] and not pieces.left
    pieces.do(long(done, 2))
    assert done == [0, 1, 2, 0, 1] and not pieces.left


def test_newer_work_replaces_what_is_left(qtbot):
    pieces, old, new = Pieces(), [], []
    pieces.start(long(old))
    pieces.start(long(new))
    qtbot.waitUntil(lambda: not pieces.left)
    assert old == [0] and new == [0, 1, 2, 3, 4]


def test_work_may_drop_itself(qtbot):
    pieces, done = Pieces(), []

    def dropping():
        for step in range(3):
            done.append(step)
            pieces.drop()
            yield

    pieces.start(dropping())
    qtbot.wait(20)
    assert done == [0] and not pieces.left
