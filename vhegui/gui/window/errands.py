"""What a panel is sent to do from a menu or the palette: it comes to the front, and does it as soon as it can."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractButton

if TYPE_CHECKING:
    from vhegui.gui.session.panel import Panel
    from vhegui.gui.window.main_window import MainWindow

Do = Callable[[Any], object]
Button = Callable[[Any], QAbstractButton]


class Errands(QObject):
    """Of one window; a new errand takes the place of one that still waits."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: tuple[Panel, QAbstractButton] | None = None
        self._shown = False
        window.session.results_changed.connect(lambda _: self._follow())
        window.session.idle.connect(self._try)

    def send(self, panel: str, do: Do | None, button: Button | None) -> None:
        """Show a panel, do something with its presenter, then press a button of it, once it can be pressed."""
        self._window.show_panel(panel)
        presenter = self._window.panels[panel]
        if do is not None:
            do(presenter)
        self._waiting, self._shown = None, False
        if button is not None:
            pressed = button(presenter)
            if not getattr(pressed, "running", False):  # a button that has started its work would stop it
                self._waiting = presenter, pressed
            self._window.session.request_pull()

    def _follow(self) -> None:
        """Only a panel that has been shown what there is knows whether its button can be pressed."""
        if self._waiting is not None and self._waiting[0].visible:
            self._shown = True
            QTimer.singleShot(0, self, self._try)  # slow steps are started, if there are any to wait for

    def _try(self) -> None:
        if self._waiting is None or not self._shown:
            return
        panel, button = self._waiting
        if button.isEnabled():
            self._waiting = None
            button.click()
        elif not self._window.session.busy:
            self._waiting = None
            self._window.show_message(
                "information",
                f"“{button.text()}” has nothing to work on yet: the panel {panel.title} says what is missing.",
            )


def in_panel(panel: str, do: Do | None = None, button: Button | None = None) -> Callable[[MainWindow], object]:
    """What an action does that is an errand."""
    return partial(_send, panel, do, button)


def _send(panel: str, do: Do | None, button: Button | None, window: MainWindow) -> None:
    window.errands.send(panel, do, button)
