"""The Qt application: one in a process, and made before anything that takes long to load."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """asked_to_open(path) : the desktop hands a file over by an event, as macOS does for a double click."""

    asked_to_open = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.asked_to_open.emit(event.file())
            return True
        return super().event(event)


def application() -> QApplication:
    """The Qt application, made at the first call."""
    existing = QCoreApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = Application(sys.argv[:1])
    app.setApplicationName("vhegui")
    app.setOrganizationName("vhegui")
    app.setApplicationDisplayName("vhegui")
    app.setDesktopFileName("org.vhegui.Vhegui")
    return app
