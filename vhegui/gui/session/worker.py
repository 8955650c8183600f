"""One background thread for slow work: the newest request of a kind wins, late results are dropped.

A request is a plain function of no arguments, or of one argument `progress(fraction, text)` that raises
`Cancelled` when the request has been superseded or cancelled.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from vhegui.core.progress import Cancelled, Progress

PROGRESS_INTERVAL = 0.05


@dataclass(frozen=True, eq=False)
class Request:
    """A piece of slow work. `kind`: a newer request of the same kind replaces an older one."""

    kind: str
    work: Callable[[Progress], Any]
    done: Callable[[Any], object]
    cancelled: threading.Event
    may_run: threading.Event


class Worker(QObject):
    """Runs requests one after the other in its thread; results come back in the GUI thread."""

    progressed = Signal(str, float, str)
    idle = Signal()
    cancelled = Signal()
    _finished = Signal(object, object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: list[Request] = []
        self._running: Request | None = None
        self._held: tuple[Request, Any] | None = None
        self._may_run = threading.Event()
        self._may_run.set()
        self._thread = QThread()
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._runner.finished.connect(self._finish)
        self._runner.progressed.connect(self.progressed)
        self._thread.setObjectName("vhegui slow work")
        self._thread.start()
        # Qt aborts the program when a running thread is destroyed: one that is forgotten is ended first.
        self._end = weakref.finalize(self, _end, self._thread, self._may_run)

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""
        return self._running is not None or bool(self._queue)

    def has(self, kind: str) -> bool:
        """Whether a request of a kind runs or waits."""
        running = [self._running] if self._running is not None and not self._running.cancelled.is_set() else []
        return any(request.kind == kind for request in (*running, *self._queue))

    def submit(self, kind: str, work: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        """Queue work; `done(result)` is called in the GUI thread, with an exception if that is how it ended."""
        self.cancel(kind)
        self._queue.append(Request(kind, work, done, threading.Event(), self._may_run))
        self._next()

    def cancel(self, kind: str | None = None) -> None:
        """Drop waiting requests (of a kind) and ask the running one to stop; their `done` is not called. Without a kind
        `cancelled` says so.
        """
        self._queue = [request for request in self._queue if kind is not None and request.kind != kind]
        if self._running is not None and kind in (None, self._running.kind):
            self._running.cancelled.set()
        if kind is None:
            self.cancelled.emit()

    def pause(self, paused: bool) -> None:
        """While paused nothing starts, and what runs waits where it reports progress: a drag needs the processor.

        What is done by then is handed over afterwards: another session must not come under a drag.
        """
        if paused:
            self._may_run.clear()
        else:
            self._may_run.set()
            held, self._held = self._held, None
            if held is None:
                self._next()
            else:
                QTimer.singleShot(0, self, lambda: self._finish(*held))  # the end of the drag is an edit of its own

    def stop(self) -> None:
        """Cancel everything and end the thread."""
        self.cancel()
        self._end()

    def _next(self) -> None:
        if self._running is None and self._queue and self._may_run.is_set():
            self._running = self._queue.pop(0)
            self._runner.requested.emit(self._running)

    @Slot(object, object)
    def _finish(self, request: Request, result: Any) -> None:
        if not self._may_run.is_set():
            self._held = request, result
            return
        self._running = None
        if not request.cancelled.is_set() and not isinstance(result, Cancelled):
            request.done(result)
        self._next()
        if not self.busy:
            self.idle.emit()


def _end(thread: QThread, may_run: threading.Event) -> None:
    may_run.set()
    thread.quit()
    thread.wait(10_000)


class _Runner(QObject):
    """Lives in the worker thread."""

    requested = Signal(object)
    finished = Signal(object, object)
    progressed = Signal(str, float, str)

    def __init__(self) -> None:
        super().__init__()
        self.requested.connect(self._run)

    @Slot(object)
    def _run(self, request: Request) -> None:
        last = 0.0

        def progress(fraction: float, text: str) -> None:
            nonlocal last
            request.may_run.wait()
            if request.cancelled.is_set():
                raise Cancelled
            now = time.monotonic()
            if now - last > PROGRESS_INTERVAL or fraction >= 1.0:
                last = now
                self.progressed.emit(request.kind, fraction, text)

        try:
            result = request.work(progress)
        except Exception as error:  # handed to `done`, which shows it
            if not isinstance(error, Cancelled):
                logging.getLogger("vhegui").debug("slow work failed", exc_info=True)
            result = error
        self.finished.emit(request, result)
