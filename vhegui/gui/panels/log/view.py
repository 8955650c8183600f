"""A table of time, kind and text, with a filter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vhegui.gui.scale import scaled
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.table_menu import add_view_menu
from vhegui.gui.widgets.whole_rows import WholeRows

KEPT_LINES = 5000
MARKS = {"error": "✖ error", "warning": "▲ warning", "note": "◆ format note", "information": "• message"}
COLORS = {"error": "error", "warning": "warning", "note": "muted"}


class LogView(QWidget):
    """`add(severity, text)` appends a line; severities are those of `MARKS`."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme = LIGHT
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Time", "Kind", "What"])
        self.table.setAccessibleName("Messages and format notes")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        on_letters(self.table, self._fit_letters)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter")
        self.filter.setAccessibleName("Show only lines that contain this text")
        self.filter.setToolTip("Only lines that contain this text")
        self.filter.textChanged.connect(self._filter)
        self.notes = QCheckBox("Format notes")
        self.notes.setToolTip("What the reader assumed where a file departs from the GADF standard")
        self.notes.setChecked(True)
        self.notes.toggled.connect(self._filter)
        copy = QPushButton("Copy")
        copy.setToolTip("Copy the selected lines, or all (Ctrl+C)")
        copy.clicked.connect(self.copy)
        add_view_menu(self.table, "log", lambda sentence: self.add("error", sentence))
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self.copy, context=Qt.ShortcutContext.WidgetShortcut)
        top = QHBoxLayout()
        for widget in (self.filter, self.notes, copy):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 6)
        layout.addLayout(top)
        layout.addWidget(WholeRows(self.table))

    def _fit_letters(self) -> None:
        for column, width in enumerate((76, 116)):
            self.table.setColumnWidth(column, scaled(width))

    def add(self, severity: str, text: str) -> None:
        """One more line at the end."""
        self.add_all(severity, [text])

    def add_all(self, severity: str, texts: Sequence[str]) -> None:
        """More lines at the end."""
        texts, first = texts[-KEPT_LINES:], self.table.rowCount()
        self.table.setRowCount(first + len(texts))
        for row, text in enumerate(texts, first):
            self._write(row, severity, text)
        for _ in range(self.table.rowCount() - KEPT_LINES):
            self.table.removeRow(0)
        self.table.scrollToBottom()

    def _write(self, row: int, severity: str, text: str) -> None:
        for column, value in enumerate((datetime.now().strftime("%H:%M:%S"), MARKS.get(severity, severity), text)):
            item = QTableWidgetItem(value)
            item.setToolTip(tooltip(text))
            item.setData(Qt.ItemDataRole.UserRole, severity)
            self._colour(item)
            self.table.setItem(row, column, item)
        self._filter_row(row)

    def copy(self) -> None:
        """Put the selected lines, or all, on the clipboard."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()}) or range(self.table.rowCount())
        lines = ["\t".join(self._text(row, column) for column in range(3)) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def set_theme(self, theme: Theme) -> None:
        """Recolour all lines."""
        self._theme = theme
        for row in range(self.table.rowCount()):
            for column in range(3):
                item = self.table.item(row, column)
                if item is not None:
                    self._colour(item)

    def _colour(self, item: QTableWidgetItem) -> None:
        item.setForeground(self._theme.color(COLORS.get(item.data(Qt.ItemDataRole.UserRole), "text")))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text() if item is not None else ""

    def _filter(self) -> None:
        for row in range(self.table.rowCount()):
            self._filter_row(row)

    def _filter_row(self, row: int) -> None:
        hidden = self.filter.text().lower() not in self._text(row, 2).lower()
        hidden |= not self.notes.isChecked() and self._text(row, 1) == MARKS["note"]
        self.table.setRowHidden(row, hidden)
