"""A study of the session and the button that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vhegui.gui.session.session import Session


class StudyRun:
    """Asks for a study where the button starts, takes it back where it stops, and has its bar show how far it is.

    kind : the step on request · label : in undo · button : a `vhegui.gui.widgets.start_stop.StartStop`
    asked : the settings, as they are then.
    """

    def __init__(self, session: Session, kind: str, label: str, button: Any, asked: Callable[[], Any]) -> None:
        self._session, self._kind, self._label = session, kind, label
        self._button, self._asked = button, asked
        button.started.connect(self.start)
        button.stopped.connect(self.stop)
        session.background.progressed.connect(self._show_progress)
        session.background.idle.connect(session.request_pull)

    def start(self) -> None:
        """Ask for it, one step to undo."""
        self._button.set_running(True)
        self._session.ask(self._label, self._kind, self._asked())

    def stop(self) -> None:
        """It is not wanted any more."""
        self._session.studies.cancel(self._kind)
        self._button.set_running(False)

    def follow(self) -> None:
        """Show whether it runs."""
        self._button.set_running(self._session.studies.running(self._kind))

    def _show_progress(self, kind: str, fraction: float, text: str) -> None:
        if kind == self._kind and self._button.running:
            self._button.show_progress(fraction)
