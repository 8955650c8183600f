"""The panels of a window by name, each made when it is first seen or asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from vhegui.gui.panels import PANELS, PanelEntry, load_panel
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.session import Session
from vhegui.gui.widgets.wheel import guard_wheel

AT_ONCE = ("log", "countmap")  # the log listens from the start; the tools are those of the map


class PanelShelf:
    """Makes panels late; `there` : those that are made. made(entry, panel) : puts one into the window."""

    def __init__(self, session: Session, made: Callable[[PanelEntry, Panel], None]) -> None:
        self._session, self._made = session, made
        self._waiting = {entry.name: entry for entry in PANELS}
        self.there: dict[str, Panel] = {}

    def make(self, names: Iterable[str]) -> None:
        """Make those that are not there yet."""
        for name in names:
            self.get(name)

    def get(self, name: str) -> Panel:
        """The panel, made now if it has to be. Raises KeyError for an unknown name."""
        entry = self._waiting.pop(name, None)
        if entry is not None:
            panel = self.there[name] = load_panel(entry, self._session)
            guard_wheel(panel.widget)
            self._made(entry, panel)
        return self.there[name]


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
