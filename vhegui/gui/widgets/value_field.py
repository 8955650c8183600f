"""A field for one number with a unit: shows it formatted, understands what people type, says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolTip


class ValueField(QLineEdit):
    """`edited(value)` when the user has typed another valid value (Enter or leaving the field); Esc takes it back.

    parse : text → value, raises ValueError with a sentence for the user · write : value → text.
    """

    edited = Signal(float)

    def __init__(
        self, name: str, tip: str, parse: Callable[[str], float], write: Callable[[float], str], sample: str = ""
    ) -> None:
        """`sample`: the longest usual text, which sets the width."""
        super().__init__()
        self._parse, self._write = parse, write
        self._value: float | None = None
        self._tip = tip
        self.setAccessibleName(name)
        self.setToolTip(tip)
        if sample:
            self.setFixedWidth(self.fontMetrics().horizontalAdvance(sample) + 18)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda: self._complain(""))

    @property
    def value(self) -> float | None:
        """The last valid value; None while there is none."""
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show a value (no signal); what is being typed right now is left alone."""
        if value == self._value and not self.isModified():
            return
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._restore()

    def set_writer(self, write: Callable[[float], str]) -> None:
        """Write values in another way."""
        self._write = write
        self._restore()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._complain("")

    def _restore(self) -> None:
        self.setText("" if self._value is None else self._write(self._value))
        self.setCursorPosition(0)
        self.setModified(False)
        self._complain("")

    def _finish(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._parse(self.text())
        except ValueError as error:
            self._complain(str(error))
            return
        changed = self._value is None or self._write(value) != self._write(self._value)
        if changed:
            self._value = value
        self._restore()
        if changed:
            self.edited.emit(value)

    def _complain(self, reason: str) -> None:
        """Show what is wrong with the text (or that nothing is): a red frame, the reason as tooltip."""
        if bool(reason) != bool(self.property("wrong")) or reason:
            self.setProperty("wrong", bool(reason))
            self.setStyleSheet("QLineEdit { border: 2px solid #c0392b; }" if reason else "")
            self.setToolTip(reason or self._tip)
            if reason and self.isVisible():
                QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), reason, self)
