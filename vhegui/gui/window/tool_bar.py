"""The tool bar: what is used most, with words where there is room, and what is selected and came out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from vhegui.gui.scale import scaled
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.notes_button import NotesButton

ROOM = 330  # pixels for the summary without its lesser parts; it is whole before the tools have words
MARGINS = 40  # pixels around the summary, and for another digit or two
BUTTON, AROUND, SEPARATOR = 40, 54, 19  # pixels of a button without a word, around a word, of a separator
CHIEF = ("fit", "open-folder", "palette", "export")  # have their words first, one after the other
LAST = len(CHIEF) + 1  # the turn of the tools; before them what everybody knows without a word
BESIDE, ALONE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


class ToolBar(QToolBar):
    """Where there is little room, the chief commands have words, the tools on the map last of all."""

    def __init__(self, parent: QWidget, summary: ElidedLabel, notes: NotesButton) -> None:
        super().__init__("Tools", parent)
        self.setObjectName("tools")
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._summary, self._notes = summary, notes
        self._buttons: list[tuple[QToolButton, int]] = []  # with their turn to have a word

    def fill(self, entries: Iterable[tuple[Action, QAction]], shape: QAction) -> None:
        """Buttons of the entries that have a word for one; the menu of `shape` follows the tools that draw it."""
        menu = ""
        for entry, action in entries:
            if not entry.button:
                continue
            place = "Fit" if entry.menu == "Help" else entry.menu
            if place != menu and menu:
                self.addSeparator()
            menu = place
            action.setIconText(entry.button)
            self._add(action, _turn(entry))
            if entry.name == "tool-measure":
                shape.setIconText("Shape")
                self._add(shape, LAST)
                self._buttons[-1][0].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.addSeparator()
        self._summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(self._summary)
        self._mark = self.addWidget(self._notes)
        self.mark_notes(())

    def mark_notes(self, notes: Sequence[str]) -> None:
        """Mark beside the summary that these notes on the files may change results."""
        self._notes.show_notes(notes)
        self._mark.setVisible(bool(notes))
        self._dress()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _add(self, action: QAction, turn: int) -> None:
        self.addAction(action)
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        self._buttons.append((button, turn))

    def _dress(self) -> None:
        """As many words as there is room for."""
        free, worded = self.width() - self._least(), -1
        measure = self.fontMetrics().horizontalAdvance
        for turn in sorted({turn for _, turn in self._buttons}):
            words = [button.defaultAction().iconText() for button, its in self._buttons if its == turn]
            free -= sum(scaled(AROUND - BUTTON) + measure(word) for word in words)
            if turn == LAST:
                free -= max(measure(self._summary.text()) + scaled(MARGINS) - scaled(ROOM), 0)
            worded = turn if free >= 0 else worded
        for button, turn in self._buttons:
            button.setToolButtonStyle(BESIDE if turn <= worded else ALONE)

    def _least(self) -> int:
        """Pixels without any word."""
        separators = sum(action.isSeparator() for action in self.actions())
        notes = self._notes.sizeHint().width() + 4 if self._mark.isVisible() else 0
        return scaled(ROOM) + notes + len(self._buttons) * scaled(BUTTON) + separators * scaled(SEPARATOR)


def _turn(entry: Action) -> int:
    """When an entry has its word: the chief ones one by one, what everybody knows, the tools on the map."""
    if entry.name in CHIEF:
        return CHIEF.index(entry.name)
    return LAST if entry.group == "tool" else LAST - 1
