"""A table of plain rows in which some cells can be typed into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.folding import folded, natural_width
from vhegui.gui.widgets.on_letters import on_letters

ModelIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


@dataclass(frozen=True, eq=False)
class RowColumn:
    """A column: `text(row)` is shown; with `parse` it can be edited (text → value, ValueError with a sentence).

    start(row) : what the editor begins with. lesser : above 0, left out of a table that is too narrow, largest first.
    """

    key: str
    title: str
    tip: str
    text: Callable[[Any], str]
    parse: Callable[[str], Any] | None = None
    start: Callable[[Any], str] | None = None
    right: bool = True
    lesser: int = 0


class RowModel(QAbstractTableModel):
    """edited(row, key, value) when a cell was typed into; refused(sentence) when that meant nothing."""

    edited = Signal(object, str, object)
    refused = Signal(str)

    def __init__(self, columns: Sequence[RowColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Any, ...] = ()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Other contents; the selection stays where the number of rows does."""
        same = len(rows) == len(self.rows)
        if not same:
            self.beginResetModel()
        self.rows = tuple(rows)
        if not same:
            self.endResetModel()
        elif self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return {Role.DisplayRole: column.title, Role.ToolTipRole: column.tip}.get(Role(role))

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        editable = self.columns[index.column()].parse is not None
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: ModelIndex, role: int = Role.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return column.text(row)
        if role == Role.EditRole:
            return (column.start or column.text)(row)
        if role == Role.ToolTipRole:
            return tooltip(f"{column.text(row)}\n{column.tip}".strip())
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: ModelIndex, value: Any, role: int = Role.EditRole) -> bool:
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role != Role.EditRole or column.parse is None or str(value) == (column.start or column.text)(row):
            return False
        try:
            parsed = column.parse(str(value))
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.edited.emit(row, column.key, parsed)
        return True


class RowTable(QTableView):
    """F2 or a double click edits; Delete asks to remove the selected rows."""

    removal_wanted = Signal(object)

    def __init__(self, name: str, columns: Sequence[RowColumn], stretch: str) -> None:
        super().__init__()
        self.rows = RowModel(columns, self)
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        rows = self.verticalHeader()
        on_letters(self, lambda: rows.setDefaultSectionSize(self.fontMetrics().height() + 8))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(30)
        header.setStyleSheet("QHeaderView::section { padding: 4px 4px; }")
        for i, column in enumerate(columns):
            mode = QHeaderView.ResizeMode.Stretch if column.key == stretch else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(i, mode)
        self.rows.modelReset.connect(self._fold)
        self.rows.dataChanged.connect(lambda *_: self._fold())

    def selected(self) -> list[Any]:
        """The selected rows."""
        return [self.rows.rows[index.row()] for index in self.selectionModel().selectedRows()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Leave out what does not fit."""
        widths = [natural_width(self, column) for column in range(len(self.rows.columns))]
        gone = folded(widths, [column.lesser for column in self.rows.columns], self.viewport().width())
        for column in range(len(widths)):
            if (column in gone) != self.isColumnHidden(column):
                self.setColumnHidden(column, column in gone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.selected():
            self.removal_wanted.emit(self.selected())
            return
        super().keyPressEvent(event)
