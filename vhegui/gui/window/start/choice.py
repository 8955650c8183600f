"""A page with lines to choose from: the targets of a data set, the data sets of a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.widgets.boxes import in_row
from vhegui.gui.window.start.pieces import column_of, headline, muted

WIDEST = 900


@dataclass(frozen=True)
class Line:
    """What is to be chosen: its texts, what choosing it does (with the word for it), and more in a tooltip."""

    texts: tuple[str, ...]
    word: str
    do: Callable[[], object]
    tip: str = ""


class ChoicePage(QWidget):
    """A headline, what to do, a table with a button in every line. left() : none of them."""

    left = Signal()

    def __init__(self, title: str, hint: str, titles: Sequence[str], lines: Sequence[Line], other: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.table = _table(title, titles, lines)
        self.table.cellDoubleClicked.connect(lambda row, _: lines[row].do())
        self.buttons = [self._button(row, line) for row, line in enumerate(lines)]
        self.other = QPushButton(other)
        self.other.setAutoDefault(True)
        self.other.clicked.connect(self.left)
        column = column_of(self, WIDEST)
        for widget in (headline(title, 1.5), muted(hint), self.table):
            column.addWidget(widget)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.table)

    def set_text(self, row: int, column: int, text: str) -> None:
        """What has become known of a line."""
        item = self.table.item(row, column)
        if item is not None:
            item.setText(text)

    def _button(self, row: int, line: Line) -> QPushButton:
        button = QPushButton(menu_text(line.word))
        button.setAccessibleName(f"{line.word}: {line.texts[0]}")
        button.setToolTip(tooltip(line.tip or f"{line.word} {line.texts[0]}"))
        button.setAutoDefault(True)  # Return does it, too
        button.clicked.connect(lambda: line.do())
        self.table.setCellWidget(row, len(line.texts), _with_air(button))
        return button


def _with_air(button: QPushButton) -> QWidget:
    """Buttons of lines below each other do not touch."""
    box = in_row(button)
    box.setContentsMargins(4, 4, 4, 4)
    return box


class _Table(QTableWidget):
    """As high as its lines; of many it scrolls."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self._later = QTimer(self, singleShot=True, interval=0)  # buttons hear of another look after the table
        self._later.timeout.connect(self.fit_lines)

    def sizeHint(self) -> QSize:
        return QSize(700, 260)

    def fit_lines(self) -> None:
        """The buttons say how high a line is: in the look, and with the letters, that they have now."""
        boxes = (self.cellWidget(row, self.columnCount() - 1) for row in range(self.rowCount()))
        line = max((box.sizeHint().height() for box in boxes if box is not None), default=0)
        self.verticalHeader().setDefaultSectionSize(line)
        header = self.horizontalHeader().sizeHint().height()
        self.setMaximumHeight(header + self.rowCount() * line + 2 * self.frameWidth())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit_lines()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange) and self.isVisible():
            self._later.start()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.cellDoubleClicked.emit(self.currentRow(), 0)
        else:
            super().keyPressEvent(event)


def _table(name: str, titles: Sequence[str], lines: Sequence[Line]) -> _Table:
    table = _Table(len(lines), len(titles) + 1)
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels([*titles, ""])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.setStyleSheet("QTableWidget::item { padding: 0 6px; }")
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for row, line in enumerate(lines):
        for column, text in enumerate(line.texts):
            item = QTableWidgetItem(text)
            item.setToolTip(tooltip(text) if column == 0 else "")
            if column:
                item.setTextAlignment(right)
            table.setItem(row, column, item)
    header = table.horizontalHeader()
    for column in range(len(titles)):
        title = table.horizontalHeaderItem(column)
        if title is not None:
            title.setTextAlignment(right if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(
            column, QHeaderView.ResizeMode.Stretch if column == 0 else QHeaderView.ResizeMode.Interactive
        )
        if column:
            table.setColumnWidth(column, max(130, table.sizeHintForColumn(column)))
    table.setColumnWidth(len(titles), 130)
    header.setHighlightSections(False)
    if lines:
        table.setCurrentCell(0, 0)
    return table
