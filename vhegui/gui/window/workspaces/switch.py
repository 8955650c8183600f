"""Which workspace fills the window: switching, keeping, resetting; one panel alone and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow

from vhegui.gui.window.sizes import reachable
from vhegui.gui.window.workspaces.book import WorkspaceBook
from vhegui.gui.window.workspaces.defaults import Workspace
from vhegui.gui.window.workspaces.layout import (
    add_closed,
    arrange,
    clear,
    groups,
    hide_unused_tabs,
    make_room,
    share_out,
)

VERSION = 3  # of the states of workspaces: those of another are left for the default


class Workspaces(QObject):
    """The layouts of one window.

    make(panels) : makes panels that will be seen, before they are laid out · changed() : another workspace, or others
    to choose from · settled() : a layout is in place, after much was shown and hidden
    `maximised` : the panel that fills the window, "" : none · `busy` : a layout is being built.
    """

    changed = Signal()
    settled = Signal()

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        settings: QSettings,
        make: Callable[[Sequence[str]], None],
    ) -> None:
        super().__init__(window)
        self._window, self._docks, self._make = window, docks, make
        self._book = WorkspaceBook(settings)
        self._state_before = b""
        self._uncover = QTimer(self, singleShot=True, interval=0)
        self._uncover.timeout.connect(lambda: window.setUpdatesEnabled(True))
        self.maximised = ""
        self.busy = False

    def __iter__(self) -> Iterator[Workspace]:
        return iter(self._book)

    @property
    def current(self) -> Workspace:
        """The one in the window."""
        return self._book[self._book.current]

    def begin(self) -> None:
        """Fill the window with the one that was left last."""
        self._fill()

    def show(self, name: str) -> None:
        """Fill the window with another; the one that is left stays as it is now."""
        if name == self._book.current:
            return
        self.keep()
        self._book.current = name
        self._fill()

    def keep(self) -> None:
        """Remember how the window is laid out now."""
        self.restore()
        self._book.keep(self._book.current, self._saved())

    def reset(self) -> None:
        """The current workspace as it was at first, or as it was saved."""
        self.maximised = ""
        self._book.forget(self._book.current)
        self._fill()

    def save_as(self, title: str) -> None:
        """Keep the layout as a workspace of one's own and go on in it."""
        self.keep()
        self._book.current = self._book.add(title, self._saved()).name
        self.keep()
        self.changed.emit()

    def rename(self, title: str) -> None:
        """Another title for the current one (one's own)."""
        self._book.rename(self._book.current, title)
        self.changed.emit()

    def remove(self) -> None:
        """Delete the current one (one's own); the first of all fills the window."""
        self.restore()
        name, self._book.current = self._book.current, next(iter(self._book)).name
        self._book.remove(name)
        self._fill()

    def bring_up(self, panel: str) -> None:
        """Show a panel in the current workspace, in front; never closes one. One whose screen is gone comes back."""
        if self.maximised != panel:
            self.restore()
        dock = self._docks[panel]
        if dock.isFloating():
            first = self._window.screen()
            others = [screen for screen in first.virtualSiblings() if screen is not first]
            dock.setGeometry(reachable(dock.geometry(), [each.availableGeometry() for each in (first, *others)]))
        dock.show()
        dock.raise_()

    def maximise(self, panel: str) -> None:
        """Fill the window with one panel; with the one that fills it already: back to the workspace."""
        if self.maximised:
            again = self.maximised == panel
            self.restore()
            if again:
                return
        state = self._saved()
        with self._building():
            for name, dock in self._docks.items():
                if name != panel and not dock.isFloating():
                    dock.hide()
            self._docks[panel].show()
            self._state_before, self.maximised = state, panel
        self.changed.emit()

    def restore(self) -> None:
        """Back from one panel to the whole workspace."""
        if not self.maximised:
            return
        self.maximised = ""
        with self._building():
            self._window.restoreState(self._state_before, VERSION)
        self.changed.emit()

    def _fill(self) -> None:
        workspace = self.current
        state = self._book.state(workspace.name) or workspace.saved
        with self._building():
            if not state or not self._apply(state):
                self._arrange(workspace)
        QTimer.singleShot(0, self, self._tidy)
        self.changed.emit()

    def _apply(self, state: bytes) -> bool:
        """Lay the window out as it was; panels that the state does not know are closed tabs of the last dock."""
        clear(self._window, self._docks)
        if not self._window.restoreState(state, VERSION):
            return False
        known = [dock for dock in self._docks.values() if self._placed(dock)]
        strangers = [dock for dock in self._docks.values() if not self._placed(dock)]
        seen = [name for name, dock in self._docks.items() if not dock.isHidden()]
        if not known or not seen:
            return False
        add_closed(self._window, self._docks, strangers, known[-1])
        return True

    def _tidy(self) -> None:
        """Once Qt has shown the tabs that it uses."""
        if not self.maximised:
            hide_unused_tabs(self._window, self._docks)

    def _placed(self, dock: QDockWidget) -> bool:
        return dock.isFloating() or self._window.dockWidgetArea(dock) != Qt.DockWidgetArea.NoDockWidgetArea

    def _arrange(self, workspace: Workspace) -> None:
        layout = workspace.layout or next(iter(self._book)).layout
        assert layout is not None
        self._make([tabs.panels[0] for tabs in groups(layout)])
        arrange(self._window, self._docks, layout)
        QTimer.singleShot(0, self, lambda: self._share_out(workspace))

    def _share_out(self, workspace: Workspace) -> None:
        """Once the docks have their first size; unless another workspace came meanwhile."""
        if workspace is self.current and workspace.layout is not None and not self.maximised:
            share_out(self._window, self._docks, workspace.layout)

    def make_room(self) -> None:
        """Letters have another size: no panel scrolls sideways where others have room to give."""
        layout = self.current.layout
        if layout is not None and not self.maximised:
            make_room(self._window, self._docks, layout)

    def _saved(self) -> bytes:
        return bytes(self._window.saveState(VERSION).data())

    @contextmanager
    def _building(self) -> Iterator[None]:
        """What is seen stays until all of the new is there, and is painted in one go, but not in the same turn."""
        self.busy = True
        self._uncover.stop()
        self._window.setUpdatesEnabled(False)
        try:
            yield
        finally:
            self._uncover.start()
            self.busy = False
            self.settled.emit()
