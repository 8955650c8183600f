"""A hand with a mouse, a keyboard and dice, on one window.

Its movements are generators: what they yield is how long (ms) the window is left alone before the next one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from shiboken6 import isValid

from vhegui.analysis.state import Analysis
from vhegui.gui.window.main_window import MainWindow

Steps = Generator[int, None, None]
W = TypeVar("W", bound=QWidget)
LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
FRAME_MS = 20
TEXTS = (
    "", " ", "0", "1", "-1", "0.5", "3", "12", "1e-12", "1e300", "1e400", "nan", "inf", "-inf", "abc", "1 TeV",
    "300 GeV", "0.2 deg", "6 arcmin", "5h34m31s", "83.63 22.01", "Crab", "Crab Nebula", "PKS 2155-304",
    "crab zenith<40", "cone crab 2", "(((", "run=23523,23526", "quality=0", "1,2,3", "2004-12-05", "30 min", "x*2",
    "norm*(E/1)**-2", "%s", "<b>x</b>", "é😀", "9" * 300, "fit", "theme", "\u202e",
)  # fmt: skip


class Hand:
    """rng : the dice, thrown anew for every gesture · files : that lie around, good and bad · said : what it does.

    go_home : opens the data it began with · mine : files that it may write.
    """

    def __init__(self, window: MainWindow, files: Sequence[Path], mine: Path, home: Callable[[], None]) -> None:
        self.window, self.files, self.mine, self.go_home = window, files, mine, home
        self.rng = random.Random(0)
        self.said: list[str] = []
        self.start: Analysis | None = None

    # --- what is there ----------------------------------------------------------------------------------------

    def top(self) -> QWidget:
        """What takes the hand's movements: an open menu, else a dialog, else the window."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window

    def find(self, *kinds: type[W]) -> W | None:
        """One of the widgets of these kinds that can be used now, in a random part of the window."""
        top = self.top()
        if top is self.window:
            panels = [panel.widget for panel in self.window.panels.values() if panel.visible]
            top = self.rng.choice([*panels, self.window.toolbar, self.window.messages] if panels else [top])
        found = [each for kind in kinds for each in top.findChildren(kind) if usable(each)]
        return self.rng.choice(found) if found else None

    def focus(self, widget: QWidget) -> None:
        """The keys go to a widget from now on."""
        if isValid(widget):
            widget.setFocus()

    def within(self, widget: QWidget) -> QPoint:
        """A random place of a widget that is not scrolled away."""
        seen = widget.visibleRegion().boundingRect() if isValid(widget) else QRect()
        if seen.isEmpty():
            return QPoint()
        return QPoint(self.rng.randint(seen.left(), seen.right()), self.rng.randint(seen.top(), seen.bottom()))

    def say(self, words: str, widget: QWidget | None = None) -> None:
        """Note what is done, so that it can be understood when it fails."""
        self.said.append(f"{words} {describe(widget)}" if widget is not None else words)

    # --- movements --------------------------------------------------------------------------------------------

    def click(self, widget: QWidget, at: QPoint | None = None, modifiers: Qt.KeyboardModifier = NONE) -> Steps:
        """Press and let go."""
        if usable(widget):
            QTest.mouseClick(widget, LEFT, modifiers, at if at is not None else self.within(widget))
        yield self.moment()

    def double_click(self, widget: QWidget, at: QPoint) -> Steps:
        """As a hand does it: a click comes first."""
        yield from self.click(widget, at)
        if usable(widget):
            QTest.mouseDClick(widget, LEFT, NONE, at)
        yield self.moment()

    def drag(
        self, widget: QWidget, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE, release: bool = True
    ) -> Steps:
        """Press, move in some steps, and let go unless the drag is to go on."""
        if not usable(widget):
            return
        QTest.mouseMove(widget, start)
        QTest.mousePress(widget, LEFT, modifiers, start)
        yield self.moment()
        moves = self.rng.randint(2, 8)
        for step in range(1, moves + 1):
            if usable(widget):
                QTest.mouseMove(widget, start + (end - start) * step / moves)
            yield self.rng.choice((0, 5, FRAME_MS, FRAME_MS))
        if release:
            yield from self.release(widget, end)

    def release(self, widget: QWidget, at: QPoint) -> Steps:
        """Let the button go."""
        if isValid(widget):
            QTest.mouseRelease(widget, LEFT, NONE, at)
        yield self.moment()

    def wheel(self, widget: QWidget, at: QPoint, clicks: int, modifiers: Qt.KeyboardModifier = NONE) -> Steps:
        """Turn the wheel."""
        if not usable(widget):
            return
        turn, where = QPoint(0, 120 * clicks), QPointF(at)
        event = QWheelEvent(
            where, QPointF(widget.mapToGlobal(at)), QPoint(), turn, Qt.MouseButton.NoButton, modifiers,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        yield self.moment()

    def ask_menu(self, widget: QWidget, at: QPoint) -> Steps:
        """The right mouse button."""
        if usable(widget):
            event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, widget.mapToGlobal(at))
            QApplication.sendEvent(widget, event)
        yield self.moment()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE, to: QWidget | None = None) -> Steps:
        """A key, where the keys go now."""
        receiver = to or QApplication.focusWidget() or self.top()
        if usable(receiver):
            QTest.keyClick(receiver, key, modifiers)
        yield self.moment()

    def write(self, widget: QWidget, text: str) -> Steps:
        """Type a text in the place of what is there; what has no key is pasted."""
        control = Qt.KeyboardModifier.ControlModifier
        if usable(widget):
            QTest.keyClick(widget, Qt.Key.Key_A, control)
        yield 0
        if not text.isascii():
            QApplication.clipboard().setText(text)
            yield from self.key(Qt.Key.Key_V, control, to=widget)
            return
        for letters in (text[:3], text[3:]):
            if letters and usable(widget):
                QTest.keyClicks(widget, letters)
            yield 0

    def moment(self) -> int:
        """How long a hand waits."""
        return self.rng.choice((0, 0, 0, 5, FRAME_MS, FRAME_MS, 2 * FRAME_MS))


def usable(widget: QWidget) -> bool:
    """Whether a widget is there, seen, and takes the mouse."""
    return isValid(widget) and widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()


def describe(widget: QWidget) -> str:
    """What a hand would call it."""
    if not isValid(widget):
        return "(gone)"
    words = widget.accessibleName() or getattr(widget, "text", str)() or widget.objectName()
    chosen = widget.activeAction().text() if isinstance(widget, QMenu) and widget.activeAction() else ""
    return f"{type(widget).__name__} “{str(words)[:60]}{chosen}”"
