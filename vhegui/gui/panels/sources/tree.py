"""The tree of sources: rows are written anew where they stay, the tick says what takes part in the fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from vhegui.analysis.written_numbers import integer, number
from vhegui.gui.panels.sources.rows import Key, Row, said_of
from vhegui.gui.text.plain import tooltip

HEADERS = ("Source", "Fit", "Model", "ΔTS", "Counts")
TITLE, FIT, MODEL, DELTA_TS, COUNTS = range(5)
HELP = (
    "A source with its parts; the backgrounds of data sets. ● is the source whose spectrum is drawn (double click)",
    "Sources: whether it is in the fit. Parts and backgrounds: whether something of it is fitted (Space)",
    "Place, and values of what is fitted",
    "By how much the statistic is worse without: without the source; as a point; without a cutoff. “Test” asks",
    "Counts expected in the bins that are fitted",
)
KEY = Qt.ItemDataRole.UserRole
SHOWN = "● "


class SourceTree(QTreeWidget):
    """Signals carry the key of a row.

    ticked(key, on) · opened(key) : double click, Return · menu_wanted(key, where) · renamed(key) : F2
    removed(key) : Delete · selected() : another row.
    """

    ticked = Signal(object, bool)
    opened = Signal(object)
    menu_wanted = Signal(object, QPoint)
    renamed = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self._writing = False
        self._build()
        self.itemChanged.connect(self._changed)
        self.itemDoubleClicked.connect(lambda item, column: self.opened.emit(_key(item)) if column != FIT else None)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Write the rows; selection and what is folded stay."""
        before, self.rows = self.rows, rows
        self._writing = True
        if _keys(before) != _keys(rows):
            self._rebuild(rows)
        for item, row in zip(self._items(), _all(rows), strict=True):
            self._write(item, row)
        self.setColumnHidden(DELTA_TS, not any(math.isfinite(row.delta_ts) for row in _all(rows)))  # before a test
        self._writing = False

    @property
    def selected_key(self) -> Key | None:
        """Key of the current row; None without one."""
        item = self.currentItem()
        return None if item is None else _key(item)

    def select(self, key: Key) -> None:
        """Make a row the current one."""
        for item in self._items():
            if _key(item) == key:
                self.setCurrentItem(item)

    def _build(self) -> None:
        self.setAccessibleName("Sources and backgrounds")
        self.setColumnCount(len(HEADERS))
        self.setHeaderLabels(HEADERS)
        for column, tip in enumerate(HELP):
            self.headerItem().setToolTip(column, tooltip(tip))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(MODEL, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(24)
        self.setWordWrap(True)  # numbers are not cut where there is room below them
        header.sectionResized.connect(lambda *_: self.scheduleDelayedItemsLayout())
        self.setAlternatingRowColors(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setExpandsOnDoubleClick(False)

    def _rebuild(self, rows: Iterable[Row]) -> None:
        selected = self.selected_key
        folded = {_key(item) for item in self._items() if item.childCount() and not item.isExpanded()}
        self.clear()
        for row in rows:
            top = self._item(row)
            top.addChildren([self._item(each) for each in row.below])
            self.addTopLevelItem(top)
            top.setExpanded(row.key not in folded)
        if selected is not None:
            self.select(selected)

    @staticmethod
    def _item(row: Row) -> QTreeWidgetItem:
        item = QTreeWidgetItem()
        item.setData(TITLE, KEY, row.key)
        return item

    def _write(self, item: QTreeWidgetItem, row: Row) -> None:
        model = row.values or row.kind
        texts = (
            f"{SHOWN if row.shown else ''}{row.title}",
            None,
            model,
            number(row.delta_ts, 4) if math.isfinite(row.delta_ts) else "",
            integer(row.counts) if math.isfinite(row.counts) else "",
        )
        for column, text in enumerate(texts):
            if text is not None and item.text(column) != text:
                item.setText(column, text)
        for column in (DELTA_TS, COUNTS):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._dress(item, row, model)

    def _dress(self, item: QTreeWidgetItem, row: Row, model: str) -> None:
        """Tick, font, colour, help."""
        if row.fitted is not None:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(FIT, Qt.CheckState.Checked if row.fitted else Qt.CheckState.Unchecked)
        fonts = {TITLE: QFont(self.font())}
        fonts[TITLE].setBold(row.shown)
        fonts[TITLE].setItalic(row.left_out)
        role = QPalette.ColorRole.PlaceholderText if row.left_out else QPalette.ColorRole.Text
        for column in range(len(HEADERS)):
            item.setFont(column, fonts.get(column, self.font()))
            item.setForeground(column, self.palette().color(role))
        named = row.title if row.key.part in ("source", "background") else f"{row.kind}: {row.title}"
        said = f"{named}, left out of the fit" if row.left_out and row.key.part == "source" else named
        item.setToolTip(TITLE, tooltip(f"{said}\n{HELP[TITLE]}"))
        item.setToolTip(FIT, tooltip(HELP[FIT]))
        item.setToolTip(MODEL, tooltip(model or HELP[MODEL]))
        item.setToolTip(DELTA_TS, tooltip(said_of(row.test) if row.test else HELP[DELTA_TS]))
        item.setToolTip(COUNTS, tooltip(HELP[COUNTS]))
        item.setData(TITLE, Qt.ItemDataRole.AccessibleTextRole, f"{said}{', shown' if row.shown else ''}")
        item.setData(FIT, Qt.ItemDataRole.AccessibleTextRole, "in the fit" if row.fitted else "not in the fit")

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for i in range(self.topLevelItemCount()):
            if (top := self.topLevelItem(i)) is not None:
                yield top
                yield from filter(None, (top.child(k) for k in range(top.childCount())))

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._writing and column == FIT:
            self.ticked.emit(_key(item), item.checkState(FIT) == Qt.CheckState.Checked)

    # looks, keys and menu

    def changeEvent(self, event: QEvent) -> None:
        """Items keep the colours and letters that they were written with: another theme writes them anew."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.show_rows(self.rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, item = self.selected_key, self.currentItem()
        if key is None or item is None:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(key)
        elif event.key() == Qt.Key.Key_F2:
            self.renamed.emit(key)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(key)
        elif event.key() == Qt.Key.Key_Space and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
            self.ticked.emit(key, item.checkState(FIT) != Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.itemAt(event.pos()) or self.currentItem()
        if item is not None:
            self.setCurrentItem(item)
            self.menu_wanted.emit(_key(item), event.globalPos())


def _key(item: QTreeWidgetItem) -> Key:
    return item.data(TITLE, KEY)


def _all(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        yield row
        yield from row.below


def _keys(rows: Iterable[Row]) -> list[Key]:
    return [row.key for row in _all(rows)]
