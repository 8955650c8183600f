"""Small dialogs: all shortcuts, about the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
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
from vhegui.gui.widgets.plain_label import PlainLabel

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

# Keys and gestures inside panels, beside the commands of the menus.
OF_PANELS = (
    ("On the map", "Move the selected region or source by a pixel", "Arrows"),
    ("On the map", "… by ten pixels", "Shift+Arrows"),
    ("On the map", "Resize the selected region or source", "+ / −"),
    ("On the map", "Turn the selected region or source by a degree, with Shift by ten", "[ / ]"),
    ("On the map", "Select the next region or source, the one before", "Tab, Shift+Tab"),
    ("On the map", "Select one more region, all of them", "Ctrl+Click, Ctrl+A"),
    ("On the map", "Cut, copy, paste regions, as DS9 does", "Ctrl+X, Ctrl+C, Ctrl+V"),
    ("On the map", "Close the polygon that is drawn, take its last corner back", "Return, Backspace"),
    ("On the map", "Take a corner of a polygon away; elsewhere on its outline, make one", "Double click"),
    ("On the map", "Remove the selected region or source", "Delete"),
    ("On the map", "See the events near a place in all panels", "Shift+Drag"),
    ("On the map", "Take a drag back, let go of what is brushed", "Esc"),
    ("In plots", "Look closer or back, only in x, only in y", "Wheel, Shift+Wheel, Ctrl+Wheel"),
    ("In plots", "Show everything again", "Double click"),
    ("In plots", "Copy, save or print the picture, or its numbers", "Right click"),
    ("In tables", "Copy the selected rows", "Ctrl+C"),
    ("In tables", "Tick the selected runs, freeze the selected parameter", "Space"),
    ("In tables", "Analyse the selected runs only", "Ctrl+Return"),
    ("In tables", "Type into a cell", "F2 or double click"),
    ("Panels", "Fill the window with a panel, and back", "Double click on its title"),
)


class ShortcutSheet(QDialog):
    """All shortcuts, by menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(560, 640)
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(24)
        row, last = 0, ""
        for menu, text, keys in [*_of_commands(window), *OF_PANELS]:
            if menu != last:
                heading = QLabel(f"<b>{menu.replace('/', ' › ')}</b>")
                grid.addWidget(heading, row, 0, 1, 2)
                row, last = row + 1, menu
            what, which = PlainLabel(text), PlainLabel(keys)
            what.setWordWrap(True)
            which.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            grid.addWidget(what, row, 0)
            grid.addWidget(which, row, 1)
            row += 1
        grid.setColumnStretch(0, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(area)
        layout.addWidget(buttons)


def _of_commands(window: MainWindow) -> list[tuple[str, str, str]]:
    """Menu, text and keys of every command that has some, by menu."""
    actions = window.action_set
    keyed = [(entry, actions.shortcuts.keys(entry)) for entry in actions.entries.values()]
    menus = list(dict.fromkeys(entry.menu for entry, _ in keyed))
    found = [(entry.menu, entry.text, keys) for entry, keys in keyed if keys]
    return sorted(found, key=lambda row: menus.index(row[0]))


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
