"""Python's cyclic garbage collection, in the GUI thread only.

Left alone it runs in whichever thread happens to allocate, and a Qt object destroyed in the worker's thread can crash
the program. So automatic collection is off while a window lives, and a timer collects between frames.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class GarbageCollector(QObject):
    """Collects once a second, what automatic collection would, unless the window is `busy` with a drag."""

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._busy = busy
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(INTERVAL_MS)

    def collect(self) -> None:
        """Collect every generation whose threshold is passed."""
        if self._busy():
            return
        counts = gc.get_count()
        due = [generation for generation in range(3) if counts[generation] > self._thresholds[generation] > 0]
        if due:
            gc.collect(max(due))

    def keep(self) -> None:
        """What is there now stays: looking through all the code that was read would take a tenth of a second."""
        gc.freeze()

    def stop(self) -> None:
        """Back to automatic collection, of everything."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
