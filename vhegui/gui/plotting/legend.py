"""The legend of a plot: samples and names in a corner, on a quiet background."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QApplication

from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.device import pen
from vhegui.gui.theme import Theme

SAMPLE, PAD, GAP = 24.0, 7.0, 8.0
CORNERS = ("top right", "top left", "bottom right", "bottom left")


class Legend(pg.GraphicsWidget):
    """Lists the visible items that have a label."""

    def __init__(self, box: pg.ViewBox, theme: Theme, corner: str = "top right") -> None:
        super().__init__()
        self.theme, self.corner = theme, corner
        self._box = box
        self._items: list[CurveItem] = []
        self.setParentItem(box)
        self.setZValue(500)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigResized.connect(self.arrange)

    def set_items(self, items: list[CurveItem]) -> None:
        self._items = items
        self.arrange()

    def set_corner(self, corner: str) -> None:
        """One of `CORNERS`."""
        self.corner = corner
        self.arrange()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def listed(self) -> list[CurveItem]:
        return [item for item in self._items if item.label and item.isVisible()]

    def arrange(self, *_: object) -> None:
        """Size for the names, place in the corner."""
        items, metrics = self.listed(), QFontMetricsF(QApplication.font())
        self.setVisible(bool(items))
        width = 2 * PAD + SAMPLE + GAP + max((metrics.horizontalAdvance(i.label) for i in items), default=0.0)
        height = 2 * PAD + len(items) * (metrics.height() + 2)
        area = self._box.rect()
        x = 10.0 if "left" in self.corner else area.width() - width - 10.0
        y = 10.0 if "top" in self.corner else area.height() - height - 10.0
        self.setGeometry(QRectF(x, y, width, height))
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        metrics = QFontMetricsF(QApplication.font())
        area = QRectF(0, 0, self.size().width(), self.size().height())
        painter.setFont(QApplication.font())
        painter.setPen(pen(self.theme.color("border"), 1.0))
        painter.setBrush(self.theme.color("background", 0.88))
        painter.drawRect(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        line = metrics.height() + 2
        for row, item in enumerate(self.listed()):
            top = PAD + row * line
            painter.save()
            item.draw_sample(painter, QRectF(PAD, top + 2, SAMPLE, line - 4))
            painter.restore()
            painter.setPen(self.theme.color("foreground"))
            painter.drawText(QPointF(PAD + SAMPLE + GAP, top + 1 + metrics.ascent()), item.label)
