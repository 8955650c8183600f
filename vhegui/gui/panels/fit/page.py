"""What the pages have in common: a row of controls with a button that starts and stops, a verdict, what is found."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vhegui.gui.theme import Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.start_stop import StartStop

LEAST_WIDTH = 300  # pixels
OLD = "⚠ Of an earlier state of the analysis: start again.  "


class Page(QWidget):
    """started(), stopped() : the button · `say` : one line in plain words · `set_old` : it is of an earlier state.

    headline : of what is shown before anything is found, with the hint and the button.
    """

    started = Signal()
    stopped = Signal()
    title = headline = ""
    least_height = 150

    def __init__(self, start: str, tip: str, hint: str) -> None:
        super().__init__()
        self.setAccessibleName(self.title)
        self.hint, self._verdict, self._old = hint, "", False
        self.go = StartStop(start, tip, self.title, keep_room=True)
        self.go.started.connect(self.started)
        self.go.stopped.connect(self.stopped)
        self.controls = FlowRow(f"{self.title}: what to do")
        self.verdict = PlainLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setContentsMargins(8, 0, 8, 2)
        self.verdict.setAccessibleName("Verdict")
        self.verdict.hide()
        self._nothing = EmptyState(self.headline, hint)
        self._content: EmptyOr | None = None
        self.started.connect(self.uncover)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 2, 0, 4)
        self._layout.setSpacing(1)
        for widget in (self.controls, self.go.bar, self.verdict):
            self._layout.addWidget(widget)

    def minimumSizeHint(self) -> QSize:
        """Not what the controls would need one below the other: then half of the page would have to be scrolled to."""
        return super().minimumSizeHint().boundedTo(QSize(LEAST_WIDTH, self.least_height))

    def fill(self, widget: QWidget) -> None:
        """What is found, below the verdict; not seen before there is something to see."""
        self._content = EmptyOr(widget, self._nothing)
        self._layout.addWidget(self._content, 1)

    def uncover(self) -> None:
        """Something is being found."""
        if self._content is not None:
            self._content.set_empty(False)

    def rest(self) -> None:
        """What was started is over; where it found nothing, the page says again what belongs here."""
        self.go.set_running(False)
        if self._content is not None and not self._verdict:
            self._content.set_empty(True)

    def set_possible(self, possible: bool) -> None:
        """Whether there is a fit to work on."""
        self.go.set_possible(possible)

    def say(self, verdict: str) -> None:
        """In one line, what was found; "" : nothing to say."""
        self._verdict = verdict
        if verdict:
            self.uncover()
        self._write()

    def set_old(self, old: bool) -> None:
        """Whether what is shown belongs to an earlier state of the analysis."""
        if old != self._old:
            self._old = old
            self._write()
            self.dim(0.4 if old else 1.0)

    def dim(self, opacity: float) -> None:
        """Plots faint or not."""

    def set_theme(self, theme: Theme) -> None:
        """Another look."""

    def _write(self) -> None:
        self.verdict.setText((OLD if self._old else "") + self._verdict)
        self.verdict.setVisible(bool(self._verdict))
