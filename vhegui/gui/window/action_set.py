"""The actions of a window as Qt has them, made from their entries; workspaces of the user's own come and go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from vhegui.gui.icons import themed_icon
from vhegui.gui.theme import Theme
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.shortcuts import Shortcuts

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

TOOL = "select"  # of the mouse, at the beginning


class ActionSet:
    """`entries` and `by_name` (the Qt actions), both by the names of the actions."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.shortcuts = Shortcuts(window.settings)
        self._groups: dict[str, QActionGroup] = {}
        self._theme: Theme | None = None
        self.entries: dict[str, Action] = {}
        self.by_name: dict[str, QAction] = {}

    def fill(self, entries: Iterable[Action]) -> None:
        """Make the actions of entries that are not there yet; all stand in the order of the entries from now on."""
        for entry in entries:
            if entry.name not in self.entries:
                self.add(entry)
        for of_all in (self.entries, self.by_name):
            for entry in entries:
                of_all[entry.name] = of_all.pop(entry.name)  # type: ignore[assignment]

    def add(self, entry: Action) -> QAction:
        """Make the action of an entry."""
        action = QAction(entry.text, self._window)
        action.setObjectName(entry.name)
        action.triggered.connect(lambda _=False: self._run(entry))
        action.setStatusTip(entry.tip)
        action.setCheckable(entry.checked is not None)
        if entry.group:
            self._groups.setdefault(entry.group, QActionGroup(self._window)).addAction(action)
        self.entries[entry.name], self.by_name[entry.name] = entry, action
        self._window.addAction(action)
        self._write_keys(entry)
        self._dress(entry)
        return action

    def remove(self, name: str) -> None:
        """Take an action away from everywhere it is shown."""
        del self.entries[name]
        action = self.by_name.pop(name)
        for widget in action.associatedObjects():
            if isinstance(widget, QWidget):
                widget.removeAction(action)  # at once: its key may be another's from now on
        action.deleteLater()

    def show_keys(self) -> None:
        """The keys are others."""
        for entry in self.entries.values():
            self._write_keys(entry)

    def _write_keys(self, entry: Action) -> None:
        action, keys = self.by_name[entry.name], self.shortcuts.keys(entry)
        action.setShortcut(QKeySequence(keys))
        shown = f" ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})" if keys else ""
        action.setToolTip(f"<b>{entry.text}</b>{shown}<br>{entry.tip}" if entry.tip else f"{entry.text}{shown}")

    def show_state(self) -> None:
        """Bring check marks and enabled states up to date."""
        for name, entry in self.entries.items():
            if entry.checked is not None:
                self.by_name[name].setChecked(entry.checked(self._window))
            if entry.enabled is not None:
                self.by_name[name].setEnabled(entry.enabled(self._window))

    def show_beginning(self, workspace: str) -> None:
        """As long as there is nothing to work on: what needs something cannot be done."""
        for name, entry in self.entries.items():
            self.by_name[name].setEnabled(entry.enabled is None)
        for name in (f"workspace-{workspace}", f"tool-{TOOL}"):
            self.by_name[name].setChecked(True)

    def set_theme(self, theme: Theme) -> None:
        """Icons in the colours of the text."""
        self._theme = theme
        for entry in self.entries.values():
            self._dress(entry)

    def _dress(self, entry: Action) -> None:
        if entry.icon and self._theme is not None:
            self.by_name[entry.name].setIcon(themed_icon(entry.icon, self._theme))

    def _run(self, entry: Action) -> None:
        self._window.all_needed.emit()
        if entry.enabled is None or entry.enabled(self._window):
            entry.run(self._window)
        self._window.show_state()
