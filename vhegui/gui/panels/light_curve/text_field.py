"""A field for a text that must mean something: Enter or leaving it offers it, what is wrong is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal

from vhegui.gui.widgets.typed_field import TypedField


class TextField(TypedField):
    """`edited(text)` when the user has typed another text; Esc takes it back."""

    edited = Signal(str)

    def __init__(self, name: str, tip: str, hint: str, width: int) -> None:
        """`hint` is shown while it is empty, `width` in pixels."""
        super().__init__(name, tip)
        self._known = ""
        self.setPlaceholderText(hint)
        self.setMinimumWidth(width)

    def set_text(self, text: str) -> None:
        """Show a text (no signal); what is being typed right now is left alone."""
        self._known = text
        self.refresh()

    def written(self) -> str:
        return self._known

    def finish(self) -> None:
        if self.isModified() and self.text().strip() != self._known:
            self.edited.emit(self.text().strip())
