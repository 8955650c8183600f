"""The legend of a plot: samples and names in a corner, on a quiet background."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter

from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.device import letters, pen
from vhegui.gui.theme import Theme

SAMPLE, PAD, GAP = 24.0, 7.0, 8.0


class Legend(pg.GraphicsWidget):
    """Lists the visible items that have a label.

    room_wanted(height) : a legend above its plot needs this much room there, in pixels.
    """

    room_wanted = Signal(float)

    def __init__(self, box: pg.ViewBox, theme: Theme, corner: str = "top right") -> None:
        super().__init__()
        self.theme, self.corner = theme, corner
        self._box = box
        self._items: list[CurveItem] = []
        self._places: list[tuple[float, float]] = []
        self._height = 0.0
        self.setParentItem(box)
        self.setZValue(500)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigResized.connect(self.arrange)

    def set_items(self, items: list[CurveItem]) -> None:
        self._items = items
        self.arrange()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def listed(self) -> list[CurveItem]:
        return [item for item in self._items if item.label and item.isVisible()]

    def place_above(self, parent: pg.GraphicsWidget) -> None:
        """In lines above the plot instead of a corner inside it, where it would hide data; see `room_wanted`."""
        self.corner = "above"
        self.setParentItem(parent)
        self.arrange()

    def arrange(self, *_: object) -> None:
        """Size for the names, place in the corner or above the plot."""
        items, metrics = self.listed(), QFontMetricsF(letters())
        self.setVisible(bool(items))
        names = [SAMPLE + GAP + metrics.horizontalAdvance(item.label) for item in items]
        line = metrics.height() + 2
        if self.corner == "above":
            self._arrange_above(names, line)
            return
        self._places = [(PAD, PAD + row * line) for row in range(len(items))]
        width, height = 2 * PAD + max(names, default=0.0), 2 * PAD + len(items) * line
        area = self._box.rect()
        x = 10.0 if "left" in self.corner else area.width() - width - 10.0
        y = 10.0 if "top" in self.corner else area.height() - height - 10.0
        self.setGeometry(QRectF(x, y, width, height))
        self.update()

    def _arrange_above(self, names: list[float], line: float) -> None:
        width, left = self._box.size().width(), self._box.pos().x()
        missing = sum(names) + 2 * GAP * (len(names) - 1) - width
        over = min(missing, left) if missing > 0.0 else 0.0  # it may begin above the axis, if one line is enough then
        width, left = width + over, left - over
        self._places, x, y = [], 0.0, 0.0
        for name in names:
            if x > 0.0 and x + name > width:
                x, y = 0.0, y + line
            self._places.append((x, y))
            x += name + 2 * GAP
        height = y + line if names else 0.0
        self.setGeometry(QRectF(left, self._box.pos().y() - height - 2.0, width, height))
        self.update()
        if height != self._height:
            self._height = height
            self.room_wanted.emit(height)

    def paint(self, painter: QPainter, *_: Any) -> None:
        metrics = QFontMetricsF(letters())
        area = QRectF(0, 0, self.size().width(), self.size().height())
        painter.setFont(letters())
        if self.corner != "above":
            painter.setPen(pen(self.theme.color("border"), 1.0))
            painter.setBrush(self.theme.color("background", 0.88))
            painter.drawRect(area)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        line = metrics.height() + 2
        for item, (left, top) in zip(self.listed(), self._places, strict=False):
            painter.save()
            item.draw_sample(painter, QRectF(left, top + 2, SAMPLE, line - 4))
            painter.restore()
            painter.setPen(self.theme.color("foreground"))
            painter.drawText(QPointF(left + SAMPLE + GAP, top + 1 + metrics.ascent()), item.label)
