"""What is done late: panels that can wait in a drag, and panels that nobody has seen yet."""

from __future__ import annotations

from types import SimpleNamespace

from PySide6.QtWidgets import QWidget

from vhegui.gui.session import frames
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.session import Session


class Counting(Panel):
    """Counts the frames it is shown in."""

    def __init__(self, session: Session, name: str, every: int = 1, yields: bool = False) -> None:
        self.name, self.every, self.yields = name, every, yields
        super().__init__(session, QWidget())
        self.frames: list[int] = []

    @property
    def visible(self) -> bool:
        return True

    def show(self, results) -> None:
        self.frames.append(self.session.frames.number)


def test_in_a_drag_no_two_panels_that_can_wait_share_a_frame_and_none_starves(qtbot, monkeypatch):
    monkeypatch.setattr(
        frames, "time", SimpleNamespace(perf_counter=lambda: 1000.0)
    )  # numbers are written in the first
    session = Session()
    first, second = Counting(session, "a", every=2), Counting(session, "b", every=3)
    always, yielding = Counting(session, "c"), Counting(session, "d", yields=True)
    for panel in (first, second, always, yielding):
        session.add_panel(panel)
    session.begin_gesture()
    for _ in range(30):
        session.pull()
    assert len(always.frames) == 30
    assert not set(first.frames) & set(second.frames)
    assert not set(yielding.frames) & {*first.frames, *second.frames}
    assert len(first.frames) >= 5 and len(second.frames) >= 5 and len(yielding.frames) >= 5
    session.close()


def test_panels_are_made_when_they_are_first_seen(make_window, qtbot):
    window = make_window()
    qtbot.wait(50)
    assert set(window.panels) == set(window.docks)
    assert set(window.shelf.there) == {"observations", "countmap", "spectrum", "log"}
    window.docks["response"].show()
    window.docks["response"].raise_()
    qtbot.waitUntil(lambda: "response" in window.shelf.there)
    assert "light_curve" not in window.shelf.there
