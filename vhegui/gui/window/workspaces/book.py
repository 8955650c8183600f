"""The workspaces of a user: which there are, and how each was left. Remembered between starts."""

from __future__ import annotations

import json
from collections.abc import Iterator

from PySide6.QtCore import QByteArray, QSettings

from vhegui.gui.window.workspaces.defaults import WORKSPACES, Workspace

OWN_TIP = "A layout of your own."


class WorkspaceBook:
    """Those everybody has and those a user has saved, in `settings`. `current` : the name of the one in the window."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._own = {workspace.name: workspace for workspace in self._read_own()}
        current = str(settings.value("workspaces/current", ""))
        self.current = current if current in self else WORKSPACES[0].name

    def __iter__(self) -> Iterator[Workspace]:
        return iter((*WORKSPACES, *self._own.values()))

    def __contains__(self, name: str) -> bool:
        return any(workspace.name == name for workspace in self)

    def __getitem__(self, name: str) -> Workspace:
        return next(workspace for workspace in self if workspace.name == name)

    def state(self, name: str) -> bytes:
        """How a workspace was left; b"" : never changed."""
        return self._bytes(f"workspaces/state/{name}")

    def keep(self, name: str, state: bytes) -> None:
        """Remember how a workspace is left, and that it was the last."""
        self._settings.setValue(f"workspaces/state/{name}", QByteArray(state))
        self._settings.setValue("workspaces/current", self.current)

    def forget(self, name: str) -> None:
        """A workspace is again as it was at first."""
        self._settings.remove(f"workspaces/state/{name}")

    def add(self, title: str, state: bytes) -> Workspace:
        """Save a layout as a workspace of the user's own."""
        number = 1 + max((int(name.removeprefix("own-")) for name in self._own), default=0)
        workspace = Workspace(f"own-{number}", title, OWN_TIP, saved=state)
        self._own[workspace.name] = workspace
        self._settings.setValue(f"workspaces/saved/{workspace.name}", QByteArray(state))
        self._write_own()
        return workspace

    def rename(self, name: str, title: str) -> None:
        """Another title for one of the user's own."""
        old = self._own[name]
        self._own[name] = Workspace(name, title, old.tip, saved=old.saved)
        self._write_own()

    def remove(self, name: str) -> None:
        """Delete one of the user's own."""
        del self._own[name]
        for key in ("state", "saved"):
            self._settings.remove(f"workspaces/{key}/{name}")
        self._write_own()

    def _write_own(self) -> None:
        titles = {workspace.name: workspace.title for workspace in self._own.values()}
        self._settings.setValue("workspaces/own", json.dumps(titles))

    def _read_own(self) -> Iterator[Workspace]:
        try:
            titles = dict(json.loads(str(self._settings.value("workspaces/own", "{}"))))
        except ValueError:  # another program's, or cut off: the layouts everybody has are there
            return
        for name, title in titles.items():
            saved = self._bytes(f"workspaces/saved/{name}")
            if saved and name.removeprefix("own-").isdigit():
                yield Workspace(name, str(title), OWN_TIP, saved=saved)

    def _bytes(self, key: str) -> bytes:
        value = self._settings.value(key)
        return bytes(value.data()) if isinstance(value, QByteArray) else b""
