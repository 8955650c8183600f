"""All commands with their keys, to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.table_menu import add_view_menu

if TYPE_CHECKING:
    from vhegui.gui.window.action_set import ActionSet

HINT = "Select a command, click into the field and press the keys it shall have."


class KeyPage(QWidget):
    """A table of commands; the keys of the selected one are typed below it."""

    def __init__(self, actions: ActionSet) -> None:
        super().__init__()
        self._actions = actions
        self.table, self.field = QTableWidget(0, 3), QKeySequenceEdit()
        self.none, self.reset, self.said = QPushButton("No keys"), QPushButton("As at first"), PlainLabel(HINT)
        self._build()
        self._fill()

    def filter(self, typed: str) -> bool:
        """Show the commands in which every word occurs; says whether there are any."""
        words, hits = typed.casefold().split(), 0
        for row, entry in enumerate(self._actions.entries.values()):
            text = f"{entry.text} {entry.menu} {self._actions.shortcuts.keys(entry)} {entry.words}".casefold()
            found = all(word in text for word in words)
            self.table.setRowHidden(row, not found)
            hits += found
        return hits > 0

    def reset_all(self) -> None:
        """The keys of all commands as at first."""
        for entry in self._actions.entries.values():
            self._actions.shortcuts.put(entry, entry.shortcut)
        self._actions.show_keys()
        self._fill()

    @property
    def chosen(self) -> str:
        """The name of the selected command, "" for none."""
        row, names = self.table.currentRow(), list(self._actions.entries)
        return names[row] if 0 <= row < len(names) else ""

    def choose(self, name: str) -> None:
        """Select a command."""
        self.table.setCurrentCell(list(self._actions.entries).index(name), 0)

    def _build(self) -> None:
        self.table.setHorizontalHeaderLabels(["Command", "Menu", "Keys"])
        self.table.setAccessibleName("Commands and their keys")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        add_view_menu(self.table, "shortcuts", self.said.setText)
        self.field.setMaximumSequenceLength(1)
        for control, name, tip in (
            (self.field, "Keys of the selected command", "Press the keys that the selected command shall have"),
            (self.none, "No keys", "Take the keys of the selected command away"),
            (self.reset, "Keys as at first", "Give the selected command the keys it had at first"),
        ):
            control.setAccessibleName(name)
            control.setToolTip(tip)
        for button in (self.none, self.reset):
            button.setAutoDefault(False)
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the keys")
        row = QHBoxLayout()
        for widget in (self.field, self.none, self.reset):
            row.addWidget(widget, int(widget is self.field))
        layout = QVBoxLayout(self)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(self.said)
        self.table.currentCellChanged.connect(lambda *_: self._show_chosen())
        self.field.editingFinished.connect(lambda: self._use(self.field.keySequence().toString()))
        self.none.clicked.connect(lambda: self._use(""))
        self.reset.clicked.connect(lambda: self._use(self._actions.entries[self.chosen].shortcut))

    def _fill(self) -> None:
        chosen = self.chosen
        entries = list(self._actions.entries.values())
        self.table.setRowCount(len(entries))
        for row, entry in enumerate(entries):
            keys = self._actions.shortcuts.keys(entry)
            for column, text in enumerate((entry.text, entry.menu.replace("/", " ▸ "), keys)):
                item = QTableWidgetItem(text)
                item.setToolTip(entry.tip)
                font = item.font()
                font.setBold(column == 2 and self._actions.shortcuts.is_own(entry))
                item.setFont(font)
                self.table.setItem(row, column, item)
        self.choose(chosen or entries[0].name)
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = self._actions.entries.get(self.chosen)
        if entry is not None:
            self.field.setKeySequence(QKeySequence(self._actions.shortcuts.keys(entry)))
            self.reset.setEnabled(self._actions.shortcuts.is_own(entry))
            self.said.setText(HINT)

    def _use(self, keys: str) -> None:
        entry = self._actions.entries.get(self.chosen)
        if entry is None or keys == self._actions.shortcuts.keys(entry):
            return
        refused = self._actions.shortcuts.taken(keys, entry, self._actions.entries.values())
        if not refused:
            self._actions.shortcuts.put(entry, keys)
            self._actions.show_keys()
            self._fill()
        else:
            self._show_chosen()
        self.said.setText(refused or (f"“{entry.text}” is {keys} from now on." if keys else HINT))
