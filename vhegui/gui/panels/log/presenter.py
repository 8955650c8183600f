"""Collects messages and the log of the program."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from vhegui.core.files.notes import counted
from vhegui.gui.panels.log.view import LogView
from vhegui.gui.session.panel import Panel

if TYPE_CHECKING:
    from vhegui.gui.session.results import Results
    from vhegui.gui.session.session import Session
    from vhegui.gui.theme import Theme

AT_ONCE = 100  # notes that are written in one go
SEVERITIES = {logging.DEBUG: "detail", logging.INFO: "information", logging.WARNING: "warning", logging.ERROR: "error"}


class _Bridge(QObject):
    """Brings log records of any thread to the GUI thread."""

    record = Signal(str, str)


class _Handler(logging.Handler):
    def __init__(self, bridge: _Bridge) -> None:
        super().__init__(logging.INFO)
        self._bridge = bridge

    def emit(self, record: logging.LogRecord) -> None:
        self._bridge.record.emit(SEVERITIES.get(record.levelno, "information"), self.format(record))


class LogPanel(Panel):
    """What was said, newest last; format notes of every run that was read."""

    name = "log"
    title = "Log"

    def __init__(self, session: Session) -> None:
        self.view = LogView()
        super().__init__(session, self.view)
        self._noted: set[int] = set()
        self._waiting: list[str] = []
        self._later = QTimer(self.view, singleShot=True, interval=0)
        self._later.timeout.connect(self._add_some)
        self._bridge = _Bridge(self.view)
        self._bridge.record.connect(self.view.add)
        self._handler = _Handler(self._bridge)
        logging.getLogger("vhegui").addHandler(self._handler)
        self.view.destroyed.connect(lambda: logging.getLogger("vhegui").removeHandler(self._handler))
        session.message.connect(self.view.add)
        session.store_changed.connect(self._store_opened)
        session.results_changed.connect(self._add_notes)
        session.data.spectra_read.connect(self._add_spectrum_notes)

    def _store_opened(self, store: object) -> None:
        self._noted.clear()
        self._waiting.clear()
        if store is None:
            return
        self.view.add("information", f"Opened {store.label}: {counted(len(store.index), 'run')}")  # type: ignore[attr-defined]
        for note in store.notes:  # type: ignore[attr-defined]
            self.view.add("note", str(note))
        for run, problem in store.problems.items():  # type: ignore[attr-defined]
            self.view.add("warning", f"run {run}: {problem}")

    def _add_notes(self, results: Results) -> None:
        new = {run: each for run, each in results.loaded.observations.items() if run not in self._noted}
        self._noted |= new.keys()
        self._waiting += [str(note) for observation in new.values() for note in observation.notes]
        self._add_some()

    def _add_some(self) -> None:
        """A hundred runs have a thousand notes: some now, the others when there is time."""
        some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        if some:
            self.view.add_all("note", some)
            self._later.start()

    def _add_spectrum_notes(self, notes: Iterable[object]) -> None:
        for note in notes:
            self.view.add("note", str(note))

    def show(self, results: Results) -> None:
        """The log does not depend on results."""

    def set_theme(self, theme: Theme) -> None:
        """Recolour the severities."""
        self.view.set_theme(theme)
