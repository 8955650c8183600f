"""The panels of a window by name. Those behind other tabs are made after the first paint, or when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QObject, QTimer

from vhegui.gui.panels import PANELS, PanelEntry, load_panel
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.session import Session
from vhegui.gui.widgets.wheel import guard_wheel

AT_ONCE = ("log",)  # listens from the start


class PanelShelf(QObject):
    """Makes panels late; `panels` looks like a dict of all of them. made(entry, panel) : puts one into the window."""

    def __init__(self, session: Session, made: Callable[[PanelEntry, Panel], None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._made = session, made
        self._waiting = {entry.name: entry for entry in PANELS}
        self.there: dict[str, Panel] = {}
        self._next = QTimer(self)
        self._next.timeout.connect(self._make_next)

    def make_first(self) -> None:
        """Those that are seen first, one for every place, and those that listen."""
        places: set[str] = set()
        for entry in PANELS:
            if entry.place not in places or entry.name in AT_ONCE:
                places.add(entry.place)
                self.get(entry.name)

    def make_rest(self) -> None:
        """The others, one in every turn of the event loop, between drags."""
        if self._waiting and not self._next.isActive():
            self._next.start(0)

    def stop(self) -> None:
        """Make no more: the window closes."""
        self._next.stop()

    def get(self, name: str) -> Panel:
        """The panel, made now if it has to be. Raises KeyError for an unknown name."""
        entry = self._waiting.pop(name, None)
        if entry is not None:
            panel = self.there[name] = load_panel(entry, self._session)
            guard_wheel(panel.widget)
            self._made(entry, panel)
        return self.there[name]

    def _make_next(self) -> None:
        if self._session.gesture:
            return
        if self._waiting:
            self.get(next(iter(self._waiting)))
        if not self._waiting:
            self._next.stop()


class Panels(Mapping[str, Panel]):
    """All panels of a shelf; looking one up makes it."""

    def __init__(self, shelf: PanelShelf) -> None:
        self._shelf = shelf

    def __getitem__(self, name: str) -> Panel:
        return self._shelf.get(name)

    def __contains__(self, name: object) -> bool:
        return any(entry.name == name for entry in PANELS)

    def __iter__(self) -> Iterator[str]:
        return iter(entry.name for entry in PANELS)

    def __len__(self) -> int:
        return len(PANELS)
