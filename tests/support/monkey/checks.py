"""What must hold whatever was done, once the window has come to rest."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from monkey.hand import Hand, Steps
from monkey.watch import Watch
from vhegui.analysis.pipeline import NotReady
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.steps import build_pipeline
from vhegui.core.errors import VheguiError
from vhegui.gui.session.broken_note import BrokenNote

REST_S = 120.0
COMPUTED_ANEW = ("counts_table", "off_regions", "counts_map")


def all_checks(hand: Hand, watch: Watch) -> Steps:
    """One after the other; each raises AssertionError with what does not hold."""
    yield from nothing_is_left_open(hand)
    yield from rest(hand)
    yield from undone_and_done_again_it_is_the_same(hand)
    yield from rest(hand)
    with watch.blind():
        nothing_stays_grey(hand)
        saved_and_read_it_is_the_same(hand)
        computed_anew_it_is_the_same(hand)
    if hand.window.session.results.current("counts_table") is None:
        hand.go_home()  # there is more to break where something is counted


def nothing_is_left_open(hand: Hand) -> Steps:
    """Menus and dialogs close with Esc; a drag is not on when no button is down."""
    for _ in range(12):
        top = hand.top()
        if top is hand.window:
            break
        QTest.keyClick(top, Qt.Key.Key_Escape)
        yield 20
    assert hand.top() is hand.window, f"{hand.top()} does not close with Esc"
    if hand.window.session.gesture:  # a slider that waits for its button
        QTest.keyClick(QApplication.focusWidget() or hand.window, Qt.Key.Key_Escape)
        yield 700  # keys and the wheel on a slider are one edit until nothing more comes
    assert not hand.window.session.gesture, "a drag is on, and no button is down"


def rest(hand: Hand) -> Steps:
    """Nothing is left to compute."""
    session = hand.window.session
    session.background.cancel()
    end = time.monotonic() + REST_S
    yield 30
    while session.busy:
        yield 30
        assert time.monotonic() < end, f"the window does not come to rest in {REST_S:.0f} s"


def nothing_stays_grey(hand: Hand) -> None:
    """At rest, what a panel shows is of the current state, or it is said why not."""
    session = hand.window.session
    shown = [panel for panel in hand.window.shelf.there.values() if panel.visible]
    asked = {step for panel in shown for step in (*panel.needs, *panel.wants)}
    unsaid = session.results.stale & asked - session.results.errors.keys()
    assert not unsaid, f"at rest {', '.join(sorted(unsaid))} is stale, and nothing is said of it"
    broken = [panel.name for panel in shown for note in panel.widget.findChildren(BrokenNote) if note.isVisible()]
    assert not broken, f"the panels {broken} are broken"


def undone_and_done_again_it_is_the_same(hand: Hand) -> Steps:
    """Undo leads to the first state and redo back to the last, through the same states."""
    session = hand.window.session
    entries, now = session.history.entries, session.history.current
    steps = hand.rng.randint(1, 1 + session.history.position)
    for name in ("undo", "redo"):
        for _ in range(steps):
            hand.window.actions_by_name[name].trigger()
            yield hand.rng.choice((0, 0, 0, 20))
        assert session.history.entries is entries, f"to {name} makes an edit: {session.history.undo_label}"
    for _ in range(len(entries)):
        session.undo()
    assert session.analysis == entries[0].analysis, "undo does not lead to the first state"
    yield 30
    while session.history.current is not now and session.history.redo_label is not None:
        session.redo()
    assert session.history.entries is entries and session.analysis == now, "redo does not lead back"


def saved_and_read_it_is_the_same(hand: Hand) -> None:
    """A session file holds everything that was decided."""
    path, now = hand.mine / "check.yaml", hand.window.session.history.current
    write_session(path, now)
    again, warnings = read_session(path)
    path.rename(Path(f"{path}.last"))
    assert not warnings, f"a session that was written is read with a warning: {warnings}"
    assert again == now, "a session that was written and read is another one"


def computed_anew_it_is_the_same(hand: Hand) -> None:
    """What is shown is what a pipeline without a memory computes."""
    session = hand.window.session
    given = {**session.data.given(session.analysis), "brush": session.brush}
    fresh = build_pipeline()
    for step in COMPUTED_ANEW:
        shown = session.results.current(step)
        if shown is None or session.results.analysis != session.analysis:
            continue
        try:
            anew = fresh.pull(step, session.analysis, given)
        except (NotReady, VheguiError) as error:
            raise AssertionError(f"{step} is shown, and cannot be computed: {error!r}") from error
        assert repr(anew) == repr(shown), f"{step} is not what is shown: {anew!r:.3000}\n{shown!r:.3000}"
