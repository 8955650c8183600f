"""The progress of slow work in the status bar: appears after 300 ms, with Cancel."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from vhegui.gui.session.worker import Worker
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel

APPEARS_AFTER_MS = 300
BETWEEN = 8  # pixels between parts of the status line
FLAT = 2  # pixels of a button beside its letters: the status line is always as high as that
GOES_AFTER_MS = 200  # what goes on in parts is at rest between them


class ProgressStrip(QWidget):
    """What is being done, how far it is, and a button to stop it. changed() : it needs more or less room."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._worker: Worker | None = None
        self.label = PlainLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setMaximumWidth(240)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the work in the background")
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop this work; what was there before stays (Ctrl+.)")
        on_letters(self, self._flatten)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        for widget in (self.label, self.bar, self.cancel):
            layout.addWidget(widget)
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # else the window grows and shrinks below the plots
            widget.setSizePolicy(policy)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(APPEARS_AFTER_MS)
        self._delay.timeout.connect(self._appear)
        self._end = QTimer(self, singleShot=True, interval=GOES_AFTER_MS)
        self._end.timeout.connect(self._hide)
        self._set_visible(False)

    def follow(self, worker: Worker) -> None:
        """Tell of the work of this one."""
        self._worker = worker
        self.cancel.clicked.connect(lambda: worker.cancel())
        worker.progressed.connect(self._show_progress)
        worker.idle.connect(self._end.start)

    def _flatten(self) -> None:
        for widget in (self.bar, self.cancel):
            widget.setFixedHeight(self.fontMetrics().height() + FLAT)

    def _show_progress(self, kind: str, fraction: float, text: str) -> None:
        self._end.stop()
        if text != self.label.text():
            self.label.setText(text)
            self.changed.emit()
        self.bar.setValue(round(1000 * fraction))
        if not self.bar.isVisible() and not self._delay.isActive():
            self._delay.start()

    @property
    def taken(self) -> int:
        """Pixels of the status line in which something is seen."""
        return 0 if self.bar.isHidden() else self.sizeHint().width() + BETWEEN

    @property
    def _busy(self) -> bool:
        return self._worker is not None and self._worker.busy

    def _appear(self) -> None:
        self._set_visible(self._busy)

    def _hide(self) -> None:
        if not self._busy:
            self._delay.stop()
            self._set_visible(False)

    def _set_visible(self, visible: bool) -> None:
        for widget in (self.label, self.bar, self.cancel):
            widget.setVisible(visible)
        self.changed.emit()
