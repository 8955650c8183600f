"""A slider with two handles on a logarithmic scale: an energy range."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

RADIUS, GROOVE = 7.0, 4.0
KEY_STEP = 0.05  # decades
LEAST_GAP = 0.02  # decades between the handles


class LogRangeSlider(QWidget):
    """Chooses low < high between `minimum` and `maximum`, all positive.

    previewed(low, high) while a handle (or the bar between them) is dragged, changed(low, high) at the end;
    cancelled() : Esc during a drag.
    """

    previewed = Signal(float, float)
    changed = Signal(float, float)
    cancelled = Signal()

    def __init__(self, name: str, tip: str, minimum: float, maximum: float) -> None:
        super().__init__()
        self._limits = (math.log10(minimum), math.log10(maximum))
        self._range = self._limits
        self._grabbed = ""  # "", "low", "high" or "both"
        self._before = self._range
        self._press = 0.0
        self._key_handle = "low"
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def range(self) -> tuple[float, float]:
        """Low and high."""
        return 10.0 ** self._range[0], 10.0 ** self._range[1]

    def set_range(self, low: float, high: float) -> None:
        """Show another range (no signal). While a handle is dragged the mouse decides."""
        if not self._grabbed:
            self._range = (self._clipped(math.log10(low)), self._clipped(math.log10(high)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    # mouse

    def mousePressEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        low, high = (self._place(value) for value in self._range)
        if abs(x - low) > RADIUS + 2 and abs(x - high) > RADIUS + 2 and low < x < high:
            self._grabbed = "both"
        else:
            self._grabbed = "low" if abs(x - low) < abs(x - high) or x < low else "high"
            self._key_handle = self._grabbed
        self._before, self._press = self._range, x

    def mouseMoveEvent(self, event: Any) -> None:
        if not self._grabbed:
            return
        moved = (event.position().x() - self._press) / self._scale()
        self._move(self._grabbed, moved, self._before)
        self.previewed.emit(*self.range)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self._grabbed:
            self._grabbed = ""
            self.changed.emit(*self.range)

    # keyboard

    def keyPressEvent(self, event: Any) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self._grabbed:
            self._grabbed, self._range = "", self._before
            self.update()
            self.cancelled.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up) and not self._grabbed:
            sign = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
            self._move(self._key_handle, sign * KEY_STEP, self._range)
            self.changed.emit(*self.range)
        elif key == Qt.Key.Key_Space:
            self._key_handle = "high" if self._key_handle == "low" else "low"
            self.update()
        else:
            event.ignore()

    # geometry

    def _move(self, handle: str, decades: float, start: tuple[float, float]) -> None:
        low, high = start
        if handle == "both":
            decades = min(max(decades, self._limits[0] - low), self._limits[1] - high)
            self._range = (low + decades, high + decades)
        elif handle == "low":
            self._range = (min(self._clipped(low + decades), high - LEAST_GAP), high)
        else:
            self._range = (low, max(self._clipped(high + decades), low + LEAST_GAP))
        self.update()

    def _clipped(self, exponent: float) -> float:
        return min(max(exponent, self._limits[0]), self._limits[1])

    def _scale(self) -> float:
        """Pixels per decade."""
        return max(1.0, self.width() - 2 * RADIUS - 2) / (self._limits[1] - self._limits[0])

    def _place(self, exponent: float) -> float:
        return RADIUS + 1 + (exponent - self._limits[0]) * self._scale()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        low, high = (self._place(value) for value in self._range)
        painter.setPen(palette.mid().color())
        for decade in range(math.ceil(self._limits[0]), math.floor(self._limits[1]) + 1):
            x = self._place(decade)
            painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 9))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.mid())
        ends = RADIUS, self.width() - RADIUS
        painter.drawRoundedRect(QRectF(ends[0], middle - GROOVE / 2, ends[1] - ends[0], GROOVE), 2, 2)
        painter.setBrush(palette.highlight())
        painter.drawRect(QRectF(low, middle - GROOVE / 2, high - low, GROOVE))
        for handle, x in (("low", low), ("high", high)):
            active = self.hasFocus() and self._key_handle == handle
            painter.setPen(palette.highlight().color())
            painter.setBrush(palette.highlight() if active else palette.base())
            painter.drawEllipse(QPointF(x, middle), RADIUS - 1, RADIUS - 1)
