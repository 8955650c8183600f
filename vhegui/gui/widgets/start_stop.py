"""A button that starts work in the background and stops what it has started, and a bar that shows how far it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

PARTS = 1000


class StartStop(QPushButton):
    """started(), stopped() : it was pressed. `bar` is seen while something runs; it is placed apart from the button.

    start : on the button while nothing runs · tip : what it starts · work : what the bar shows the progress of
    keep_room : the bar has its place also while it is hidden.
    """

    started = Signal()
    stopped = Signal()

    def __init__(self, start: str, tip: str, work: str, keep_room: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(start, parent)
        self.running = False
        self._start, self._possible = start, True
        self.setAccessibleName(start)
        self.setToolTip(tip)
        self.setAutoDefault(False)
        self.clicked.connect(lambda: (self.stopped if self.running else self.started).emit())
        self.bar = QProgressBar()
        self.bar.setRange(0, PARTS)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(5)
        self.bar.setAccessibleName(f"Progress of {work}")
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(keep_room)
        self.bar.setSizePolicy(policy)
        self.bar.hide()

    def set_possible(self, possible: bool) -> None:
        """Whether there is something to start; what runs can always be stopped."""
        self._possible = possible
        self.setEnabled(possible or self.running)

    def set_running(self, running: bool) -> None:
        """Whether what it has started runs."""
        if running == self.running:
            return
        self.running = running
        self.setText("Stop" if running else self._start)
        self.setAccessibleName(self.text())
        self.bar.setVisible(running)
        self.show_progress(0.0)
        self.set_possible(self._possible)

    def show_progress(self, fraction: float) -> None:
        """From 0 to 1."""
        self.bar.setValue(round(PARTS * fraction))
