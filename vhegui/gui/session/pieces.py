"""Long work of the window's thread in pieces, between which the window answers."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

PIECE_S = 0.016


class Pieces(QObject):
    """Goes through an iterator, as many steps at a time as fit in `PIECE_S`; new work replaces what is left of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: Iterator[None] | None = None
        self._number = 0
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def left(self) -> bool:
        """Whether there is more to do."""
        return self._left is not None

    def start(self, work: Iterator[None]) -> None:
        """Begin; what does not fit in the first piece is done in the next turns of the event loop."""
        self.drop()
        self._left = work
        self._go_on()

    def do(self, work: Iterator[None]) -> None:
        """All of it now."""
        self.drop()
        for _ in work:
            pass

    def drop(self) -> None:
        """What is left is not wanted any more."""
        self._number += 1
        self._left = None

    def _go_on(self) -> None:
        work, self._left = self._left, None
        number, end = self._number, time.perf_counter() + PIECE_S
        for _ in work or ():
            if self._number != number:  # dropped or replaced by what it did itself
                return
            if time.perf_counter() > end:
                self._left = work
                self._timer.start()
                return
