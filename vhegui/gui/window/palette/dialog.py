"""The palette: a line to type in, and below it what fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout

from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.window.palette.contents import contents
from vhegui.gui.window.palette.find import Find, Index
from vhegui.gui.window.palette.rows import KEYS, WHERE, FindDelegate

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

FIND = Qt.ItemDataRole.UserRole
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
WIDTH, HEIGHT = 90, 26  # of the dialog in letters and lines


class Palette(QDialog):
    """Type some letters in any order of words; Enter goes to what is selected."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Find anything")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._index = Index(contents(window))
        self.field, self.list, self.nothing = QLineEdit(), QListWidget(), PlainLabel()
        self.field.setPlaceholderText("Command, panel, setting, source, run, file …")
        self.field.setAccessibleName("What to find")
        self.field.setToolTip("A few letters, in any order of words; ↑ and ↓ choose, Enter goes there, Esc closes")
        self.field.setClearButtonEnabled(True)
        self.list.setAccessibleName("What was found")
        self.list.setToolTip("Enter or a double click goes there; what is faint cannot be done now")
        self.list.setItemDelegate(FindDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.about = ElidedLabel("What is selected")
        self.about.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.about.setEnabled(False)
        self.nothing.setAccessibleName("Nothing found")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(10, 8, 10, 8)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1)
        layout.addWidget(self.about)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(lambda: self._go(self.list.currentItem()))
        self.list.itemActivated.connect(self._go)
        self.list.currentItemChanged.connect(lambda item, _: self.about.setText("" if item is None else item.toolTip()))
        self._fill("")

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(WIDTH * metrics.averageCharWidth(), HEIGHT * metrics.height())

    def texts(self) -> list[str]:
        """What is listed."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _fill(self, typed: str) -> None:
        found = self._index.search(typed)
        self.list.clear()
        for find in found:
            self.list.addItem(_item(find))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.nothing.setText(
            f"Nothing is called “{typed.strip()}”.\n\nCommands, panels, settings, known sources, the runs of the open "
            "data set and files opened lately are found, by any words of their names or of what is said about them."
        )
        self.list.setCurrentRow(0)

    def _go(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        find: Find = item.data(FIND)
        self.accept()
        find.run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEPS.get(Qt.Key(event.key()))
            if step and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)


def _item(find: Find) -> QListWidgetItem:
    item = QListWidgetItem(find.text)
    where = find.where if find.kind == "Command" else f"{find.kind} · {find.where}".removesuffix(" · ")
    for role, value in ((WHERE, where), (KEYS, find.keys), (FIND, find)):
        item.setData(role, value)
    item.setToolTip(find.tip)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (find.text, where, find.keys))))
    if not find.possible:
        item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item
