"""Asks for the limits of a parameter: the smallest and the largest value a fit may give."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from vhegui.analysis.parameter_names import parameter_label
from vhegui.analysis.written_numbers import unit_text
from vhegui.core.models.parameters import Parameter
from vhegui.gui.model_editor.parameter_rows import edit_text
from vhegui.gui.model_editor.parameter_units import factor_of, typed_number
from vhegui.gui.model_editor.wording import short_number
from vhegui.gui.widgets.input_dialog import InputDialog


class LimitsDialog(InputDialog):
    """`limits` (minimum, maximum) once accepted, in the internal unit; typed in the unit that is shown."""

    def __init__(self, parameter: Parameter, shown: str, parent: QWidget) -> None:
        super().__init__(f"Limits of {parameter_label(parameter.name)}", parent)
        self._parameter, self._shown = parameter, shown
        factor = factor_of(parameter.unit, shown)
        self.minimum = QLineEdit(edit_text(parameter, "minimum", factor), self)
        self.maximum = QLineEdit(edit_text(parameter, "maximum", factor), self)
        unit = f" ({unit_text(shown)})" if shown else ""
        for field, label in ((self.minimum, "Smallest"), (self.maximum, "Largest")):
            field.setAccessibleName(f"{label} value")
            field.setPlaceholderText("no limit")
            field.textChanged.connect(self.check)
            self.form.addRow(f"{label}{unit}", field)
        self.minimum.selectAll()
        self.check()

    @property
    def limits(self) -> tuple[float, float]:
        """What was typed. Raises ValueError for what is no number."""
        low = typed_number(self.minimum.text(), "minimum", self._parameter.unit, self._shown)
        return low, typed_number(self.maximum.text(), "maximum", self._parameter.unit, self._shown)

    def problem(self) -> str:
        return _problem(self._parameter, lambda: self.limits, factor_of(self._parameter.unit, self._shown))

    def hint(self) -> str:
        return "A fit gives nothing outside. An error bar at a limit means little: prefer a prior where you can."


def _problem(parameter: Parameter, typed: Callable[[], tuple[float, float]], factor: float) -> str:
    try:
        low, high = typed()
    except ValueError as error:
        return str(error)
    if not low < high:
        return "The smallest value must be below the largest."
    if not low <= parameter.value <= high:
        return f"The value {short_number(parameter.value * factor)} would be outside: change it first."
    return ""
