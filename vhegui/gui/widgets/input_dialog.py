"""A dialog that asks for something and says at once what is wrong with the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from vhegui.gui.widgets.plain_label import PlainLabel


class InputDialog(QDialog):
    """A dialog whose OK works only while `problem` has nothing to say about what was entered."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = QFormLayout()
        self.note = PlainLabel(parent=self)
        self.note.setWordWrap(True)
        self.note.setAccessibleName("What is wrong, or a hint")
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(self.form)
        layout.addWidget(self.note)
        layout.addWidget(self.buttons)

    def problem(self) -> str:
        """Why the answer cannot be used; "" if it can."""
        return ""

    def hint(self) -> str:
        """What to say while all is well."""
        return ""

    def check(self, *_: object) -> None:
        """Say what is wrong, at once."""
        reason = self.problem()
        self.note.setText(f"⚠ {reason}" if reason else self.hint())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not reason)
