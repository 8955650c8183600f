"""Data sets whose files outside of their folder may be read: the user said so, once for each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings

KEY = "allow-outside"


class TrustedData:
    """Remembered in the settings of the window, where there are any, and else for as long as it lives."""

    def __init__(self, settings: Callable[[], QSettings | None]) -> None:
        self._settings = settings
        self._paths: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether the files of a data set may lie anywhere."""
        return path in self._known()

    def add(self, path: str) -> None:
        """From now on they may."""
        self._paths = (*self._known(), path)
        if (settings := self._settings()) is not None:
            settings.setValue(KEY, list(self._paths))

    def _known(self) -> tuple[str, ...]:
        settings = self._settings()
        value = settings.value(KEY) if settings is not None else None
        kept = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return tuple(dict.fromkeys([*self._paths, *map(str, kept)]))
