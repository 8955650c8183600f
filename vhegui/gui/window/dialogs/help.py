"""Small dialogs: find a command, all shortcuts, about the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
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
