"""The rest of a window is made while it is seen: step by step, and at once for whoever does something before."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

UNSEEN_MS = 500  # a window that nobody paints by then, as one that begins minimised, is furnished all the same
GESTURES = frozenset((
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress, QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut,
    QEvent.Type.InputMethod, QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.Drop, QEvent.Type.Close,
    QEvent.Type.FileOpen,
))  # fmt: skip


class Furnishing(QObject):
    """Does `steps` one after the other from the first paint of `window` on, and answers between them.

    A gesture, whatever it is for, waits until all are done, and is then done as in any window: so none is lost, and
    nothing in the program has to know that it may come early.

    done() : all are · `error` : why a step failed; no other is done then, and failed() says so.
    """

    done = Signal()
    failed = Signal()

    def __init__(self, window: QWidget, steps: Iterator[object]) -> None:
        super().__init__(window)
        self._window, self._steps = window, steps
        self._working, self.over = False, False
        self.error: Exception | None = None
        self._next = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        self._next.timeout.connect(self._go_on)
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._next.start()

    def finish(self) -> None:
        """Do all that is left, now; the pointer says meanwhile that it takes a moment."""
        if self.over or self._working:
            return
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            while not self.over:
                self._step()
        finally:
            QGuiApplication.restoreOverrideCursor()

    def stop(self) -> None:
        """Do no more."""
        self.over = True
        self._next.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window is seen, or the user does something."""
        kind = event.type()
        if kind == QEvent.Type.Paint and watched is self._window and not self.over:
            self._next.start(0)
        elif kind in GESTURES:
            self.finish()
        return False

    def _go_on(self) -> None:
        if not self._working:
            self._step()
        if not self.over:
            self._next.start(0)

    def _step(self) -> None:
        self._working = True  # what a step shows or hides may send events
        try:
            next(self._steps)
        except StopIteration:
            self.stop()
            self.done.emit()
        except Exception as error:  # a broken installation: who started the program says so
            self.stop()
            self.error = error
            self.failed.emit()
        finally:
            self._working = False
