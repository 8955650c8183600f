"""How long the window's thread answers nothing: the longest piece of work between two beats of a timer.

Measured is the processor time of that thread alone, so that a busy machine does not count; and beside it the time by
the clock, in which the thread also waits for others (for the interpreter's lock, and for the machine).
"""

from __future__ import annotations

import cProfile
import pstats
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer

BEAT_MS = 4


class Heart:
    """Beats as often as the thread has the time; `longest` : processor time between two beats, s; `wall` : the same by
    the clock, in whichever piece of work it was longest.

    With `profiled` the longest piece of work can be told what it did; that makes everything slower.
    """

    def __init__(self, profiled: bool = False) -> None:
        self.longest = self.wall = 0.0
        self.profile: cProfile.Profile | None = None  # of the longest
        self._current = cProfile.Profile() if profiled else None
        self._last, self._last_wall = time.thread_time(), time.perf_counter()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def during(self, do: Callable[[], object], rest: Callable[[], object]) -> float:
        """The longest piece of work from an action to when nothing is left to do, s."""
        self.longest = self.wall = 0.0
        self._last, self._last_wall = time.thread_time(), time.perf_counter()
        if self._current is not None:
            self._current = cProfile.Profile()
            self._current.enable()
        do()
        self._beat()
        rest()
        if self._current is not None:
            self._current.disable()
        return self.longest

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()

    def report(self, lines: int) -> None:
        """Print what the longest piece of work did."""
        if self.profile is not None:
            pstats.Stats(self.profile).strip_dirs().sort_stats("cumulative").print_stats(lines)

    def _beat(self) -> None:
        if self._current is not None:
            self._current.disable()
        now, wall = time.thread_time(), time.perf_counter()
        self.wall = max(self.wall, wall - self._last_wall)
        if now - self._last > self.longest:
            self.longest, self.profile = now - self._last, self._current
        self._last, self._last_wall = now, wall
        if self._current is not None:
            self._current = cProfile.Profile()
            self._current.enable()
