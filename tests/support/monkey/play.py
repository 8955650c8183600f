"""The game: gesture after gesture in an event loop, everything watched, and what came of it."""

from __future__ import annotations

import faulthandler
import gc
import random
import sys
import time
import traceback
from dataclasses import dataclass
from pathlib import Path

from memory_use import megabytes
from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QMenu

from monkey import gestures  # noqa: F401  (registers them)
from monkey.answers import Answers
from monkey.checks import all_checks
from monkey.hand import Hand, Steps
from monkey.registry import GESTURES
from monkey.watch import Stall, Watch
from vhegui.gui.session.garbage import GarbageCollector

HANG_S = 180  # after which the process is ended with the stacks of all threads
CHECK_EVERY = 50
WEIGH_EVERY = 250
RECENT = 30


@dataclass(frozen=True)
class Outcome:
    """What came of a game.

    sizes : number of gestures, and resident memory (MB) after collecting the garbage
    with_counts : gestures that began with a source region in which something was counted.
    """

    gestures: int
    seconds: float
    failures: dict[str, str]
    times: dict[str, int]
    stalls: list[Stall]
    sizes: list[tuple[int, float]]
    with_counts: int

    def growth(self) -> float:
        """MB per 10,000 gestures, of the second half; NaN where that is too short to tell."""
        half = self.sizes[len(self.sizes) // 2 :]
        if len(half) < 4:
            return float("nan")
        (first, small), (last, large) = half[0], half[-1]
        return 1e4 * (large - small) / (last - first)

    def figures(self) -> str:
        """A line."""
        own = [stall.own for stall in self.stalls if stall.own > 0.1]
        failed = f"{len(self.failures)} kinds of failure ({sum(self.times.values())} times)"
        stalls = f"{len(self.stalls)} stalls > 100 ms, {len(own)} of them of its own computing"
        longer = f"{sum(each > 0.3 for each in own)} > 300 ms, longest {max(own, default=0.0):.2f} s"
        sizes = f"{self.sizes[0][1]:.0f} to {self.sizes[-1][1]:.0f} MB, growth {self.growth():.0f} MB in 10,000"
        done = f"{self.gestures} gestures ({self.with_counts} with counts) in {self.seconds:.0f} s"
        return "; ".join((done, failed, f"{stalls} ({longer})", sizes))


class Game(QObject):
    """Plays with one window; the dice of gesture n are those of (seed, n), whatever was done before.

    trail : file of what is being done, for crashes that end the process.
    """

    def __init__(self, hand: Hand, seed: str, trail: Path) -> None:
        super().__init__()
        self._hand, self._seed, self._trail = hand, seed, trail
        self._number = self._last = self._with_counts = 0
        self._doing, self._steps = "", _nothing()
        self._inside = False
        self._recent: list[str] = []
        self.watch = Watch(lambda: (self._number, self._doing), self._tell)
        self._sizes: list[tuple[int, float]] = []

    def play(self, count: int) -> Outcome:
        """So many gestures."""
        began = time.perf_counter()
        answers = Answers(self._hand, lambda: self._inside)
        garbage = GarbageCollector(lambda: self._hand.window.session.gesture)
        self._loop, self._last = QEventLoop(), self._number + count
        self.watch.start()
        self._weigh()
        QTimer.singleShot(0, self._next)
        self._loop.exec()
        self._weigh()
        faulthandler.cancel_dump_traceback_later()
        self.watch.stop()
        answers.stop()
        garbage.stop()
        failures = self.watch.failures
        seconds = time.perf_counter() - began
        return Outcome(
            count, seconds, failures.told, dict(failures.times), self.watch.stalls, self._sizes, self._with_counts
        )

    def _next(self) -> None:
        """The next gesture, or a check, or the end."""
        if self._number == self._last:
            self._loop.quit()
            return
        self._number += 1
        faulthandler.dump_traceback_later(HANG_S, exit=True, file=sys.__stderr__)
        self._hand.rng = random.Random(f"{self._seed} {self._number}")
        self._hand.said = self._recent = self._recent[-RECENT:]
        self._with_counts += self._hand.window.session.results.current("counts_table") is not None
        if self._number % WEIGH_EVERY == 0:
            self._weigh()
        if self._number % CHECK_EVERY == 0 or self._number == self._last:
            self._doing, self._steps = "check", all_checks(self._hand, self.watch)
        else:
            self._doing, self._steps = self._choose()
        with self._trail.open("a", encoding="utf-8") as trail:
            print(self._number, self._doing, "after", self._recent[-1:], file=trail)
        self._step()

    def _choose(self) -> tuple[str, Steps]:
        top = self._hand.top()
        if isinstance(top, QMenu) and self._hand.rng.random() < 0.5:
            names = [each for each in GESTURES if each.name == "choose_in_the_open_menu"]
        else:
            names = [each for each in GESTURES if each.anywhere or top is self._hand.window]
        weights = [each.share or 1.0 for each in names]
        chosen = self._hand.rng.choices(names, weights)[0]
        return chosen.name, chosen.do(self._hand)

    def _step(self) -> None:
        """Go on with the gesture until it leaves the window alone for a while."""
        self._inside = True
        try:
            wait = next(self._steps, None)
        except AssertionError as error:
            self.watch.wrong(f"{self._doing}: {str(error)[:60]}", str(error))
            wait = None
        except Exception as error:
            if not _is_gone(error):
                sys.excepthook(type(error), error, error.__traceback__)
            wait = None
        finally:
            self._inside = False
        if wait is None:
            QTimer.singleShot(0, self._next)
        else:
            QTimer.singleShot(wait, self._step)

    def _weigh(self) -> None:
        with self.watch.blind():
            gc.collect()
            self._sizes.append((self._number, megabytes()))

    def _tell(self) -> str:
        return " · ".join(self._recent[-RECENT:])


def _is_gone(error: Exception) -> bool:
    """Whether the hand reached for a widget that its last movement has closed."""
    where = traceback.extract_tb(error.__traceback__)[-1].filename
    return isinstance(error, RuntimeError) and "already deleted" in str(error) and "monkey" in Path(where).parts


def _nothing() -> Steps:
    yield from ()
