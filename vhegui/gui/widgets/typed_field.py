"""A field for something typed: offered by Enter or leaving it, taken back by Esc; what is wrong is said at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLineEdit, QToolTip

from vhegui.gui.text.plain import tooltip

WRONG = "vhegui_wrong"


class TypedField(QLineEdit):
    """Base: a subclass says in `written` what is shown while nothing is typed, and in `finish` what is offered."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.editingFinished.connect(self.finish)
        self.textEdited.connect(lambda: self.complain(""))

    def set_tip(self, tip: str) -> None:
        """Another tool tip, for another number in the same place."""
        self._tip = tip
        if not self.property(WRONG):
            self.setToolTip(tip)

    def written(self) -> str:
        """The text of what is known."""
        raise NotImplementedError

    def finish(self) -> None:
        """Typing is over."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show what is known; what is being typed right now is left alone."""
        if not (self.hasFocus() and self.isModified()):
            self.restore()

    def restore(self) -> None:
        """Show what is known instead of what was typed."""
        self.setText(self.written())
        self.setCursorPosition(0)
        self.setModified(False)
        self.complain("")

    def complain(self, reason: str) -> None:
        """Say what is wrong with the text; "" for nothing."""
        complain(self, reason, self._tip)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.restore()
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.complain("")


def complain(field: QLineEdit, reason: str, tip: str = "") -> None:
    """A red frame round a field, with the reason beside it and as its tool tip; "" : all is well, `tip` is back."""
    if not reason and not field.property(WRONG):
        return
    field.setProperty(WRONG, bool(reason))
    field.setStyleSheet("QLineEdit { border: 2px solid #c0392b; }" if reason else "")
    field.setToolTip(tooltip(reason) or tip)
    if reason and field.isVisible():
        QToolTip.showText(field.mapToGlobal(field.rect().bottomLeft()), tooltip(reason), field)
