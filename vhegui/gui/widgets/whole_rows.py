"""The place of a table whose last row is seen whole or not at all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QTableView, QWidget

GROWTH = 0.3  # of a row's height that it may have more


class WholeRows(QWidget):
    """Gives a table as many whole rows as there is room for; they share what is left of a row."""

    def __init__(self, table: QTableView) -> None:
        super().__init__()
        self.table = table
        self._usual, self._given = 0, -1  # heights of a row
        table.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusProxy(table)
        table.installEventFilter(self)
        model = table.model()
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self.place)
        table.horizontalScrollBar().rangeChanged.connect(self.place)

    def sizeHint(self) -> QSize:
        """That of the table."""
        return self.table.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least that the table was given, or wants."""
        return self.table.minimumSizeHint().expandedTo(self.table.minimumSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There are more rows, or fewer."""
        super().resizeEvent(event)
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows have another height in other letters."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.place()
        return False

    def place(self, *_: object) -> None:
        """The table at the top, as high as whole rows are."""
        table, rows_header = self.table, self.table.verticalHeader()
        if rows_header.defaultSectionSize() != self._given:  # the table has other letters
            self._usual = rows_header.defaultSectionSize()
        row = self._usual
        header = 0 if table.horizontalHeader().isHidden() else table.horizontalHeader().sizeHint().height()
        bar = table.horizontalScrollBar()
        scroll = bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0
        room = self.height() - header - scroll - 2 * table.frameWidth()
        rows = room // row
        if 0 < rows < table.model().rowCount():
            row += min((room - rows * row) // rows, int(GROWTH * row))
            rest = room - rows * row
        else:
            rest = 0
        self._given = row
        if row != rows_header.defaultSectionSize():
            rows_header.setDefaultSectionSize(row)
        table.setGeometry(0, 0, self.width(), self.height() - rest)
