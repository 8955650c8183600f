"""What is watched while the hand moves: mistakes, complaints of Qt, and how long the window did not answer."""

from __future__ import annotations

import faulthandler
import logging
import re
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, qInstallMessageHandler
from qt_messages import is_harmless

BEAT_MS = 10
STALL_S = 0.1
SAMPLE_S = 0.04
OF_THE_HAND = ("outside target",)  # places that QTest finds odd


@dataclass(frozen=True)
class Stall:
    """The window did not answer for `wall` seconds; its thread computed for `own` of them, the process for `all_`.

    where : the function of the program, innermost, that was seen most often meanwhile.
    """

    number: int
    doing: str
    wall: float
    own: float
    all_: float
    where: str


@dataclass
class Failures:
    """What went wrong, each kind of it once, with the number of the gesture and what was done before."""

    told: dict[str, str] = field(default_factory=dict)
    times: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, text: str) -> None:
        """`kind` is the same for what has the same cause."""
        self.times[kind] += 1
        self.told.setdefault(kind, text)


class Watch(QObject):
    """Between `start` and `stop`; `now` tells the number of the gesture and what is being done."""

    def __init__(self, now: Callable[[], tuple[int, str]], recent: Callable[[], str]) -> None:
        super().__init__()
        self.failures, self.stalls = Failures(), list[Stall]()
        self._now, self._recent = now, recent
        self._thread = threading.get_ident()
        self._seen: list[str] = []
        self._last = self._clocks()
        self._running = self._blind = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._log = _Handler(self)

    def start(self) -> None:
        """Listen to everything that reports mistakes."""
        self._running = True
        self._before = sys.excepthook, qInstallMessageHandler(self._qt_says)
        sys.excepthook = self._broke
        logging.getLogger("vhegui").addHandler(self._log)
        self._last = self._clocks()
        self._timer.start(BEAT_MS)
        self._sampler = threading.Thread(target=self._sample, name="sampler", daemon=True)
        self._sampler.start()

    def stop(self) -> None:
        """As it was before."""
        self._running = False
        self._timer.stop()
        self._sampler.join()
        sys.excepthook, handler = self._before
        qInstallMessageHandler(handler)
        logging.getLogger("vhegui").removeHandler(self._log)

    @contextmanager
    def blind(self) -> Iterator[None]:
        """What the hand itself computes is not the window's."""
        self._blind = True
        yield
        self._blind = False
        self._last = self._clocks()

    def wrong(self, kind: str, text: str) -> None:
        """Keep a failure, with what led to it."""
        number, doing = self._now()
        self.failures.add(kind, f"gesture {number} ({doing}): {text}\n  before: {self._recent()}")

    # --- mistakes ---------------------------------------------------------------------------------------------

    def _broke(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        self.wrong(f"exception {kind.__name__} at {_last_place(trace)}", text)

    def _qt_says(self, kind: QtMsgType, _: QMessageLogContext, text: str) -> None:
        if kind == QtMsgType.QtDebugMsg or is_harmless(text) or any(words in text for words in OF_THE_HAND):
            return
        frames = "".join(traceback.format_stack(sys._getframe())[-12:])
        self.wrong(f"Qt: {text[:80]}", f"{text}\n{frames}")

    # --- stalls -----------------------------------------------------------------------------------------------

    def _clocks(self) -> tuple[float, float, float]:
        return time.perf_counter(), time.thread_time(), time.process_time()

    def _beat(self) -> None:
        clocks = self._clocks()
        wall, own, all_ = (new - old for new, old in zip(clocks, self._last, strict=True))
        self._last = clocks
        seen, self._seen = self._seen, []
        if wall > STALL_S and not self._blind:
            number, doing = self._now()
            where = Counter(seen).most_common(1)[0][0] if seen else "?"
            self.stalls.append(Stall(number, doing, wall, own, all_, where))

    def _sample(self) -> None:
        """In a thread of its own: where the window's thread is when it has not answered for some time."""
        with tempfile.TemporaryFile("w+") as file:
            while self._running:
                time.sleep(SAMPLE_S)
                if time.perf_counter() - self._last[0] > SAMPLE_S and not self._blind and len(self._seen) < 200:
                    # Walking another thread's frame objects while it runs is not safe in Python 3.11; this is.
                    file.seek(0)
                    file.truncate()
                    faulthandler.dump_traceback(file)
                    file.seek(0)
                    self._seen.append(_place(file.read(), self._thread))


class _Handler(logging.Handler):
    """Errors in the log of the program are mistakes of the program."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.ERROR)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        trace = record.exc_info[2] if record.exc_info else None
        text = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""  # type: ignore[arg-type]
        self._watch.wrong(f"mistake at {_last_place(trace)}", f"{record.getMessage()}\n{text}")


def _place(stacks: str, thread: int) -> str:
    """The innermost function of the program in the stack of a thread, what it calls, and who called it."""
    stack = next((part for part in re.split(r"\n\n", stacks) if f"{thread:#018x}" in part), "")
    below, names = "", []
    for file, line, name in re.findall(r'File "(.*)", line (\d+) in (.*)', stack):
        if "/vhegui/" in file and len(names) < 3:
            names.append(f"{file.rpartition('/vhegui/')[2]}:{line} {name}")
        elif not names and not below:
            below = f"{file.rpartition('/')[2]} {name}"
    return " < ".join(names or ["Qt"]) + (f" ({below})" if below else "")


def _last_place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
