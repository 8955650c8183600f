"""The sizes of pictures among the preferences."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtWidgets import QWidget

from vhegui.gui.plotting.picture_memory import PictureMemory
from vhegui.gui.plotting.sheet import PictureChoice
from vhegui.gui.session.preferences import PreferenceStore

NAMES = {field.name: f"picture_{field.name}" for field in fields(PictureChoice)}


def remember_pictures(window: QWidget, preferences: PreferenceStore) -> None:
    """What is chosen for a picture of a plot in the window is a preference from then on."""

    def read() -> PictureChoice:
        return PictureChoice(**{field: getattr(preferences.value, name) for field, name in NAMES.items()})

    def keep(choice: PictureChoice) -> None:
        for field, name in NAMES.items():
            preferences.put(name, getattr(choice, field))

    PictureMemory(window, read, keep)
