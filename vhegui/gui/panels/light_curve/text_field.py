"""A field for a text that must mean something: Enter or leaving it offers it, what is wrong is shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QToolTip


class TextField(QLineEdit):
    """`edited(text)` when the user has typed another text; Esc takes it back."""

    edited = Signal(str)

    def __init__(self, name: str, tip: str, hint: str, width: int) -> None:
        """`hint` is shown while it is empty, `width` in pixels."""
        super().__init__()
        self._tip, self._shown = tip, ""
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setPlaceholderText(hint)
        self.setMinimumWidth(width)
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda: self.complain(""))

    def set_text(self, text: str) -> None:
        """Show a text (no signal); what is being typed right now is left alone."""
        self._shown = text
        if not (self.hasFocus() and self.isModified()):
            self._restore()

    def complain(self, reason: str) -> None:
        """Show what is wrong with the text; "" for nothing."""
        self.setStyleSheet("QLineEdit { border: 2px solid #c0392b; }" if reason else "")
        self.setToolTip(reason or self._tip)
        if reason and self.isVisible():
            QToolTip.showText(self.mapToGlobal(self.rect().bottomLeft()), reason, self)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
            event.accept()
            return
        super().keyPressEvent(event)

    def _restore(self) -> None:
        self.setText(self._shown)
        self.setCursorPosition(0)
        self.setModified(False)
        self.complain("")

    def _finish(self) -> None:
        if self.isModified() and self.text().strip() != self._shown:
            self.edited.emit(self.text().strip())
