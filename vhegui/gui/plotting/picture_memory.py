"""What was chosen for the last picture, remembered by the window that a plot is in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from vhegui.gui.plotting.sheet import PictureChoice


class PictureMemory(QObject):
    """A child of the window. read() : the choice · keep(choice) : remembers another."""

    def __init__(
        self, parent: QObject, read: Callable[[], PictureChoice], keep: Callable[[PictureChoice], object]
    ) -> None:
        super().__init__(parent)
        self.read, self.keep = read, keep
