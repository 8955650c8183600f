"""The table of the regions, and what it says while there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QVBoxLayout, QWidget

from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.table import Column, TableView
from vhegui.gui.widgets.table_menu import add_table_menu

HEADLINE = "No regions yet"
HINT = (
    "On the map, press S to draw the ON region, X for an exclusion, E for a region that only measures: each is listed "
    "here with what is counted in it."
)


class RegionTable(TableView):
    """removed() : the Delete key."""

    removed = Signal()

    def keyPressEvent(self, event: Any) -> None:
        if event.matches(QKeySequence.StandardKey.Delete) and self.selected_rows():
            self.removed.emit()
        else:
            super().keyPressEvent(event)


class RegionsView(QWidget):
    """rows_chosen(rows) : by the user · removed() · menu_wanted(menu) : to be filled with what can be done with the
    chosen rows · typed() : nothing is being typed any more · failed(sentence) : a file was not written.
    """

    rows_chosen = Signal(object)
    removed = Signal()
    menu_wanted = Signal(object)
    failed = Signal(str)
    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choosing = False
        self.table = RegionTable("Regions")
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.rows_selected.connect(lambda rows: self._choosing or self.rows_chosen.emit(rows))
        self.table.removed.connect(self.removed)
        self.table.itemDelegate().closeEditor.connect(self.typed)
        add_table_menu(self.table, "regions", self.failed.emit)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(
            lambda at: self.menu().popup(self.table.viewport().mapToGlobal(at))
        )
        self.content = EmptyOr(self.table, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.content)
        self.content.set_empty(True)

    def sizeHint(self) -> QSize:
        return QSize(560, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 120)

    @property
    def typing(self) -> bool:
        """Whether a name is being typed, which other contents would take away."""
        return self.table.state() == QAbstractItemView.State.EditingState

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Other contents; which rows are chosen is said by `choose`."""
        self._choosing = True
        self.table.set_columns(columns)
        self._choosing = False
        self.content.set_empty(not len(columns[0].values))

    def choose(self, rows: Sequence[int]) -> None:
        """Select exactly these rows (no signal)."""
        if rows == self.table.selected_rows():
            return
        selection = QItemSelection()
        for row in rows:
            place = self.table.rows.mapFromSource(self.table.table.index(row, 0))
            selection.select(place, place)
        flags = QItemSelectionModel.SelectionFlag
        self._choosing = True
        self.table.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        self._choosing = False
        if rows:
            self.table.scrollTo(self.table.rows.mapFromSource(self.table.table.index(rows[-1], 0)))

    def menu(self) -> QMenu:
        """What can be done with the chosen rows, and with the table."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        self.menu_wanted.emit(menu)
        menu.addSeparator()
        menu.addActions(self.table.actions())
        return menu
