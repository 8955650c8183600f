"""The docks of a window, one for every panel: empty until it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from vhegui.gui.panels import PANELS, PanelEntry
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.yielding import MOST, Yielding
from vhegui.gui.window.workspaces.title_bar import TitleBar, TitleIcons

NARROW = QSize(356, MOST.height())  # of the run list: three columns fit a window of 1280 pixels


class Docks(Mapping[str, QDockWidget]):
    """By the names of the panels. seen(name) is called when one appears or is covered or closed, maximise(name) when it
    is to have the whole window, or no longer.
    """

    def __init__(self, window: QMainWindow, seen: Callable[[str], object], maximise: Callable[[str], object]) -> None:
        self._seen = seen
        self._docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, TitleBar] = {}
        self._on_top: dict[str, bool] = {}
        for entry in PANELS:
            dock = QDockWidget(entry.title, window)
            dock.setObjectName(f"dock-{entry.name}")
            dock.visibilityChanged.connect(lambda visible, name=entry.name: self._raised(name, visible))
            title = TitleBar(dock)
            title.maximise_wanted.connect(lambda name=entry.name: maximise(name))
            dock.setTitleBarWidget(title)
            self._docks[entry.name], self._titles[entry.name] = dock, title

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._docks)

    def __len__(self) -> int:
        return len(self._docks)

    def on_top(self, name: str) -> bool:
        """Whether it is seen: neither closed nor behind another tab."""
        return self._on_top.get(name, False)

    def put(self, entry: PanelEntry, widget: QWidget) -> None:
        """Fill a dock."""
        self._docks[entry.name].setWidget(Yielding(widget, NARROW if entry.narrow else MOST))

    def name_of(self, part: QWidget) -> str:
        """The name of a dock; "" for another part of the window."""
        return next((name for name, dock in self._docks.items() if dock is part), "")

    def set_theme(self, name: str, theme: Theme) -> None:
        """The icons of its title."""
        self._titles[name].set_icons(TitleIcons.of_theme(theme))

    def show_maximised(self, maximised: str) -> None:
        """Which of them fills the window, "" for none."""
        for name, title in self._titles.items():
            title.show_maximised(name == maximised)

    def _raised(self, name: str, visible: bool) -> None:
        self._on_top[name] = visible
        self._seen(name)
