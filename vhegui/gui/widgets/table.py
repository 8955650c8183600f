"""Tables to sort, filter, copy and export. Values stay numbers; only the view writes them as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from vhegui.analysis.written_numbers import number
from vhegui.gui.numbers.fields import save_fields
from vhegui.gui.scale import scaled
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.folding import folded, natural_width
from vhegui.gui.widgets.on_letters import on_letters

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column: `name` and `unit` go to files, `title` and `write` to the screen.

    heading : above the column instead of `title (unit)`, where that is too wide.
    edit : what is done with a row and the text typed into it, where it is `editable` · swatches : colours of the rows
    lesser : above 0, the column is left out of a table that is too narrow, those with the largest number first; copies
    and files have it all the same · widest : above 0, pixels that words take at most; their tooltip has them whole.
    """

    name: str
    title: str
    values: Sequence[Any]
    unit: str = ""
    write: Callable[[Any], str] | None = None
    tip: str = ""
    heading: str = ""
    lesser: int = 0
    edit: Callable[[int, str], object] | None = None
    editable: Callable[[int], bool] | None = None
    swatches: Sequence[QColor | None] = ()
    widest: int = 0

    @property
    def numeric(self) -> bool:
        return np.asarray(self.values).dtype.kind in "iuf"

    def text(self, row: int) -> str:
        value = self.values[row]
        if self.write is not None:
            return self.write(value)
        return number(float(value), 4) if isinstance(value, float | np.floating) else str(value)


class TableModel(QAbstractTableModel):
    """Shows columns of equal length; the last `totals` rows are bold."""

    totals = 0

    def __init__(self, columns: Sequence[Column] = ()) -> None:
        super().__init__()
        self.columns = tuple(columns)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other contents; selection and sorting of the views are kept where rows stay."""
        same_shape = [len(c.values) for c in columns] == [len(c.values) for c in self.columns]
        if same_shape and [c.name for c in columns] == [c.name for c in self.columns]:
            self.columns = tuple(columns)
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.columns else len(self.columns[0].values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(index.row())
        if role == Qt.ItemDataRole.DecorationRole and column.swatches:
            return column.swatches[index.row()]
        if role == SORT_ROLE:
            value = column.values[index.row()]
            return value.item() if isinstance(value, np.generic) else value
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None if column.numeric else self._words(column, index.row())
        if role == Qt.ItemDataRole.FontRole and index.row() >= self.rowCount() - self.totals:
            font = QFont()
            font.setBold(True)
            return font
        return None

    @staticmethod
    def _side(column: Column) -> Qt.AlignmentFlag:
        """Numbers end below each other, and their heading ends there, too."""
        side = Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    @staticmethod
    def _words(column: Column, row: int) -> str:
        """Words may be cut in their cell: here they stand whole, and what they mean."""
        return tooltip("\n\n".join(text for text in (column.text(row), column.tip) if text))

    def flags(self, index: Index) -> Qt.ItemFlag:
        column = self.columns[index.column()]
        can = column.edit is not None and (column.editable is None or column.editable(index.row()))
        return super().flags(index) | (Qt.ItemFlag.ItemIsEditable if can else Qt.ItemFlag.NoItemFlags)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        column = self.columns[index.column()]
        if role != Qt.ItemDataRole.EditRole or column.edit is None or str(value) == column.text(index.row()):
            return False
        column.edit(index.row(), str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        if role == Qt.ItemDataRole.DisplayRole:
            return column.heading or (f"{column.title} ({column.unit})" if column.unit else column.title)
        return column.tip or None if role == Qt.ItemDataRole.ToolTipRole else None


class SortedRows(QSortFilterProxyModel):
    """Sorts numbers as numbers (NaN last going up) and filters by words in any column."""

    def __init__(self, source: TableModel) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.setSourceModel(source)
        self.setSortRole(SORT_ROLE)

    def set_filter(self, text: str) -> None:
        """Keep rows in which every word of `text` occurs."""
        self.beginFilterChange()
        self._words = tuple(text.lower().split())
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        model = self.sourceModel()
        if not self._words or not isinstance(model, TableModel):
            return True
        text = " ".join(column.text(row) for column in model.columns).lower()
        return all(word in text for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        a, b = left.data(SORT_ROLE), right.data(SORT_ROLE)
        if isinstance(a, float) and np.isnan(a):
            return False
        if isinstance(b, float) and np.isnan(b):
            return True
        return a < b


class TableView(QTableView):
    """A sortable table whose selected rows can be copied (Ctrl+C) and which can be written to a file."""

    rows_selected = Signal(object)

    def __init__(self, name: str, columns: Sequence[Column] = ()) -> None:
        super().__init__()
        self._sized = self._measured = False
        self.folding = True
        self._natural: list[int] = []
        self.table = TableModel(columns)
        self.rows = SortedRows(self.table)
        self.setModel(self.rows)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.verticalHeader().hide()
        on_letters(self, self._fit_letters)
        self.horizontalHeader().setHighlightSections(False)
        self.setAccessibleName(name)
        self.selectionModel().selectionChanged.connect(lambda *_: self.rows_selected.emit(self.selected_rows()))

    def _fit_letters(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self._sized = False
        self._measure()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other contents."""
        if [column.name for column in columns] != [column.name for column in self.table.columns]:
            self._sized = False
        self.table.set_columns(columns)
        self._measure()

    def set_folding(self, on: bool) -> None:
        """Leave lesser columns out where there is no room, or scroll sideways."""
        self.folding = on
        self.fold()

    def is_wanted(self, column: Column) -> bool:
        """Whether a column is shown at all, given the room."""
        return True

    def fold(self) -> None:
        """Show what is wanted and fits."""
        columns = self.table.columns
        if len(self._natural) != len(columns):
            return
        wanted = [self.is_wanted(column) for column in columns]
        widths = [width * on for width, on in zip(self._natural, wanted, strict=True)]
        ranks = [column.lesser for column in columns]
        gone = folded(widths, ranks, self.viewport().width()) if self.folding else frozenset()
        for place, on in enumerate(wanted):
            hidden = not on or place in gone
            if hidden != self.isColumnHidden(place):
                self.setColumnHidden(place, hidden)
                if not hidden:
                    self.setColumnWidth(place, self._natural[place])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fold()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._measured:
            self._measure()

    def _measure(self) -> None:
        """Give the columns their widths, of a hidden table when it is shown: letters of many cells take long."""
        self._measured = self.isVisible()
        if self._measured:
            self._widen_columns()
            self.fold()

    def _widen_columns(self) -> None:
        """Columns grow with what they hold, so that no number is cut; they never shrink by themselves."""
        known = self._natural if self._sized else [0] * self.table.columnCount()
        self._natural = [max(self._wanted_width(column), width) for column, width in enumerate(known)]
        for column, needed in enumerate(self._natural):
            hidden = self.isColumnHidden(column)
            if not hidden and (needed > self.columnWidth(column) or not self._sized):
                self.setColumnWidth(column, needed)
        self._sized = True

    def _wanted_width(self, column: int) -> int:
        wanted, widest = natural_width(self, column), self.table.columns[column].widest
        return min(wanted, scaled(widest)) if widest else wanted

    def selected_rows(self) -> list[int]:
        """Row numbers of the data (not of the sorted view), ascending."""
        return sorted(self.rows.mapToSource(i).row() for i in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: Any) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Selected rows (all, if none) as shown, with titles, tab-separated, to the clipboard."""
        chosen = set(self.selected_rows()) or set(range(self.table.rowCount()))
        order = [self.rows.mapToSource(self.rows.index(i, 0)).row() for i in range(self.rows.rowCount())]
        head = [str(self.table.headerData(i, Qt.Orientation.Horizontal)) for i in range(self.table.columnCount())]
        lines = [head, *([c.text(row) for c in self.table.columns] for row in order if row in chosen)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def save(self, path: Path | str) -> None:
        """Write all rows with full precision to `.ecsv` (names, units) or `.csv`."""
        save_fields(self.table.columns, Path(path))
