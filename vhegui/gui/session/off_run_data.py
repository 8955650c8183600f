"""The off runs that have been read for the current state: opened in the worker when a run needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.loading.off_runs import OffRuns, off_runs_for, read_off_runs
from vhegui.analysis.state import Analysis
from vhegui.core.background.off_runs import OffRun
from vhegui.core.dl3.observation import Observation
from vhegui.core.dl3.store import Store
from vhegui.gui.session.worker import Worker

KIND = "off runs"  # of request


class OffRunData(QObject):
    """`given` is what the steps get: run → its off runs that are there.

    changed : more was read · message : severity and sentence · failed : an exception, and what could not be done.
    """

    changed = Signal()
    message = Signal(str, str)
    failed = Signal(object, str)

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.given: dict[int, tuple[OffRun, ...]] = {}
        self._worker = worker
        self._known = OffRuns()
        self._reading: tuple[int, ...] = ()
        worker.idle.connect(self._nothing_is_read)

    def follow(self, analysis: Analysis, observations: Mapping[int, Observation], store: Store) -> None:
        """Read the off runs that the runs of the state need and memory lacks."""
        chosen = off_runs_for(analysis, observations, store)
        self._known = self._known.only(chosen)
        given = self._known.of(chosen)
        if given != self.given:  # else the same object, so that nothing is measured again
            self.given = given
        missing, known = self._known.missing(chosen), self._known
        if not missing or missing == self._reading:
            return
        self._reading = missing
        self._worker.submit(
            KIND, lambda progress: read_off_runs(store, chosen, known, observations, progress), self._done
        )

    def forget(self) -> None:
        """Another data set is open."""
        self._worker.cancel(KIND)
        self.given, self._known, self._reading = {}, OffRuns(), ()

    def try_again(self) -> None:
        """Forget which could not be read."""
        self._known = OffRuns(self._known.read)

    def _done(self, result: Any) -> None:
        self._reading = ()
        if isinstance(result, Exception):
            self.failed.emit(result, "the off runs could not be read")
            return
        for run in result.problems.keys() - self._known.problems.keys():
            self.message.emit("warning", result.problems[run])
        self._known = result
        self.changed.emit()

    def _nothing_is_read(self) -> None:
        self._reading = ()
