"""The table of parameters: compact, reachable by keyboard, scrolling where there are many."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from vhegui.gui.model_editor.parameter_delegate import MARGIN, SMALLER, ParameterDelegate
from vhegui.gui.model_editor.parameter_model import (
    COLUMNS,
    FROZEN,
    KNOWN,
    MAXIMUM,
    MINIMUM,
    NAME,
    UNIT,
    VALUE,
    ParameterTableModel,
)
from vhegui.gui.model_editor.value_painter import in_two_lines
from vhegui.gui.scale import scaled

# Widths are set when the rows change: columns that follow their contents would jump while the mouse drags.
SAMPLES = {VALUE: "(4.791 ± 0.036)×10⁻¹¹", MINIMUM: "0.05", MAXIMUM: "0.05", FROZEN: "Fix"}
NARROWEST, WIDEST = "index", "alpha_norm00"
HEADING = 4  # pixels that a heading needs more when it is twice as large
ROOM = 9  # pixels of a row besides a line: two errors can stand one above the other
MIN_ROWS, MAX_ROWS = 5, 9


class ParameterTable(QTableView):
    """F2 or typing edits, Space freezes; menu_wanted(column, row) where a cell is chosen from a menu."""

    menu_wanted = Signal(int, int)

    def __init__(self, model: ParameterTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parameters, self._unit_width, self._short_unit = model, 0, 0
        self._limit_widths: dict[int, int] = {}
        self.setModel(model)
        self.setItemDelegate(ParameterDelegate(model, self))
        self.setAccessibleName("Model parameters")
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + ROOM)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setStyleSheet("QHeaderView::section { padding: 2px 3px; }")
        header.moveSection(FROZEN, UNIT)  # in a slim panel, what is wanted most is not scrolled away
        self.set_widths()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        model.modelReset.connect(self._arrange)
        model.settings_changed.connect(self.set_widths)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + scaled(ROOM))
            self.set_widths()

    def set_widths(self) -> None:
        """Columns as wide as what they usually hold."""
        for column, sample in SAMPLES.items():
            self.setColumnWidth(column, self._width(sample) + scaled(HEADING) - HEADING)
        texts = [row.label for row in self._parameters.rows if row.index >= 0]
        names = max((self._width(text) for text in texts), default=0)
        self.setColumnWidth(NAME, min(max(names, self._width(NARROWEST)), self._width(WIDEST)))
        units = [self._text(row, UNIT) for row in range(self._parameters.rowCount())]
        for column in (MINIMUM, MAXIMUM):
            texts = [self._text(row, column) for row in range(self._parameters.rowCount())]
            self._limit_widths[column] = max(map(self._width, (SAMPLES[column], *texts)))
        heading = self._width("Unit")
        self._unit_width = max([round(SMALLER * self._width(text)) for text in units], default=0) or heading
        lines = [line for text in units for line in in_two_lines(text)]
        self._short_unit = min(
            max([heading, *(round(SMALLER * self._width(line)) for line in lines)]), self._unit_width
        )
        self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        """The last column takes what is left. In a slim panel it says the limits too, and long units have two lines."""
        room, least = self.viewport().width(), self._width("= index")
        limits = sum(self._limit_widths.values())
        others = sum(self.columnWidth(column) for column in (NAME, VALUE, FROZEN)) + self._unit_width
        slim = others + limits + least > room
        self._parameters.set_folded(slim)
        for column, width in self._limit_widths.items():
            self.setColumnHidden(column, slim)
            if not slim:
                self.setColumnWidth(column, width)
        if not slim:
            others += limits
        texts = [self._text(row, KNOWN) for row in range(self._parameters.rowCount())] if slim else []
        wanted = max([least, *(round(SMALLER * self._width(text)) for text in texts)])
        short = min(max(others + wanted - room, 0), self._unit_width - self._short_unit)
        self.setColumnWidth(UNIT, self._unit_width - short)
        self.setColumnWidth(KNOWN, max(room - others + short, round(SMALLER * least)))  # as its texts are drawn

    def sizeHint(self) -> QSize:
        rows = min(max(MIN_ROWS, self._parameters.rowCount()), MAX_ROWS)
        height = self.horizontalHeader().sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + 4
        return QSize(420, height)

    def edit(self, index: object, *arguments: object) -> object:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Cells that are chosen, not typed, open their menu."""
        triggers = QAbstractItemView.EditTrigger
        opens = bool(arguments) and arguments[0] in (triggers.DoubleClicked, triggers.EditKeyPressed)
        if opens and isinstance(index, QModelIndex | QPersistentModelIndex) and index.column() in (UNIT, KNOWN):
            self.menu_wanted.emit(index.column(), index.row())
            return False
        return super().edit(index, *arguments)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            index = self.model().index(self.currentIndex().row(), FROZEN)
            checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            self.model().setData(index, state, Qt.ItemDataRole.CheckStateRole)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(VALUE, index.row())

    def _arrange(self) -> None:
        """Headings run over all columns; widths fit the new names."""
        self.clearSpans()
        for row in range(self._parameters.rowCount()):
            if self._parameters.place(row) < 0:
                self.setSpan(row, NAME, 1, len(COLUMNS))
        self.set_widths()
        self.updateGeometry()

    def _width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text) + 2 * MARGIN + 2 if text else 0

    def _text(self, row: int, column: int) -> str:
        return str(self._parameters.index(row, column).data() or "")
