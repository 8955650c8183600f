"""Which keys do what: as the entries of the registry say, or as the user wants it; remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

from vhegui.gui.window.actions.entry import Action

KEY = "shortcuts"
OF_WIDGETS = (  # keys with a meaning inside the map, tables and fields
    "Esc", "Tab", "Shift+Tab", "Return", "Enter", "Space", "Backspace", "Del", "Left", "Right", "Up", "Down", "Home",
    "End", "+", "-", "[", "]", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "F2",
)  # fmt: skip


class Shortcuts:
    """Of one user."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._own: dict[str, str] = _read(str(settings.value(KEY, "")))

    def keys(self, entry: Action) -> str:
        """The keys of an action, "" for none."""
        return self._own.get(entry.name, entry.shortcut)

    def is_own(self, entry: Action) -> bool:
        """Whether the user has changed them."""
        return entry.name in self._own

    def put(self, entry: Action, keys: str) -> None:
        """Other keys; those of the registry are nothing of one's own."""
        self._own = {name: own for name, own in self._own.items() if name != entry.name}
        if keys != entry.shortcut:
            self._own[entry.name] = keys
        self._settings.setValue(KEY, json.dumps(self._own))

    def taken(self, keys: str, entry: Action, others: Iterable[Action]) -> str:
        """Why an action cannot have these keys: what has them already, in a sentence; "" where they are free."""
        wanted = QKeySequence(keys)
        if keys and any(wanted == QKeySequence(each) for each in OF_WIDGETS):
            return f"{keys} is needed inside the map, tables and fields: choose other keys."
        for other in others:
            if keys and other.name != entry.name and QKeySequence(self.keys(other)) == wanted:
                return f"{keys} is “{other.text}”: give that other keys first, or none."
        return ""


def _read(text: str) -> dict[str, str]:
    try:
        known = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(keys) for name, keys in known.items()} if isinstance(known, dict) else {}
