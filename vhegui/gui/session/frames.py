"""The pace of frames: when the next one is due, who is shown in it, and what a drag that cannot keep up leaves out."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from vhegui.analysis.pipeline import Step
from vhegui.gui.session.panel import Panel

FRAME_MS = 16
OVER_BUDGET_MS = 24.0
OFTEN_LATE = 2  # frames in a row
NUMBERS_EVERY_S = 0.25
REST_MS = 150


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame.

    shown : panels that are shown, after their steps were pulled
    following : panels that are computed and drawn in the time that this frame leaves, see `Followers`
    numbers : written numbers are brought up to date · resting : the mouse rests in a drag, everything is shown
    waiting : steps not pulled because only numbers show them · left_out : steps that this drag has no time for.
    """

    shown: Sequence[Panel]
    following: Sequence[Panel] = ()
    numbers: bool = True
    resting: bool = False
    waiting: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


class Frames(QObject):
    """due() : a frame that was requested is to be pulled now.

    In a drag, panels that can wait take turns, and panels that yield follow in the time that is left; numbers are
    written four times a second; and a drag that is late again and again leaves out steps in the order of their
    `sacrifice` until it ends.
    """

    due = Signal()

    def __init__(self, steps: Iterable[Step], parent: QObject | None = None) -> None:
        super().__init__(parent)
        steps = tuple(steps)
        self._only_numbers = frozenset(step.name for step in steps if step.numbers)
        levels = sorted({step.sacrifice for step in steps if step.sacrifice})
        self._sacrifices = [
            frozenset(step.name for step in steps if 0 < step.sacrifice <= level) for level in (0, *levels)
        ]
        self.number = 0
        self._level = self._late = 0
        self._numbers_shown = 0.0
        self._whole = True  # the first frame of a drag computes and draws everything
        self._numbers_follow = False  # panels that yield have not shown theirs yet
        self._last_turn: dict[str, int] = {}  # in which frame a panel that can wait was shown
        self._resting = False
        self._next = _single_shot(self, FRAME_MS)
        self._next.timeout.connect(self.due)
        self._rest = _single_shot(self, REST_MS)
        self._rest.timeout.connect(self._catch_up)

    @property
    def requested(self) -> bool:
        """Whether one is on its way."""
        return self._next.isActive()

    def request(self) -> None:
        """One frame is wanted, at its time."""
        if not self._next.isActive():
            self._next.start()

    def restart(self) -> None:
        """A drag begins or ends: it starts with everything."""
        self._level = self._late = 0
        self._numbers_shown = 0.0
        self._whole = True

    def begin(self, panels: Sequence[Panel], drag: bool) -> Frame:
        """The frame that is drawn now, of panels that are visible."""
        self._next.stop()
        self.number += 1
        resting, self._resting = self._resting, False
        whole, self._whole = self._whole, False
        left_out = self._sacrifices[self._level]
        if not drag or resting:
            self._numbers_shown = time.perf_counter()
            return Frame(panels, (), True, resting, frozenset(), left_out)
        self._rest.start()  # the mouse may rest from now on: then numbers and panels that waited must catch up
        numbers = self._numbers_are_due()
        self._numbers_follow |= numbers
        waiting = frozenset() if numbers else self._only_numbers
        now = [panel for panel in panels if panel.every == 1]
        if whole:
            return Frame(now, (), numbers, False, waiting, left_out)
        prompt = [panel for panel in now if not panel.yields]
        due = None if numbers else self._whose_turn(panels)
        if due is not None:
            return Frame([*prompt, due], (), numbers, False, waiting, left_out)
        return Frame(prompt, [panel for panel in now if panel.yields], numbers, False, waiting, left_out)

    def following(self, frame: Frame) -> Frame:
        """What a round of the panels that follow a frame shows at its end: numbers where some have been due."""
        numbers, self._numbers_follow = self._numbers_follow, False
        waiting = frozenset() if numbers else self._only_numbers
        return Frame(frame.following, (), numbers, False, waiting, frame.left_out)

    def took(self, milliseconds: float) -> None:
        """How long a frame of a drag took."""
        self._late = self._late + 1 if milliseconds > OVER_BUDGET_MS else 0
        if self._late >= OFTEN_LATE and self._level + 1 < len(self._sacrifices):
            self._level += 1
            self._late = 0

    def stop(self) -> None:
        """No more frames."""
        self._next.stop()
        self._rest.stop()

    def _numbers_are_due(self) -> bool:
        now = time.perf_counter()
        due = now - self._numbers_shown > NUMBERS_EVERY_S
        if due:
            self._numbers_shown = now
        return due

    def _whose_turn(self, panels: Sequence[Panel]) -> Panel | None:
        """Which one of those that can wait is shown in a frame of a drag: two of them would be a late frame."""
        late = {p: self.number - self._last_turn.get(p.name, 0) - p.every for p in panels if p.every > 1}
        due = max(late, key=lambda panel: late[panel], default=None)
        if due is None or late[due] < 0:
            return None
        self._last_turn[due.name] = self.number
        return due

    def _catch_up(self) -> None:
        """The mouse rests in a drag: everything is brought up to date."""
        self._resting = True
        self.request()


def _single_shot(parent: QObject, milliseconds: int) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    return timer
