"""Boxes for numbers take no key that makes no number: they say so, instead of doing nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QToolTip

from vhegui.gui.text.plain import tooltip

NumberBox = QSpinBox | QDoubleSpinBox


class RefusedKeys(QObject):
    """Says beside a box why a key does nothing in it."""

    def __init__(self, box: NumberBox) -> None:
        super().__init__(box)
        self._box = box
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key comes; the box gets it all the same."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.text().isprintable():
            if event.text() and self._is_refused(event.text()):
                self._say(event.text())
            elif event.text():
                QToolTip.hideText()
        return False

    def _is_refused(self, typed: str) -> bool:
        """As the field itself finds out: what would stand there makes no number."""
        field = self._box.lineEdit()
        chosen = field.selectedText()
        at = field.selectionStart() if chosen else field.cursorPosition()
        text = field.text()[:at] + typed + field.text()[at + len(chosen) :]
        found: object = self._box.validate(text, at + len(typed))
        state = found[0] if isinstance(found, tuple) else found
        return state == QValidator.State.Invalid and not self._box.isReadOnly()

    def _say(self, typed: str) -> None:
        box = self._box
        low, high = (box.textFromValue(value) + box.suffix() for value in (box.minimum(), box.maximum()))  # pyright: ignore[reportArgumentType]
        digits = f", with at most {box.decimals()} decimals" if isinstance(box, QDoubleSpinBox) else ""
        reason = f"“{typed}” was left out: what is wanted here is a number from {low} to {high}{digits}."
        QToolTip.showText(box.mapToGlobal(box.rect().bottomLeft()), tooltip(reason), box)


def say_refused(*boxes: QAbstractSpinBox) -> None:
    """From now on these boxes say so."""
    for box in boxes:
        assert isinstance(box, QSpinBox | QDoubleSpinBox)
        RefusedKeys(box)
