"""A colour bar whose ends can be dragged: the value under the mouse goes with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal

from vhegui.gui.plotting.axes.stretch import unstretch
from vhegui.gui.plotting.colour_bar import ColourBar

END = 0.35  # part of the bar at each end that moves this end alone
OUTWARDS = 3.0  # spans that a drag over the whole bar adds
CONTRAST = 4.0  # times as much for half of the height upwards, as little downwards
NARROWEST = 0.05  # of the bar


class LimitsBar(ColourBar):
    """begun(), moved(low, high) …, then committed() or cancelled(); reset_wanted() on a double click.

    Near an end, that end moves; between them both do.
    """

    begun = Signal()
    moved = Signal(float, float)
    committed = Signal()
    cancelled = Signal()
    reset_wanted = Signal()

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._start: tuple[str, float, float] | None = None
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setToolTip(
            "Colour limits: drag the upper or the lower end, or between them both.\n"
            "Double click: automatic (of significances at most ±6 σ). More ▸ Limits: numbers, percentiles, zscale."
        )

    def mouseDragEvent(self, event: Any) -> None:
        """Move limits while the button is down."""
        event.accept()
        if event.isStart():
            self._start = self._state[:3]
            self.begun.emit()
        if self._start is None:  # taken back with Esc
            return
        height = max(1.0, self.size().height())
        self.moved.emit(*self.dragged(1.0 - event.buttonDownPos().y() / height, 1.0 - event.pos().y() / height))
        if event.isFinish():
            self._start = None
            self.committed.emit()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """Back to what is chosen by itself."""
        event.accept()
        self.reset_wanted.emit()

    def turn(self, across: float, up: float, begins: bool, ends: bool) -> None:
        """Bias and contrast from a drag elsewhere, `across` and `up` in parts of where it is done."""
        if begins:
            self._start = self._state[:3]
            self.begun.emit()
        if self._start is None or not self.isVisible():
            return
        self.moved.emit(*self.turned(across, up))
        if ends:
            self._start = None
            self.committed.emit()

    def turned(self, across: float, up: float) -> tuple[float, float]:
        """Limits after a drag that began with those of now: to the right all is darker, upwards contrast is higher."""
        scale, low, high = self._start or self._state[:3]
        half, middle = 0.5 * CONTRAST ** (-2.0 * up), 0.5 + across
        return _beyond(middle - half, scale, low, high), _beyond(middle + half, scale, low, high)

    def cancel(self) -> bool:
        """Take a drag back; says whether there was one."""
        if self._start is None:
            return False
        self._start = None
        self.cancelled.emit()
        return True

    def dragged(self, taken: float, at: float) -> tuple[float, float]:
        """Limits after a drag between two places of the bar (0: lower end, 1: upper end)."""
        scale, low, high = self._start or self._state[:3]
        moved, span = at - taken, high - low
        if taken > 1.0 - END:
            inside = max(1.0 + moved, NARROWEST)
            return low, unstretch(inside, scale, low, high) if moved < 0 else high + OUTWARDS * moved * span
        if taken < END:
            inside = min(moved, 1.0 - NARROWEST)
            return (unstretch(inside, scale, low, high) if moved > 0 else low + OUTWARDS * moved * span), high
        return low - moved * span, high - moved * span


def _beyond(place: float, scale: str, low: float, high: float) -> float:
    """The value at a place of the bar (0: lower end, 1: upper end), also outside of it."""
    span = high - low
    if place < 0.0:
        return low + place * span
    return high + (place - 1.0) * span if place > 1.0 else unstretch(place, scale, low, high)
