"""The panels of a window by name, each made when it is first seen or asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from vhegui.gui.panels import PANELS, PanelEntry, module_of
from vhegui.gui.widgets.wheel import guard_wheel

if TYPE_CHECKING:
    from vhegui.gui.session.panel import Panel
    from vhegui.gui.session.session import Session

REST_MS = 150
USED = (
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.KeyPress, QEvent.Type.DragMove,
)  # fmt: skip
AT_ONCE = ("log", "countmap")  # the log listens from the start; the tools are those of the map


class PanelShelf:
    """Makes panels late; `there` : those that are made. load(entry) : makes one · made(entry, panel) : puts it into the
    window.
    """

    def __init__(self, load: Callable[[PanelEntry], Panel], made: Callable[[PanelEntry, Panel], None]) -> None:
        self._load, self._made = load, made
        self._waiting = {entry.name: entry for entry in PANELS}
        self._loose: dict[str, Panel] = {}  # made, and not in the window yet
        self.there: dict[str, Panel] = {}

    def make(self, names: Iterable[str]) -> None:
        """Make those that are not there yet."""
        for name in names:
            self.get(name)

    def get(self, name: str) -> Panel:
        """The panel, made now if it has to be. Raises KeyError for an unknown name."""
        entry = self._waiting.pop(name, None)
        if entry is not None:
            panel = self.there[name] = self._loose.pop(name, None) or self._load(entry)
            guard_wheel(panel.widget)
            self._made(entry, panel)
        return self.there[name]

    def in_steps(self, name: str) -> Iterator[None]:
        """Read the code of a panel, make it, put it into the window, as each takes as long as one may have to wait."""
        if name in self._waiting:
            import_module(module_of(self._waiting[name]))
            yield
        if name in self._waiting and name not in self._loose:
            self._loose[name] = self._load(self._waiting[name])
            yield
        self.get(name)
        yield

    def go_on(self) -> bool:
        """Make one of those that are not there yet, or put it into the window: one of both a call, as either takes as
        long as one may wait for an answer. Says whether there is more to do.
        """
        entry = next(iter(self._waiting.values()), None)
        if entry is None:
            return False
        if entry.name in self._loose:
            self.get(entry.name)
        else:
            self._loose[entry.name] = self._load(entry)
        return bool(self._waiting)


class IdleMaker(QObject):
    """Makes the panels of a shelf that nobody has asked for yet, step by step whenever the program has had nothing to
    do and the user has rested for a while: who opens one then does not wait for it.
    """

    def __init__(self, shelf: PanelShelf, session: Session, parent: QObject, rest_ms: int = REST_MS) -> None:
        super().__init__(parent)
        self._shelf, self._session = shelf, session
        self._rest = QTimer(self, singleShot=True, interval=rest_ms)
        self._rest.timeout.connect(self._make)
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._rest.start()

    @property
    def done(self) -> bool:
        """Whether all panels are there."""
        return not self._rest.isActive()

    def stop(self) -> None:
        """Make no more."""
        self._rest.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The user does something: later."""
        if event.type() in USED and self._rest.isActive():
            self._rest.start()
        return False

    def _make(self) -> None:
        if self._session.gesture or self._session.busy or self._shelf.go_on():
            self._rest.start()
        else:
            self.stop()


class Panels(Mapping[str, "Panel"]):
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
