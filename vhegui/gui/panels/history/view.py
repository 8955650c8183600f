"""Two lists: what was done, and what was kept; a line of buttons below each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.boxes import in_column, in_row

EMPTY = "None yet. Name the state that is shown and keep it, to come back to it or to compare others with it."


class HistoryView(QWidget):
    """stepped(position) : a line of the history was chosen · keep_wanted(name) : the state that is shown
    go_wanted, compare_wanted, remove_wanted(name) : of a snapshot.
    """

    stepped = Signal(int)
    keep_wanted = Signal(str)
    go_wanted = Signal(str)
    compare_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._showing, self._position = False, -1
        self.entries = _list("History", "What was done, oldest first: a click leads to that state, and nothing is lost")
        self.entries.currentRowChanged.connect(lambda row: row < 0 or self._showing or self.stepped.emit(row))
        self.snapshots = _list("Snapshots", "States that were kept: a double click leads there", EMPTY)
        self.snapshots.itemActivated.connect(lambda item: self.go_wanted.emit(_name(item)))
        self.snapshots.currentRowChanged.connect(lambda _: self._enable())
        self.field = QLineEdit()
        self.field.setAccessibleName("Name of the snapshot")
        self.field.setPlaceholderText("A name for this state")
        self.field.setToolTip("Keep the state that is shown under this name; it is saved with the session")
        self.field.returnPressed.connect(self._keep)
        self.keep = _button("Keep", "Keep the state that is shown under this name; it is saved with the session")
        self.keep.clicked.connect(self._keep)
        self.go = _button("Go to", "Show the analysis as it was kept; undo leads back")
        self.go.clicked.connect(lambda: self._with_chosen(self.go_wanted))
        self.compare = _button("Compare", "Pin this state, and compare what is decided now with it (A and B)")
        self.compare.clicked.connect(lambda: self._with_chosen(self.compare_wanted))
        self.remove = _button("Remove", "Forget this snapshot; no result changes")
        self.remove.clicked.connect(lambda: self._with_chosen(self.remove_wanted))
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.entries)
        splitter.addWidget(in_column(QLabel("Snapshots"), in_row(self.field, self.keep), self.snapshots,
                                   in_row(self.go, self.compare, self.remove), spacing=6, margin=0))  # fmt: skip
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(splitter)
        self._enable()

    def show_entries(self, labels: Sequence[str]) -> None:
        """All states, oldest first."""
        self._showing = True
        self.entries.clear()
        self.entries.addItems(list(labels))
        for row, label in enumerate(labels):
            self.entries.item(row).setToolTip(tooltip(label))
        self._showing = False

    def show_position(self, position: int) -> None:
        """The state that is shown; those after it can be had again."""
        self._showing, self._position = True, position
        undone = self.palette().placeholderText().color()
        for row in range(self.entries.count()):
            item, font = self.entries.item(row), self.entries.font()
            font.setItalic(row > position)
            item.setFont(font)
            item.setData(Qt.ItemDataRole.ForegroundRole, undone if row > position else None)
        self.entries.setCurrentRow(position)
        self._showing = False

    def changeEvent(self, event: QEvent) -> None:
        """What is undone has the colour of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.show_position(self._position)

    def show_snapshots(self, names: Sequence[str], current: str) -> None:
        """Those that are kept; the one that is shown now is bold."""
        chosen = self._chosen()
        self.snapshots.clear()
        for name in names:
            item = QListWidgetItem(f"{name}  (shown)" if name == current else name)
            item.setData(Qt.ItemDataRole.UserRole, name)
            font = self.snapshots.font()
            font.setBold(name == current)
            item.setFont(font)
            self.snapshots.addItem(item)
            if name == chosen:
                self.snapshots.setCurrentItem(item)
        self._enable()

    def _chosen(self) -> str:
        item = self.snapshots.currentItem()
        return "" if item is None else _name(item)

    def _with_chosen(self, signal) -> None:
        if name := self._chosen():
            signal.emit(name)

    def _keep(self) -> None:
        self.keep_wanted.emit(self.field.text().strip())
        self.field.clear()

    def _enable(self) -> None:
        for button in (self.go, self.compare, self.remove):
            button.setEnabled(bool(self._chosen()))


def _name(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))


class _List(QListWidget):
    """empty : what to do, where there is no line yet."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty

    def sizeHint(self) -> QSize:
        return QSize(220, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(self.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(8, 6, -8, -6)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, self._empty)


def _list(name: str, tip: str, empty: str = "") -> QListWidget:
    widget = _List(empty)
    widget.setAccessibleName(name)
    widget.setToolTip(tip)
    widget.setTextElideMode(Qt.TextElideMode.ElideRight)
    widget.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return widget


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
