"""Small dialogs: find a command, all shortcuts, about the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

import vhegui

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

# Keys that act inside the map, beside those of the menus.
MAP_KEYS = (
    ("Map", "Move the selected region by a pixel", "Arrows"),
    ("Map", "… by ten pixels", "Shift+Arrows"),
    ("Map", "Resize the selected region", "+ / −"),
    ("Map", "Turn the selected region by a degree, with Shift by ten", "[ / ]"),
    ("Map", "Select the next region, the one before", "Tab, Shift+Tab"),
    ("Map", "Select one more region, all of them", "Ctrl+Click, Ctrl+A"),
    ("Map", "Cut, copy, paste regions, as DS9 does", "Ctrl+X, Ctrl+C, Ctrl+V"),
    ("Map", "Close the polygon that is drawn, take its last corner back", "Return, Backspace"),
    ("Map", "Take a corner of a polygon away; elsewhere on its outline, make one", "Double click"),
    ("Map", "Remove the selected region", "Delete"),
    ("Map", "Take a drag back", "Esc"),
)


class CommandPalette(QDialog):
    """Type letters in any order of words; Enter runs the first match."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Find a command")
        self.resize(520, 420)
        self._window = window
        self.field = QLineEdit()
        self.field.setPlaceholderText("What do you want to do?")
        self.field.setAccessibleName("Search for a command")
        self.list = QListWidget()
        self.list.setAccessibleName("Commands found")
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.field.returnPressed.connect(lambda: self._run(self.list.currentItem()))
        self.list.itemActivated.connect(self._run)
        self._fill("")

    def _fill(self, text: str) -> None:
        words = text.lower().split()
        self.list.clear()
        for action in self._window.actions_by_name.values():
            name = action.text().replace("&", "")
            if all(word in f"{name} {action.statusTip()}".lower() for word in words):
                keys = action.shortcut().toString()
                item = QListWidgetItem(f"{name}    {keys}" if keys else name)
                item.setToolTip(action.statusTip())
                item.setData(Qt.ItemDataRole.UserRole, action.objectName())
                if not action.isEnabled():
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        self.accept()
        self._window.actions_by_name[item.data(Qt.ItemDataRole.UserRole)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and down move in the list while typing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step:
                self.list.setCurrentRow((self.list.currentRow() + step) % max(1, self.list.count()))
                return True
        return super().eventFilter(watched, event)


class ShortcutSheet(QDialog):
    """All shortcuts, by menu."""

    def __init__(self, window: MainWindow) -> None:
        from vhegui.gui.window.main_window import shortcut_table

        super().__init__(window)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 640)
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(24)
        row, last = 0, ""
        for menu, text, keys in sorted(shortcut_table(), key=lambda entry: entry[0]) + list(MAP_KEYS):
            if menu != last:
                heading = QLabel(f"<b>{menu.replace('/', ' › ')}</b>")
                grid.addWidget(heading, row, 0, 1, 2)
                row, last = row + 1, menu
            grid.addWidget(QLabel(text), row, 0)
            grid.addWidget(QLabel(keys), row, 1)
            row += 1
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)


class AboutDialog(QDialog):
    """Version and licence."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("About vhegui")
        text = QLabel(
            f"<h2>vhegui {vhegui.__version__}</h2>"
            "<p>Interactive analysis of very-high-energy gamma-ray data: draw a region on a map and watch the "
            "spectrum follow.</p>"
            "<p>Free software under the BSD 3-Clause licence. Data have terms of their own: read and cite what comes "
            "with them. The demo data are simulated.</p>"
        )
        text.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
