"""Where file dialogs begin: opening beside what was opened last, saving where people keep their work."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from vhegui.core.dl3.remote.address import is_address

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

SAVED = "saved-in"  # settings


def start_folder(window: MainWindow) -> str:
    """Beside what was opened last."""
    recent = [path for path in window.recent_paths() if not is_address(path)]
    return str(Path(recent[0]).parent) if recent else str(Path.home())


def save_folder(window: MainWindow) -> str:
    """Where something was saved last, else beside the data, else the user's documents; never a folder that is hidden or
    cannot be written to, as the cache of the demo data.
    """
    saved = str(window.settings.value(SAVED) or "")
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((place for place in (saved, start_folder(window), documents) if _is_for_work(place)), str(Path.home()))


def remember_saved(window: MainWindow, path: Path) -> None:
    """Something was saved here."""
    window.settings.setValue(SAVED, str(path.absolute().parent))


def _is_for_work(place: str) -> bool:
    if not place or not os.path.isdir(place) or not os.access(place, os.W_OK):
        return False
    cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericCacheLocation)
    folder = Path(place).absolute()
    return not any(part.startswith(".") for part in folder.parts) and not folder.is_relative_to(cache or "/nowhere")
