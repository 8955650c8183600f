"""One line of text that is asked for, checked with every key; nobody waits for the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from vhegui.core.errors import VheguiError
from vhegui.gui.widgets.input_dialog import InputDialog
from vhegui.gui.widgets.plain_label import PlainLabel


class TextDialog(InputDialog):
    """Asks for one line of text; `parse` turns it into `answer()` and raises ValueError or VheguiError."""

    def __init__(
        self, title: str, label: str, text: str, parse: Callable[[str], Any], parent: QWidget | None, more: str = ""
    ) -> None:
        super().__init__(title, parent)
        self._parse = parse
        self.field = QLineEdit(text, self)
        self.field.setAccessibleName(label)
        self.field.setMinimumWidth(300)
        if more:
            self.form.addRow(PlainLabel(more, self))
        self.form.addRow(label, self.field)
        self.field.textChanged.connect(self.check)
        self.field.selectAll()
        self.check()

    def answer(self) -> Any:
        """What the text means."""
        return self._parse(self.field.text())

    def problem(self) -> str:
        try:
            self.answer()
        except (ValueError, VheguiError) as error:
            return str(error)
        return ""


def ask_text(
    parent: QWidget | None,
    title: str,
    label: str,
    text: str,
    parse: Callable[[str], Any],
    answered: Callable[[Any], object],
    more: str = "",
) -> TextDialog:
    """Ask for a line, with `text` to begin with; answered(meaning) : called once OK is chosen. more : stands above."""
    dialog = TextDialog(title, label, text, parse, parent, more)
    dialog.accepted.connect(lambda: answered(dialog.answer()))
    dialog.open()
    return dialog
