"""The look of a window is put on part by part: what is seen first, the rest when there is time or when it is shown.

A style sheet of the whole application is thought through for all its widgets at once, which takes most of a second.
Here every part of the window (a dock, a bar, a dialog) wears its own, and the window answers between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

WORN = "look"


class Wardrobe(QObject):
    """Of one window, whose parts are its children. dress(part) : puts the current look on one.

    `plain` : children that look after themselves · changed() : all wear another look.
    """

    changed = Signal()

    def __init__(self, window: QMainWindow, dress: Callable[[QWidget], object]) -> None:
        super().__init__(window)
        self._window, self._dress = window, dress
        self.plain: tuple[QWidget, ...] = ()
        self._look = 0
        self._held = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._go_on)

    @property
    def waiting(self) -> Sequence[QWidget]:
        """Parts that wear another look still, those that are seen first."""
        parts = self._window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        old = (part for part in parts if part.property(WORN) != self._look and part not in self.plain)
        return sorted(old, key=lambda part: not part.isVisible())

    def begin(self) -> None:
        """The first look, before the window is shown: what is hidden has time."""
        self._look += 1
        for part in self.waiting:
            part.installEventFilter(self)
            if not part.isHidden():
                self.put_on(part)
        self._timer.start()

    def change(self) -> None:
        """The look is another. What is seen turns into it in one frame."""
        self._look += 1
        self._hold(self._window.isVisible())
        self._timer.start()

    def finish(self) -> None:
        """Put it on all parts now."""
        for part in self.waiting:
            self.put_on(part)
        self._hold(False)

    def put_on(self, part: QWidget) -> None:
        """Dress one part, unless it is, or the window has no look yet."""
        if self._look and part.property(WORN) != self._look and part not in self.plain:
            part.setProperty(WORN, self._look)
            part.installEventFilter(self)
            self._dress(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is shown may not have had its turn yet."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            self.put_on(watched)
        return False

    def _go_on(self) -> None:
        waiting = self.waiting
        if waiting:
            self.put_on(waiting[0])
            self._timer.start()
        else:
            self.changed.emit()
        self._hold(len(waiting) > 1 and waiting[1].isVisible())

    def _hold(self, on: bool) -> None:
        """Keep the picture of the window until all that is seen is dressed."""
        if on != self._held:
            self._held = on
            self._window.setUpdatesEnabled(not on)
