"""Hatching of what lies outside a rectangle: where a response table no longer speaks for itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter

from vhegui.gui.plotting.curve_items import view_values
from vhegui.gui.plotting.device import FAR, in_pixels
from vhegui.gui.plotting.view_item import ViewItem
from vhegui.gui.theme import Theme

Range = tuple[float, float]
OPEN: Range = (float("nan"), float("nan"))


class OutsideItem(ViewItem):
    """Everything but the rectangle is hatched, leaning the other way than a safe range; NaN for an open end."""

    def __init__(self, theme: Theme, above: bool = False) -> None:
        """`above`: over an image, not under the curves."""
        super().__init__("foreground", "", theme)
        self._limits: tuple[Range, Range] = (OPEN, OPEN)
        self.setZValue(-30 if not above else -15)
        self._alpha = 0.4 if above else 0.16

    def set_data(self, x: Range = OPEN, y: Range = OPEN) -> None:
        """The rectangle in linear units."""
        if (x, y) != self._limits:
            self._limits = (x, y)
            self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        with in_pixels(painter) as transform:
            left, right = self._pixels(transform, self._limits[0], self.log_x, vertical=False)
            top, bottom = self._pixels(transform, self._limits[1], self.log_y, vertical=True)
            brush = QBrush(self.color(self._alpha), Qt.BrushStyle.FDiagPattern)
            for area in (
                QRectF(-FAR, -FAR, FAR + left, 2 * FAR),
                QRectF(right, -FAR, FAR - right, 2 * FAR),
                QRectF(left, -FAR, right - left, FAR + top),
                QRectF(left, bottom, right - left, FAR - bottom),
            ):
                if area.width() > 0 and area.height() > 0:
                    painter.fillRect(area & self.visible_pixels(transform), brush)

    def _pixels(self, transform: Any, limits: Range, log: bool, vertical: bool) -> Range:
        """Ends in pixels, in the order of the screen; an open end is far away."""
        values = view_values(np.array(limits), log)
        points = [transform.map(QPointF(v, v)) if np.isfinite(v) else None for v in values]
        low, high = (None if p is None else (p.y() if vertical else p.x()) for p in points)
        if vertical:
            low, high = high, low
        return (-FAR if low is None else low), (FAR if high is None else high)
