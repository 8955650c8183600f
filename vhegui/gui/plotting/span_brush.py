"""Holding up a stretch of the x axis with the mouse, and how such a stretch looks."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QPainter

from vhegui.gui.plotting.axes.time_scale import Gap, TimeScale
from vhegui.gui.plotting.curve_items import view_values
from vhegui.gui.plotting.curve_plot import CurveBox
from vhegui.gui.plotting.device import FAR, in_pixels, letters, pen
from vhegui.gui.plotting.view_item import ViewItem
from vhegui.gui.theme import Theme


class SpanBox(CurveBox):
    """A left drag holds up a stretch of x, a click picks; a middle or right drag pans, the wheel zooms.

    span_moved(low, high, finished) and clicked(x, modifiers) in view coordinates.
    """

    span_moved = Signal(float, float, bool)
    clicked = Signal(float, object)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        a, b = self.mapToView(ev.buttonDownPos()).x(), self.mapToView(ev.pos()).x()
        self.span_moved.emit(min(a, b), max(a, b), ev.isFinish())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton and not ev.double():
            ev.accept()
            self.clicked.emit(self.mapToView(ev.pos()).x(), ev.modifiers())
            return
        super().mouseClickEvent(ev)


class SpanItem(ViewItem):
    """A stretch of the x axis, shaded from bottom to top."""

    def __init__(self, role: str, label: str, theme: Theme, alpha: float = 0.16) -> None:
        super().__init__(role, label, theme)
        self.alpha = alpha
        self.span: tuple[float, float] | None = None
        self.setZValue(-30)

    def set_data(self, span: tuple[float, float] | None) -> None:
        """From x to x (linear units); None: nothing."""
        if span != self.span:
            self.span = span
            self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self.span is None:
            return
        low, high = (float(at) for at in view_values(np.array(self.span), self.log_x))
        with in_pixels(painter) as transform:
            left, right = (transform.map(QPointF(at, 0.0)).x() for at in (low, high))
            area = QRectF(left, -FAR, max(right - left, 2.0), 2 * FAR) & self.visible_pixels(transform)
            painter.fillRect(area, self.color(self.alpha))
            painter.setPen(pen(self.color(0.7), 1.0))
            for x in (area.left(), area.right()):
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class TimeMarks(ViewItem):
    """The cut pauses of a time axis, hatched, with how long they are; and the dates of the pieces between them."""

    def __init__(self, theme: Theme, dated: bool = True) -> None:
        super().__init__("muted", "", theme)
        self.scale_: TimeScale | None = None
        self.dated = dated
        self.setZValue(-25)

    def set_data(self, scale: TimeScale) -> None:
        """Of another time axis."""
        self.scale_ = scale
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        box = self.getViewBox()
        if self.scale_ is None or box is None:
            return
        low, high = box.viewRange()[0]
        painter.setFont(letters())
        with in_pixels(painter) as transform:
            area = self.visible_pixels(transform)
            painter.setClipRect(area)
            for gap in self.scale_.gaps:
                if gap.high > low and gap.low < high:
                    left, right = (transform.map(QPointF(at, 0.0)).x() for at in (gap.low, gap.high))
                    self._paint_gap(painter, QRectF(left, area.top(), right - left, area.height()), gap)
            if self.dated:
                self._paint_dates(painter, area, self.scale_, (low, high))

    def _paint_gap(self, painter: QPainter, area: QRectF, gap: Gap) -> None:
        painter.fillRect(area, self.theme.color("muted", 0.05))
        painter.fillRect(area, QBrush(self.theme.color("muted", 0.25), Qt.BrushStyle.BDiagPattern))
        metrics, text = painter.fontMetrics(), duration(gap.days)
        if area.width() < metrics.height() or area.height() < metrics.horizontalAdvance(text) + 12:
            return
        painter.save()
        painter.translate(area.center())
        painter.rotate(-90)
        width = metrics.horizontalAdvance(text) + 8
        room = QRectF(-0.5 * width, -0.5 * metrics.height(), width, metrics.height())
        painter.fillRect(room, self.theme.color("background", 0.85))
        painter.setPen(self.theme.color("muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), text)
        painter.restore()

    def _paint_dates(self, painter: QPainter, area: QRectF, scale: TimeScale, ends: tuple[float, float]) -> None:
        metrics, (low, high), taken = painter.fontMetrics(), ends, area.left()
        per_day = area.width() / (high - low)
        painter.setPen(self.theme.color("muted"))
        for x, room, texts in scale.captions(low, high):
            left = area.left() + (x - low) * per_day + 5
            fitting = [text for text in texts if metrics.horizontalAdvance(text) <= room * per_day - 6]
            if fitting and left > taken:
                painter.drawText(QPointF(left, area.top() + metrics.ascent() + 2), fitting[0])
                taken = left + metrics.horizontalAdvance(fitting[0]) + 8


def duration(days: float) -> str:
    """`12 min`, `3.4 h`, `2 d`, `2.1 yr`: in the unit that suits it."""
    for size, unit in ((365.25, "yr"), (1.0, "d"), (1 / 24, "h"), (1 / 1440, "min")):
        if days >= size * 0.995:
            return f"{days / size:.2g} {unit}" if days / size < 99.5 else f"{days / size:.0f} {unit}"
    return f"{days * 86400:.2g} s"
