"""The menu bar: its titles at once, what the menus hold once all of the registry is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from vhegui.gui.later import Later
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.window.actions.entry import Action
from vhegui.gui.window.actions.frame import MENUS

if TYPE_CHECKING:
    from vhegui.gui.window import opening
    from vhegui.gui.window.main_window import MainWindow
else:
    opening = Later("vhegui.gui.window.opening")


class Menus:
    """Of one window. `recent` : files opened last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._menus: dict[str, QMenu] = {}
        for title in MENUS:
            self.at(title)
        self.recent = QMenu("Open recent", window)
        self.recent.setToolTipsVisible(True)

    def at(self, path: str) -> QMenu:
        """The menu at a path like "View/Theme", made at its first use."""
        if path not in self._menus:
            parent, _, title = path.rpartition("/")
            above = self.at(parent) if parent else self._window.menuBar()
            menu = self._menus[path] = above.addMenu(f"&{title}")
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self._window.all_needed)  # no menu is seen before it has its entries
            if not parent:
                menu.aboutToShow.connect(self._window.show_state)  # panels change things of their own
        return self._menus[path]

    def fill(self, entries: Iterable[Action]) -> None:
        """Put all entries into their menus."""
        for entry in entries:
            menu = self.at(entry.menu)
            if entry.separator and menu.actions():
                menu.addSeparator()
            menu.addAction(self._window.actions_by_name[entry.name])
            if entry.name == "open-demo":
                menu.addMenu(self.recent)

    def fill_recent(self) -> None:
        """Bring File → Open recent up to date."""
        paths = self._window.recent_paths()
        self.recent.clear()
        for number, path in enumerate(paths, 1):
            action = self.recent.addAction(f"&{number % 10}  {menu_text(Path(path).name)}")
            action.setToolTip(tooltip(path))
            action.triggered.connect(lambda _=False, path=path: opening.open_any(self._window, path))
        self.recent.setEnabled(bool(paths))
