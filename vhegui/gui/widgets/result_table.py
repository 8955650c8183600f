"""A table of results that is read, sorted, copied and saved, never edited."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFont, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QMenu, QTableView, QWidget

from vhegui.core.errors import DataError, VheguiError
from vhegui.gui.widgets.format import number

ModelIndex = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
FORMATS = {".ecsv": "ascii.ecsv", ".csv": "ascii.csv"}


@dataclass(frozen=True)
class Column:
    """key : name in files · header : above the column · unit : as FITS writes it · tip : what it is, how computed
    write : raw value → text · text : left-aligned words instead of numbers."""

    key: str
    header: str
    unit: str = ""
    tip: str = ""
    write: Callable[[Any], str] = number
    text: bool = False


class ResultModel(QAbstractTableModel):
    """Rows of raw values, one for each column; the last `n_bold` rows are totals."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[tuple[Any, ...]] = []
        self.n_bold = 0

    def set_rows(self, rows: list[tuple[Any, ...]], n_bold: int = 0) -> None:
        """New values; cells are updated in place while the number of rows stays."""
        if len(rows) != len(self.rows) or n_bold != self.n_bold:
            self.beginResetModel()
            self.rows, self.n_bold = rows, n_bold
            self.endResetModel()
        elif rows:
            self.rows = rows
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1), [Role.DisplayRole]
            )

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        return {Role.DisplayRole: column.header, Role.ToolTipRole: column.tip or None}.get(Role(role))

    def data(self, index: ModelIndex, role: int = Role.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Role.DisplayRole:
            return column.write(self.rows[index.row()][index.column()])
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column.text else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.FontRole and index.row() >= len(self.rows) - self.n_bold:
            font = QFont()
            font.setBold(True)
            return font
        return None


class ResultTable(QTableView):
    """`set_rows(rows)`; Ctrl+C copies the selected rows (or all) with headers; the context menu saves ECSV and CSV.

    failed(sentence) : a file could not be written.
    """

    failed = Signal(str)

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = ResultModel(columns, self)
        self.file_name = name.lower().replace(" ", "_")
        self.setModel(self.results)
        self.setAccessibleName(name)
        self.setAlternatingRowColors(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setMinimumSectionSize(30)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.actions_ = (
            self._action("Copy", self.copy, QKeySequence(QKeySequence.StandardKey.Copy)),
            self._action("Save as ECSV…", lambda: self._ask_and_save(".ecsv")),
            self._action("Save as CSV…", lambda: self._ask_and_save(".csv")),
        )

    def set_rows(self, rows: list[tuple[Any, ...]], n_bold: int = 0) -> None:
        """New values, one tuple a row in column order; columns are widened for the first rows only."""
        grown = len(rows) != len(self.results.rows)
        self.results.set_rows(rows, n_bold)
        if grown:
            self.resizeColumnsToContents()

    def copy(self) -> None:
        """The selected rows, or all, as tab-separated text with headers: what a spreadsheet takes."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = [self.results.rows[row] for row in chosen] if chosen else self.results.rows
        head = "\t".join(f"{c.key} [{c.unit}]" if c.unit else c.key for c in self.results.columns)
        lines = ["\t".join(str(value) for value in row) for row in rows]
        QGuiApplication.clipboard().setText("\n".join([head, *lines]) + "\n")

    def save(self, path: Path | str) -> None:
        """Write all rows with full precision; `.ecsv` keeps units and descriptions. Raises DataError."""
        from astropy.table import Column as TableColumn
        from astropy.table import Table

        path = Path(path)
        kind = FORMATS.get(path.suffix.lower())
        if kind is None:
            raise DataError(f"{path.name}: a table is written as .ecsv or .csv. Choose one of these endings.")
        values = list(zip(*self.results.rows, strict=True)) or [()] * len(self.results.columns)
        table = Table(
            [
                TableColumn(
                    [_plain(v) for v in column_values], name=c.key, unit=c.unit or None, description=c.tip or None
                )
                for c, column_values in zip(self.results.columns, values, strict=True)
            ]
        )
        try:
            table.write(path, format=kind, overwrite=True)
        except OSError as error:
            raise DataError(
                f"{path}: the table could not be written ({error.strerror}). Choose another folder."
            ) from error

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.export_menu(self).popup(event.globalPos())

    def export_menu(self, parent: QWidget) -> QMenu:
        """A menu of what can be done with the table."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions_)
        return menu

    def _action(self, text: str, do: Callable[[], None], shortcut: QKeySequence | None = None) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda *_: do())
        if shortcut is not None:
            action.setShortcut(shortcut)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        return action

    def _ask_and_save(self, suffix: str) -> None:
        filters = f"{suffix[1:].upper()} (*{suffix})"
        path, _ = QFileDialog.getSaveFileName(self, "Save table", self.file_name + suffix, filters)
        if path:
            try:
                self.save(path if Path(path).suffix else path + suffix)
            except VheguiError as error:
                self.failed.emit(str(error))


def _plain(value: Any) -> Any:
    return math.nan if value is None else value
