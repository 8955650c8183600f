"""Where file dialogs begin: opening beside what was opened last, saving where people keep their work."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QStandardPaths
from PySide6.QtWidgets import QWidget

from vhegui.core.dl3.remote.address import is_address

SAVED, OPENED = "saved-in", "opened-in"  # settings


class FilePlaces(QObject):
    """Of a window, whose child it is: `recent` says what was opened in it, the last first."""

    def __init__(self, window: QWidget, settings: QSettings, recent: Callable[[], Sequence[str]]) -> None:
        super().__init__(window)
        self._settings, self._recent = settings, recent

    @property
    def beside_opened(self) -> str:
        """Beside what was opened last."""
        recent = [path for path in self._recent() if not is_address(path)]
        return str(Path(recent[0]).parent) if recent else str(Path.home())

    def to_open(self, kind: str) -> str:
        """Where a file of this kind was opened last, else beside whatever was."""
        known = str(self._settings.value(_key(kind)) or "")
        return known if os.path.isdir(known) else self.beside_opened

    def opened(self, kind: str, path: Path) -> None:
        """A file of this kind was opened."""
        self._settings.setValue(_key(kind), str(path.absolute().parent))

    @property
    def to_save(self) -> str:
        """Where something was saved last, else beside the data, else the user's documents; never a folder that is
        hidden or cannot be written to, as the cache of the demo data.
        """
        saved = str(self._settings.value(SAVED) or "")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        places = (saved, self.beside_opened, documents)
        return next((place for place in places if _is_for_work(place)), str(Path.home()))

    def saved(self, path: Path) -> None:
        """Something was saved here."""
        self._settings.setValue(SAVED, str(path.absolute().parent))


def _key(kind: str) -> str:
    return f"{OPENED}/{kind.replace('/', ' ')}"


def _is_for_work(place: str) -> bool:
    if not place or not os.path.isdir(place) or not os.access(place, os.W_OK):
        return False
    cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    folder = Path(place).absolute()
    return not any(part.startswith(".") for part in folder.parts) and not folder.is_relative_to(cache or "/nowhere")
