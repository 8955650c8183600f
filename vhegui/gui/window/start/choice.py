"""A page with lines to choose from: the targets of a data set, the data sets of a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
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
    def sizeHint(self) -> QSize:
        return QSize(700, 260)

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.cellDoubleClicked.emit(self.currentRow(), 0)
        else:
            super().keyPressEvent(event)


def _table(name: str, titles: Sequence[str], lines: Sequence[Line]) -> QTableWidget:
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
    height = QPushButton("X").sizeHint().height()
    table.verticalHeader().setDefaultSectionSize(height + 8)
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
    # As high as its lines; of many it scrolls.
    table.setMaximumHeight(header.sizeHint().height() + len(lines) * (height + 8) + 2 * table.frameWidth())
    if lines:
        table.setCurrentCell(0, 0)
    return table
