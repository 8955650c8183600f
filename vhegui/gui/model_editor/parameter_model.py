"""The parameters of all sources and systematics as a Qt table. Edits leave it as signals; `set_model` changes it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from vhegui.analysis.parameter_names import is_place, parameter_label
from vhegui.analysis.written_numbers import MINUS, asymmetric, unit_text, value_error
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.profiles import AsymmetricError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import ModelPart
from vhegui.gui.model_editor.parameter_rows import Row, edit_text, is_nuisance, known_text, limits_text, rows_of
from vhegui.gui.model_editor.parameter_units import factor_of, typed_number
from vhegui.gui.model_editor.wording import parameter_tooltip, short_number
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.text.plain import tooltip

COLUMNS = ("name", "value", "unit", "minimum", "maximum", "frozen", "known")
HEADERS = ("Name", "Value", "Unit", "Min", "Max", "Fix", "Prior")
NAME, VALUE, UNIT, MINIMUM, MAXIMUM, FROZEN, KNOWN = range(7)
HELP = (
    "Point at a name for its formula",
    "Value and 1σ error. Double-click or F2 to type another value: the model follows, the fit stops following the data",
    "Unit of value, error and limits. Double-click: another one",
    "Smallest value a fit may give; empty for none",
    "Largest value a fit may give; empty for none",
    "A fixed (frozen) parameter keeps its value in a fit (Space)",
    "What is known besides the data: limits, a prior, or a link to another parameter. Double-click or F2 to choose.\n"
    "Of systematics the pull, (value − 1)/δ: how far the data moved what was known beforehand",
)
SAME = 0.02  # errors whose difference is less than this part of their sum are written as one
PLACE_DIGITS = 5  # decimals of a place in degrees without an error: a thirtieth of a second of arc
NO_ERRORS: Mapping[str, AsymmetricError] = MappingProxyType({})
ModelIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class ParameterTableModel(QAbstractTableModel):
    """One row a parameter; `edited(name, field, value)` when the user has changed a cell. Names of the whole fit.

    settings_changed() : limits, priors, links or what is fixed are others than before.
    """

    edited = Signal(str, str, object)
    settings_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.model: JointModel | None = None
        self.rows: tuple[Row, ...] = ()
        self.preliminary = False
        self.errors: Mapping[str, AsymmetricError] = NO_ERRORS
        self.units: dict[str, str] = {}
        self.folded = False

    def set_folded(self, folded: bool) -> None:
        """In a slim panel the last column says the limits too."""
        if folded != self.folded:
            self.folded = folded
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, KNOWN, KNOWN)
            if self.rows:
                self.dataChanged.emit(self.index(0, KNOWN), self.index(self.rowCount() - 1, KNOWN))

    def set_model(
        self, model: JointModel | None, preliminary: bool, errors: Mapping[str, AsymmetricError] = NO_ERRORS
    ) -> None:
        """Show a model. `preliminary`: its errors are not those of a final fit; `errors`: MINOS errors by name."""
        before = self.model
        if model is before and preliminary == self.preliminary and errors is self.errors:
            return
        rows = rows_of(model) if model is not None else ()
        same = model is not None and before is not None and model.names == before.names and rows == self.rows
        if not same:
            self.beginResetModel()
        as_sure = preliminary == self.preliminary and errors is self.errors
        self.model, self.preliminary, self.errors, self.rows = model, preliminary, errors, rows
        if not same:
            self.endResetModel()
            return
        if _settings(model) != _settings(before):
            self.dataChanged.emit(self.index(0, VALUE), self.index(self.rowCount() - 1, KNOWN))
            self.settings_changed.emit()
            return
        # In a drag only values change: the other cells are not painted again.
        for row in self._rows_of_new_values(before) if as_sure else range(self.rowCount()):
            self.dataChanged.emit(self.index(row, VALUE), self.index(row, VALUE))

    def _rows_of_new_values(self, before: JointModel | None) -> list[int]:
        """Rows whose value or error is another than it was in a model with the same parameters."""
        if self.model is None or before is None:
            return []
        known = [(p.value, p.error, value) for p, value in zip(before.parameters, before.values, strict=True)]
        shown = [(p.value, p.error, value) for p, value in zip(self.model.parameters, self.model.values, strict=True)]
        return [i for i, row in enumerate(self.rows) if row.index >= 0 and known[row.index] != shown[row.index]]

    def parameter(self, row: int) -> Parameter | None:
        """The parameter of a row, by its name in the whole fit, with the value a link gives it; None for headings."""
        place = self.place(row)
        if self.model is None or place < 0:
            return None
        parameter = self.model.parameters[place]
        root = self.model.linked_to[place]
        return parameter if root == place else replace(parameter, value=self.model.values[place], error=0.0)

    def place(self, row: int) -> int:
        """Position in the joint model; −1 for a heading or no row."""
        return self.rows[row].index if 0 <= row < len(self.rows) else -1

    def part(self, row: int) -> ModelPart | None:
        """The part of a source that a row belongs to; None for headings and systematics."""
        place = self.place(row)
        if self.model is None or place < 0:
            return None
        for source, where in zip(self.model.sources, self.model.slices, strict=True):
            for name, inside in source.slices.items():
                if inside.start <= place - where.start < inside.stop:
                    return source.parts[name]
        return None

    def row_of(self, name: str) -> int:
        """The row of a parameter, −1 if there is none."""
        names = self.model.names if self.model is not None else ()
        return next((i for i, row in enumerate(self.rows) if row.index >= 0 and names[row.index] == name), -1)

    def show_unit(self, unit: str, shown: str) -> None:
        """Show all parameters of an internal unit in another."""
        self.units[unit] = shown
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))

    def factor(self, parameter: Parameter) -> float:
        """From the internal unit to the one shown."""
        return factor_of(parameter.unit, self.unit_of(parameter))

    def unit_of(self, parameter: Parameter) -> str:
        """The unit that is shown; places stay in degrees where sizes are shown in minutes of arc."""
        return parameter.unit if is_place(parameter.name) else self.units.get(parameter.unit, parameter.unit)

    def typed(self, parameter: Parameter, text: str, field: str) -> float:
        """What was typed into a cell, in the internal unit. Raises ValueError with a sentence."""
        return typed_number(text, field, parameter.unit, self.unit_of(parameter))

    # Qt

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            title = "Limits" if self.folded and section == KNOWN else HEADERS[section]
            return {Role.DisplayRole: title, Role.ToolTipRole: HELP[section]}.get(Role(role))
        return None

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        if self.place(index.row()) < 0:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        parameter = self.parameter(index.row())
        if index.column() in (MINIMUM, MAXIMUM) or (index.column() == VALUE and parameter and not parameter.link):
            flags |= Qt.ItemFlag.ItemIsEditable
        if index.column() == FROZEN:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: ModelIndex, role: int = Role.DisplayRole) -> Any:
        parameter = self.parameter(index.row())
        if parameter is None or self.model is None:
            return self._heading(index, role)
        column = index.column()
        if role == Role.DisplayRole:
            return self._text(parameter, index.row(), column)
        if role == Role.EditRole:
            return self.edit_text(parameter, COLUMNS[column])
        if role == Role.CheckStateRole and column == FROZEN:
            return Qt.CheckState.Checked if parameter.frozen else Qt.CheckState.Unchecked
        if role == Role.ToolTipRole:
            return tooltip(self._tooltip(parameter, index.row(), column))
        if role == Role.TextAlignmentRole and column not in (NAME, UNIT, KNOWN):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.AccessibleTextRole:
            return self._spoken(parameter, index.row(), column)
        return None

    def setData(self, index: ModelIndex, value: Any, role: int = Role.EditRole) -> bool:
        parameter = self.parameter(index.row())
        if parameter is None:
            return False
        field = COLUMNS[index.column()]
        if role == Role.CheckStateRole:
            self.edited.emit(parameter.name, field, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != Role.EditRole or str(value) == self.edit_text(parameter, field):
            return False
        try:
            typed = self.typed(parameter, str(value), field)
        except ValueError:
            return False
        self.edited.emit(parameter.name, field, typed)
        return True

    def edit_text(self, parameter: Parameter, field: str) -> str:
        """What the editor of a cell starts with, in the unit shown."""
        return edit_text(parameter, field, self.factor(parameter))

    def error_of(self, parameter: Parameter) -> tuple[float, float] | None:
        """MINOS errors (down, up), in the unit shown, of a final fit that has them."""
        found = self.errors.get(parameter.name)
        if self.preliminary or found is None or not found.success or parameter.frozen:
            return None
        return found.errn * self.factor(parameter), found.errp * self.factor(parameter)

    def asymmetric_text(self, row: int) -> tuple[str, str, str, str] | None:
        """Value, upper and lower error and what comes after, where MINOS errors are there and differ; else None."""
        parameter = self.parameter(row)
        errors = self.error_of(parameter) if parameter is not None else None
        if parameter is None or errors is None or abs(errors[0] - errors[1]) < SAME * sum(errors):
            return None
        whole = asymmetric(parameter.value * self.factor(parameter), *errors)
        head, _, rest = whole.partition(" +")
        up, _, tail = rest.partition(f" {MINUS}")
        down, bracket, power = tail.partition(")")
        return head, f"+{up}", f"{MINUS}{down}", bracket + power

    def _heading(self, index: ModelIndex, role: int) -> Any:
        if index.column() == NAME and 0 <= index.row() < len(self.rows):
            if role in (Role.DisplayRole, Role.AccessibleTextRole):
                return self.rows[index.row()].label
            if role == Role.ToolTipRole:
                return tooltip(self.rows[index.row()].label)
            if role == Role.FontRole:
                font = QFont()
                font.setBold(True)
                return font
        return None

    def _text(self, parameter: Parameter, row: int, column: int) -> str | None:
        assert self.model is not None
        factor = self.factor(parameter)
        if column == NAME:
            return self.rows[row].label
        if column == VALUE:
            error = 0.0 if parameter.frozen else parameter.error * factor
            if is_place(parameter.name) and not error > 0.0:
                return f"{parameter.value:.{PLACE_DIGITS}f}".replace("-", MINUS)
            return value_error(parameter.value * factor, error)
        if column == UNIT:
            return unit_text(self.unit_of(parameter))
        if column in (MINIMUM, MAXIMUM):
            limit = parameter.minimum if column == MINIMUM else parameter.maximum
            return short_number(limit * factor) if math.isfinite(limit) else ""
        if column != KNOWN:
            return None
        said = self.folded and not is_nuisance(self.model, self.place(row))
        limits = limits_text(parameter.minimum * factor, parameter.maximum * factor) if said else ""
        return "  ".join(filter(None, (known_text(self.model, self.place(row)), limits)))

    def _tooltip(self, parameter: Parameter, row: int, column: int) -> str:
        assert self.model is not None
        if column == NAME:
            return parameter_tooltip(self.part(row), parameter.name)
        if column == VALUE and is_place(parameter.name):
            return f"{self._in_parts(parameter, row)}\n{HELP[VALUE]}"
        if column == VALUE and self.preliminary:
            return f"{HELP[VALUE]}\nError in italics: of the quick fit, or of the fit before a value was typed"
        if column == VALUE and (errors := self.error_of(parameter)):
            both = asymmetric(parameter.value * self.factor(parameter), *errors)
            return (
                f"{both}: MINOS, the others fitted along; symmetric: {self._text(parameter, row, VALUE)}\n{HELP[VALUE]}"
            )
        if column == KNOWN and is_nuisance(self.model, self.place(row)) and parameter.prior:
            return f"Known beforehand to δ = {100 * parameter.prior.b:g} %; pulled by (value − 1)/δ\n{HELP[KNOWN]}"
        if column == KNOWN and (text := self._text(parameter, row, KNOWN)):
            return f"{text}\n{HELP[KNOWN]}"
        if column == UNIT:
            return f"{self._text(parameter, row, UNIT) or 'no unit'}\n{HELP[UNIT]}"
        return HELP[column]

    def _in_parts(self, parameter: Parameter, row: int) -> str:
        """A coordinate in parts of 60, with its error in seconds of arc."""
        right_ascension = self.rows[row].label == "RA"
        text = hms(parameter.value, 0.01) if right_ascension else dms(parameter.value, 0.1)
        return text if parameter.frozen or not parameter.error else f"{text} ± {3600.0 * parameter.error:.2g}″"

    def _spoken(self, parameter: Parameter, row: int, column: int) -> str:
        if column == NAME:
            return parameter_label(parameter.name)
        if column == FROZEN:
            return f"{parameter_label(parameter.name)}: {'frozen' if parameter.frozen else 'free'}"
        if column in (MINIMUM, MAXIMUM) and not self._text(parameter, row, column):
            return "no limit"
        return self._text(parameter, row, column) or ""


def _settings(model: JointModel | None) -> list[tuple[object, ...]]:
    if model is None:
        return []
    settings: list[tuple[object, ...]] = [(p.minimum, p.maximum, p.frozen, p.prior, p.link) for p in model.parameters]
    return [*settings, model.values[model.slices[-1].stop :]]
