"""The tool bar: what is used most, with words where there is room, and what is selected and came out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from vhegui.gui.window.actions import Action

ROOM = 390  # pixels for the summary
BUTTON, AROUND, SEPARATOR = 42, 50, 34  # pixels of a button without a word, around a word, of a separator
KNOWN = ("save", "export", "undo", "redo")  # icons that everybody knows without a word
BESIDE, ALONE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


class ToolBar(QToolBar):
    """Where there is no room for words, first those of the tools on the map go, then those that are least needed."""

    def __init__(self, parent: QWidget, summary: QWidget, notes: QWidget) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._summary, self._notes = summary, notes
        self._buttons: list[tuple[QToolButton, int]] = []  # with the level up to which they have their word

    def fill(self, entries: Iterable[tuple[Action, QAction]], shape: QAction) -> QAction:
        """Buttons of the entries that have a word for one; the menu of `shape` follows the tools that draw it.

        Returns the action that shows the notes.
        """
        menu = ""
        for entry, action in entries:
            if not entry.button:
                continue
            place = "Fit" if entry.menu == "Help" else entry.menu
            if place != menu and menu:
                self.addSeparator()
            menu = place
            action.setIconText(entry.button)
            self._add(action, 0 if entry.group == "tool" else 1 if entry.name in KNOWN else 2)
            if entry.name == "tool-measure":
                shape.setIconText("Shape")
                self._add(shape, 0)
                self._buttons[-1][0].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.addSeparator()
        self._summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(self._summary)
        return self.addWidget(self._notes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _add(self, action: QAction, level: int) -> None:
        self.addAction(action)
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        self._buttons.append((button, level))

    def _dress(self) -> None:
        """As many words as there is room for."""
        level = next((level for level in range(3) if self._needed(level) <= self.width()), 3)
        for button, least in self._buttons:
            button.setToolButtonStyle(BESIDE if least >= level else ALONE)

    def _needed(self, level: int) -> int:
        """Pixels with the words from a level on."""
        words = [button.defaultAction().iconText() for button, least in self._buttons if least >= level]
        separators = sum(action.isSeparator() for action in self.actions())
        texts = sum(self.fontMetrics().horizontalAdvance(word) for word in words)
        buttons = len(words) * AROUND + (len(self._buttons) - len(words)) * BUTTON
        return ROOM + buttons + separators * SEPARATOR + texts
