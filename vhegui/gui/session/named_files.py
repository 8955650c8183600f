"""Small files that a state names beside its runs, masks say: read in the worker, each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from vhegui.core.progress import Progress
from vhegui.gui.session.worker import Worker

Read = tuple[Mapping[str, Any], Mapping[str, str]]


class NamedFiles(QObject):
    """`known` is what was read: name → content; another mapping whenever there is more. `problems`: name → why it could
    not be read.

    what : they are, in the plural · read : what can be read of these names, and what is wrong with the others.
    changed : more was read, or is known not to be readable · message : severity and sentence · failed : an exception,
    and what could not be done.
    """

    changed = Signal()
    message = Signal(str, str)
    failed = Signal(object, str)

    def __init__(
        self, worker: Worker, what: str, read: Callable[[tuple[str, ...]], Read], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.known: Mapping[str, Any] = {}
        self._worker, self._what, self._read = worker, what, read
        self._reading: tuple[str, ...] = ()
        self.problems: Mapping[str, str] = {}
        worker.idle.connect(self._nothing_is_read)

    @property
    def reading(self) -> bool:
        """Whether some are being read."""
        return bool(self._reading)

    def follow(self, names: Iterable[str]) -> None:
        """Read those of these files that are not known yet; what cannot be read is said once."""
        wanted = tuple(name for name in dict.fromkeys(names) if name not in self.known.keys() | self.problems.keys())
        if not wanted or wanted == self._reading:
            return
        self._reading = wanted

        def work(progress: Progress) -> Read:
            progress(0.0, f"Reading {self._what}")
            return self._read(wanted)

        self._worker.submit(self._what, work, self._done)

    def try_again(self) -> None:
        """Forget which could not be read."""
        self.problems = {}

    def forget(self) -> None:
        """Read everything anew: another data set is open."""
        self._worker.cancel(self._what)
        self.known, self._reading, self.problems = {}, (), {}

    def _done(self, result: Any) -> None:
        self._reading = ()
        if isinstance(result, Exception):
            self.failed.emit(result, f"the {self._what} could not be read")
            return
        found, problems = result
        self.problems = {**self.problems, **problems}
        for problem in problems.values():
            self.message.emit("error", problem)
        self.known = {**self.known, **found}
        self.changed.emit()

    def _nothing_is_read(self) -> None:
        """Reading was cancelled: the next edit asks for it again."""
        self._reading = ()
