"""The parameters of the shown model as a Qt table. Edits leave it as signals; `set_model` alone changes it."""

from __future__ import annotations

import math
import re
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from vhegui.core.models.parameters import Parameter, SpectralModel
from vhegui.gui.panels.spectrum.wording import parameter_label, parameter_tooltip, unit_text
from vhegui.gui.widgets.format import number, value_error
from vhegui.gui.widgets.parse import quantity

COLUMNS = ("name", "value", "unit", "minimum", "maximum", "frozen")
HEADERS = ("Name", "Value", "Unit", "Min", "Max", "Frozen")
NAME, VALUE, UNIT, MINIMUM, MAXIMUM, FROZEN = range(6)
HELP = (
    "Point at a name for its formula",
    "Value and 1σ error. Double-click or F2 to type another value: the model follows, the fit stops following the data",
    "Unit of value, error and limits",
    "Smallest value a fit may give; empty for none",
    "Largest value a fit may give; empty for none",
    "A frozen parameter keeps its value in a fit (Space)",
)
ModelIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
INFINITE = re.compile(r"^[+\-−]?\s*(inf(inity)?|∞)?$", re.IGNORECASE)


class ParameterTableModel(QAbstractTableModel):
    """One row a parameter; `edited(name, field, value)` when the user has changed a cell."""

    edited = Signal(str, str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model: SpectralModel | None = None
        self.preliminary = False

    def set_model(self, model: SpectralModel | None, preliminary: bool) -> None:
        """Show a model. `preliminary`: its errors are not those of a final fit of this state."""
        before = self.model
        if model is before and preliminary == self.preliminary:
            return
        if model is None or before is None or model.kind != before.kind:
            self.beginResetModel()
            self.model, self.preliminary = model, preliminary
            self.endResetModel()
            return
        self.model, self.preliminary = model, preliminary
        # In a drag only values change: the other cells are not painted again.
        last = VALUE if _settings(model) == _settings(before) else FROZEN
        self.dataChanged.emit(self.index(0, VALUE), self.index(self.rowCount() - 1, last))

    def parameter(self, row: int) -> Parameter | None:
        """The parameter of a row."""
        if self.model is None or not 0 <= row < len(self.model.parameters):
            return None
        return self.model.parameters[row]

    # Qt

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self.model is None else len(self.model.parameters)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            return {Role.DisplayRole: HEADERS[section], Role.ToolTipRole: HELP[section]}.get(Role(role))
        return None

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() in (VALUE, MINIMUM, MAXIMUM):
            flags |= Qt.ItemFlag.ItemIsEditable
        if index.column() == FROZEN:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: ModelIndex, role: int = Role.DisplayRole) -> Any:
        parameter = self.parameter(index.row())
        if parameter is None or self.model is None:
            return None
        column = index.column()
        if role == Role.DisplayRole:
            return self._text(parameter, column)
        if role == Role.EditRole:
            return edit_text(parameter, COLUMNS[column])
        if role == Role.CheckStateRole and column == FROZEN:
            return Qt.CheckState.Checked if parameter.frozen else Qt.CheckState.Unchecked
        if role == Role.ToolTipRole:
            return self._tooltip(parameter, column)
        if role == Role.TextAlignmentRole and column not in (NAME, UNIT):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.AccessibleTextRole:
            return self._spoken(parameter, column)
        return None

    def setData(self, index: ModelIndex, value: Any, role: int = Role.EditRole) -> bool:
        parameter = self.parameter(index.row())
        if parameter is None:
            return False
        field = COLUMNS[index.column()]
        if role == Role.CheckStateRole:
            self.edited.emit(parameter.name, field, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != Role.EditRole or str(value) == edit_text(parameter, field):
            return False
        try:
            typed = typed_number(str(value), field, parameter.unit)
        except ValueError:
            return False
        self.edited.emit(parameter.name, field, typed)
        return True

    def _text(self, parameter: Parameter, column: int) -> str | None:
        if column == NAME:
            return parameter_label(parameter.name)
        if column == VALUE:
            return value_error(parameter.value, 0.0 if parameter.frozen else parameter.error)
        if column == UNIT:
            return unit_text(parameter.unit)
        if column in (MINIMUM, MAXIMUM):
            limit = parameter.minimum if column == MINIMUM else parameter.maximum
            return number(limit, 4) if math.isfinite(limit) else ""
        return None

    def _tooltip(self, parameter: Parameter, column: int) -> str:
        assert self.model is not None
        if column == NAME:
            return parameter_tooltip(self.model.kind, parameter.name)
        if column == VALUE and self.preliminary:
            return f"{HELP[VALUE]}\nError in italics: of the quick fit, or of the fit before a value was typed"
        return HELP[column]

    def _spoken(self, parameter: Parameter, column: int) -> str:
        if column == FROZEN:
            return f"{parameter_label(parameter.name)}: {'frozen' if parameter.frozen else 'free'}"
        if column in (MINIMUM, MAXIMUM) and not self._text(parameter, column):
            return "no limit"
        return self._text(parameter, column) or ""


def _settings(model: SpectralModel) -> list[tuple[float, float, bool]]:
    return [(p.minimum, p.maximum, p.frozen) for p in model.parameters]


def edit_text(parameter: Parameter, field: str) -> str:
    """What the editor of a cell starts with: enough digits to keep the fit, no unit."""
    value = getattr(parameter, field)
    if field in ("minimum", "maximum") and not math.isfinite(value):
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def typed_number(text: str, field: str, unit: str) -> float:
    """The number a user typed into `field`; an empty limit is none. Raises ValueError with a sentence."""
    if field in ("minimum", "maximum") and INFINITE.match(text.strip()):
        return -math.inf if field == "minimum" else math.inf
    return quantity(text, unit)
