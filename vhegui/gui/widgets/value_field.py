"""A field for one number with a unit: shows it formatted, understands what people type, says what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.typed_field import TypedField


class ValueField(TypedField):
    """`edited(value)` when the user has typed another valid value (Enter or leaving the field); Esc takes it back.

    parse : text → value, raises ValueError with a sentence for the user · write : value → text.
    """

    edited = Signal(float)

    def __init__(
        self, name: str, tip: str, parse: Callable[[str], float], write: Callable[[float], str], sample: str = ""
    ) -> None:
        """`sample`: the longest usual text, which sets the width."""
        super().__init__(name, tip)
        self._parse, self._write = parse, write
        self._value: float | None = None
        if sample:
            on_letters(self, lambda: self.setFixedWidth(self.fontMetrics().horizontalAdvance(sample) + 18))

    @property
    def value(self) -> float | None:
        """The last valid value; None while there is none."""
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show a value (no signal); what is being typed right now is left alone."""
        if value == self._value and not self.isModified():
            return
        self._value = value
        self.refresh()

    def set_writer(self, write: Callable[[float], str]) -> None:
        """Write values in another way."""
        self._write = write
        self.restore()

    def written(self) -> str:
        return "" if self._value is None else self._write(self._value)

    def finish(self) -> None:
        if not self.isModified():
            return
        try:
            value = self._parse(self.text())
        except ValueError as error:
            self.complain(str(error))
            return
        changed = self._value is None or self._write(value) != self._write(self._value)
        if changed:
            self._value = value
        self.restore()
        if changed:
            self.edited.emit(value)
