"""The run table on screen: selection by mouse and keyboard, columns, copy and export."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from vhegui.gui.numbers.fields import Field, save_fields
from vhegui.gui.panels.observations.columns import COLUMNS
from vhegui.gui.panels.observations.run_table import TICK, RunTable
from vhegui.gui.panels.observations.tick_delegate import TickDelegate
from vhegui.gui.scale import scaled
from vhegui.gui.text.plain import menu_text
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.folding import PADDING
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.table_menu import table_actions

OBJECT = 1 + next(place for place, column in enumerate(COLUMNS) if column.key == "object")
MAX_WIDTH = 118  # pixels, of a column of text
SAMPLE_ROWS = 200


class RunsView(QTableView):
    """Rows are highlighted by selection (for the sky plot, the buttons, copying) and analysed when ticked.

    highlighted(runs) : the selection changed by hand · toggle_requested(runs), only_requested(runs)
    aim_requested(name) : aim at the object of a run · failed(sentence) : a file could not be written ·
    layout_changed() : other columns, another order of them, or of the rows.
    """

    highlighted = Signal(list)
    toggle_requested = Signal(list)
    only_requested = Signal(list)
    aim_requested = Signal(str)
    failed = Signal(str)
    layout_changed = Signal()

    def __init__(self, table: RunTable) -> None:
        super().__init__()
        self.table = table
        self._held: list[int] = []
        self._quiet = False
        self._unwanted = {i + 1 for i, column in enumerate(COLUMNS) if not column.shown}
        self._in_view = 0, -1  # the run that was scrolled to, and how far that was
        self._filling = OBJECT, 0, -1  # the column that is made wider, its usual and its present width
        self._cut: dict[int, tuple[int, int, int]] = {}  # columns of long text: usual, whole and present width
        self.setModel(table)
        self.ticks = TickDelegate(self)
        self.setItemDelegateForColumn(TICK, self.ticks)
        self._set_looks()
        table.toggle_requested.connect(self.toggle_requested)
        table.modelAboutToBeReset.connect(self._hold)
        table.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(self._selected)
        self.doubleClicked.connect(self._double_clicked)

    # --- selection -------------------------------------------------------------------------------------------

    def highlighted_runs(self) -> list[int]:
        """Runs of the selected rows, top to bottom."""
        ranges = self.selectionModel().selection()
        parts = (ranges.at(i) for i in range(ranges.count()))
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return self.table.runs(sorted(rows))

    def highlight(self, runs: Collection[int]) -> None:
        """Select the rows of these runs, show the first; no signal."""
        rows = self.table.rows_of(runs)
        self._quiet = True
        self.selectionModel().select(self._selection(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._quiet = False
        if len(rows):
            self.selectionModel().setCurrentIndex(
                self.table.index(int(rows[0]), max(1, self.currentIndex().column())),
                QItemSelectionModel.SelectionFlag.NoUpdate,
            )
            self.scrollTo(self.table.index(int(rows[0]), self.currentIndex().column()))

    def _selection(self, rows: Any) -> QItemSelection:
        """Rows as few contiguous ranges: thousands of single rows would be slow."""
        selection, last = QItemSelection(), self.table.columnCount() - 1
        if not len(rows):
            return selection
        gaps = np.flatnonzero(np.diff(rows) != 1)
        place = self.table.createIndex  # `index` would ask the model back for every corner
        for top, bottom in zip(rows[[0, *(gaps + 1)]].tolist(), rows[[*gaps, -1]].tolist(), strict=True):
            selection.append(QItemSelectionRange(place(top, 0), place(bottom, last)))
        return selection

    def _hold(self) -> None:
        self._held = self.highlighted_runs()

    def _restore(self) -> None:
        self.highlight(self._held)

    def _selected(self, *_: object) -> None:
        if not self._quiet:
            self.highlighted.emit(self.highlighted_runs())

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() != TICK:
            self.only_requested.emit(self.table.runs([index.row()]))

    def keyPressEvent(self, event: Any) -> None:
        """Space or Enter ticks, Ctrl+Enter uses only the selected rows, Ctrl+C copies them."""
        key, runs = event.key(), self.highlighted_runs()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and runs:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.only_requested if control and key != Qt.Key.Key_Space else self.toggle_requested).emit(runs)
        else:
            super().keyPressEvent(event)

    # --- columns ---------------------------------------------------------------------------------------------

    def fit_columns(self) -> None:
        """Hide what the data set does not say, and give the rest the room its first rows need."""
        useful = self.table.useful_columns() - self._unwanted
        rows = range(min(SAMPLE_ROWS, self.table.rowCount()))
        metrics = self.fontMetrics()
        self.setColumnWidth(TICK, scaled(34))
        self._cut = {}
        for column in range(1, self.table.columnCount()):
            self.setColumnHidden(column, column not in useful)
            texts = {self.table.text(row, column) for row in rows}
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + scaled(14)
            widest = widest + scaled(18) if column == 1 and self.table.problems else widest
            width = max(min(widest, scaled(MAX_WIDTH)), self._header_width(column))
            self.setColumnWidth(column, width)
            if column in useful and widest > width:
                self._cut[column] = (width, widest, width)
        self._use_room()

    def _use_room(self) -> None:
        """Give text that is cut what is left of the width; a column that has been dragged wider or narrower stays.

        What is left of a column that does not fit goes to the objects: no number is cut by the edge.
        """
        column, usual, now = self._filling
        if self.columnWidth(column) == now:
            self.setColumnWidth(column, usual)
        mine = {column: widths for column, widths in self._cut.items() if self.columnWidth(column) == widths[2]}
        used = sum(now - usual for usual, _, now in mine.values())
        room = self.viewport().width() - self.horizontalHeader().length() + used
        for column, (usual, whole, _) in mine.items():
            more = max(0, min(whole - usual, room))
            self.setColumnWidth(column, usual + more)
            self._cut[column] = (usual, whole, usual + more)
            room -= more
        width = self.columnWidth(OBJECT)
        spare = 0 if self.isColumnHidden(OBJECT) else self._spare()
        self.setColumnWidth(OBJECT, width + spare)
        self._filling = OBJECT, width, width + spare

    def _spare(self) -> int:
        """Pixels that the first column that does not fit has of the view; 0 where all fit."""
        header, left = self.horizontalHeader(), self.viewport().width()
        if header.length() <= left:
            return 0
        for column in map(header.logicalIndex, range(header.count())):
            if not self.isColumnHidden(column):
                if self.columnWidth(column) > left:
                    return left
                left -= self.columnWidth(column)
        return 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        run, scrolled = self._in_view
        super().resizeEvent(event)
        self._use_room()
        if scrolled == self.verticalScrollBar().value():
            self.show_run(run)

    def _fit_letters(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.fit_columns()

    def _header_width(self, column: int) -> int:
        """Room for the longer line of a header and the arrow above it."""
        bold = self.font()
        bold.setWeight(QFont.Weight.DemiBold)
        lines = COLUMNS[column - 1].header.split("\n")
        return max(QFontMetrics(bold).horizontalAdvance(line) for line in lines) + scaled(PADDING)

    def show_run(self, run: int) -> None:
        """Scroll to a run, without selecting it; it stays in view in another size, until somebody scrolls."""
        rows = self.table.rows_of([run])
        if len(rows):
            self.scrollTo(self.table.index(int(rows[0]), 1), QAbstractItemView.ScrollHint.PositionAtCenter)
            self._in_view = run, self.verticalScrollBar().value()

    def set_theme(self, theme: Theme) -> None:
        """Recolour the ticks."""
        self.viewport().update()

    def show_column(self, column: int, shown: bool) -> None:
        """Show or hide a column by hand."""
        (self._unwanted.discard if shown else self._unwanted.add)(column)
        self.setColumnHidden(column, not shown)
        self.layout_changed.emit()

    def layout_state(self) -> str:
        """Columns from left to right (hidden ones with a minus) and the sorted one, as text to be remembered."""
        header = self.horizontalHeader()
        order = sorted(range(1, self.table.columnCount()), key=header.visualIndex)
        columns = [f"{'-' if i in self._unwanted else ''}{COLUMNS[i - 1].key}" for i in order]
        section, down = header.sortIndicatorSection(), header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        names = ["analysed", *(column.key for column in COLUMNS)]
        sorted_by = f"{names[section]} {'v' if down else '^'}" if section >= 0 else ""
        return f"{' '.join(columns)} | {sorted_by}"

    def restore_layout(self, state: str) -> None:
        """Columns and order as `layout_state` gave them; columns it does not know stay as they are."""
        columns, _, sorted_by = state.partition("|")
        names = {column.key: i + 1 for i, column in enumerate(COLUMNS)}
        header = self.horizontalHeader()
        with QSignalBlocker(header):
            for at, word in enumerate((w for w in columns.split() if w.lstrip("-") in names), 1):
                section = names[word.lstrip("-")]
                header.moveSection(header.visualIndex(section), at)
                (self._unwanted.add if word.startswith("-") else self._unwanted.discard)(section)
        name, _, direction = sorted_by.strip().partition(" ")
        section = {"analysed": TICK, **names}.get(name, -1)
        order = Qt.SortOrder.DescendingOrder if direction == "v" else Qt.SortOrder.AscendingOrder
        self.sortByColumn(section, order)

    def columns_menu(self, menu: QMenu) -> QMenu:
        """Entries that show and hide columns."""
        useful = self.table.useful_columns()
        for i, column in enumerate(COLUMNS):
            action = menu.addAction(f"{column.title} ({column.unit})" if column.unit else column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(i + 1))
            action.setEnabled(i + 1 in useful)
            action.triggered.connect(lambda on, section=i + 1: self.show_column(section, on))
        return menu

    # --- copy and export -------------------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected rows (all, if none) as shown, with titles, tab-separated, to the clipboard."""
        chosen = self.table.rows_of(self.highlighted_runs())
        rows = chosen if len(chosen) else range(self.table.rowCount())
        shown = [column for column in range(1, self.table.columnCount()) if not self.isColumnHidden(column)]
        head = [COLUMNS[column - 1].header.replace("\n", " ") for column in shown]
        lines = [head, *([self.table.text(int(row), column) for column in shown] for row in rows)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines) + "\n")

    def save(self, path: Path | str) -> None:
        """Write the rows shown, all their columns, with full precision, as `.ecsv` or `.csv`. Raises DataError."""
        save_fields(self.fields(), Path(path))

    def fields(self) -> list[Field]:
        """All columns of the rows shown, with full precision."""
        return [
            Field(column.key, values.tolist(), column.unit if column.unit != "TT" else "d",
                  column.tip.format(reference=self.table.reference))
            for column, values in self.table.exported()
        ]  # fmt: skip

    def contextMenuEvent(self, event: Any) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """What can be done with the selected rows and the table."""
        menu, runs = QMenu(self), self.highlighted_runs()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        some = "this run" if len(runs) == 1 else f"these {len(runs)} runs"
        if runs:
            menu.addAction(f"Analyse only {some}\tCtrl+Return", lambda: self.only_requested.emit(runs))
            menu.addAction(f"Tick or untick {some}\tSpace", lambda: self.toggle_requested.emit(runs))
            if name := self.table.object_of(runs[0]):
                menu.addAction(menu_text(f"Aim at {name}"), lambda: self.aim_requested.emit(name))
            menu.addSeparator()
        menu.addActions(table_actions(self, "runs", self.failed.emit, self.fields, self.save))
        self.columns_menu(menu.addMenu("Columns"))
        return menu

    def _header_menu(self, at: QPoint) -> None:
        menu = self.columns_menu(QMenu(self))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _set_looks(self) -> None:
        self.setAccessibleName("Runs")
        self.setAccessibleDescription("Ticked runs are analysed. Space or Enter ticks the selected rows.")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        on_letters(self, self._fit_letters)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        header.sortIndicatorChanged.connect(lambda *_: self.layout_changed.emit())
        header.sectionMoved.connect(lambda *_: self.layout_changed.emit())
