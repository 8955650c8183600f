"""What fetched data take on this computer, server by server, and making room again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from vhegui.core.dl3.remote import cache
from vhegui.core.dl3.remote.cache import CacheEntry
from vhegui.core.errors import VheguiError
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table_menu import add_view_menu

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

HEADINGS = ("Server", "Files", "Size")


class DataCacheDialog(QDialog):
    """A table of servers with sizes; clears the chosen ones."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Data cache")
        self.resize(560, 380)
        self._worker = window.session.worker
        self._entries: tuple[CacheEntry, ...] = ()
        self.table = self._make_table()
        self.total = PlainLabel("Counting…")
        self.total.setAccessibleName("Size of all fetched data")
        self.total.setWordWrap(True)
        self.status = PlainLabel()
        self.status.setWordWrap(True)
        self.status.setAccessibleName("What happened")
        place = PlainLabel(f"Kept in {cache.cache_folder()}. Cleared data are fetched again when they are needed.")
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.clear = QPushButton("Clear selected")
        self.clear.setToolTip("Delete the fetched files of the chosen servers from this computer")
        self.clear.clicked.connect(self.clear_selected)
        self.clear_everything = QPushButton("Clear all")
        self.clear_everything.setToolTip("Delete all fetched files from this computer")
        self.clear_everything.clicked.connect(self.clear_all)
        for button in (self.clear, self.clear_everything):
            button.setAutoDefault(False)  # Enter never deletes
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        row = QHBoxLayout()
        for widget in (self.clear, self.clear_everything, close):
            row.addWidget(widget)
        row.insertStretch(2, 1)
        layout = QVBoxLayout(self)
        for widget in (self.total, self.table, place, self.status):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.count()

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(HEADINGS))
        table.setAccessibleName("Servers with fetched data")
        table.setHorizontalHeaderLabels(list(HEADINGS))
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.itemSelectionChanged.connect(self._enable)
        add_view_menu(table, "fetched_data", lambda sentence: self.status.setText(f"✕ {sentence}"))
        return table

    def count(self) -> None:
        """Look at the cache, in the background: there may be many files."""
        self._worker.submit("cache", lambda progress: cache.cache_entries(), self._show)

    def clear_selected(self) -> None:
        """Delete the files of the chosen servers."""
        self._clear([self._entries[i] for i in sorted({index.row() for index in self.table.selectedIndexes()})])

    def clear_all(self) -> None:
        """Delete everything, if that is what was meant."""
        text = f"Delete all fetched data ({in_units(sum(e.size for e in self._entries))}) from this computer?"
        buttons = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, "Clear all", text, buttons.Yes | buttons.No, self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.accepted.connect(lambda: self._clear(self._entries))
        box.open()

    def _clear(self, entries: Sequence[CacheEntry]) -> None:
        def work(progress: Any) -> tuple[CacheEntry, ...]:
            for i, entry in enumerate(entries):
                progress(i / len(entries), f"Deleting the files of {entry.name}")
                cache.clear_cache(entry)
            return cache.cache_entries()

        if entries:
            self._worker.submit("cache", work, self._show)

    def _show(self, result: Any) -> None:
        if isinstance(result, Exception):
            self.status.setText(f"✕ {result}" if isinstance(result, VheguiError) else f"✕ {type(result).__name__}")
            return
        self._entries = result
        self.table.setRowCount(len(result))
        for row, entry in enumerate(result):
            for column, text in enumerate((entry.name, str(entry.files), in_units(entry.size))):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(row, column, item)
        size = sum(entry.size for entry in result)
        self.total.setText(
            f"Fetched data take {in_units(size)}." if result else "No fetched data are on this computer."
        )
        self._enable()

    def _enable(self) -> None:
        self.clear.setEnabled(bool(self.table.selectedIndexes()))
        self.clear_everything.setEnabled(bool(self._entries))


def in_units(size: int) -> str:
    """Bytes for people: `820 kB`, `60.9 MB`, `1.25 GB`."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"
