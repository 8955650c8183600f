"""A line across a plot that the mouse can take and move: a chosen energy or offset."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath

from vhegui.gui.plotting.curve_items import view_values
from vhegui.gui.plotting.device import in_pixels, pen, pixel_size
from vhegui.gui.theme import Theme

REACH = 6.0  # pixels to either side in which the line can be taken
KNOB = 4.0


class DragLine(pg.GraphicsObject):
    """moved(value) while it is dragged, in linear units. Add it to the view box of a plot."""

    moved = Signal(float)

    def __init__(self, theme: Theme, vertical: bool = True, role: str = "selection", halo: bool = False) -> None:
        """`halo`: with a dark rim, to be seen on any image."""
        super().__init__()
        self.halo = halo
        self.theme, self.vertical, self.role = theme, vertical, role
        self.log = False
        self.value = float("nan")
        self._hovered = False
        self.setZValue(60)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self.setCursor(Qt.CursorShape.SplitHCursor if vertical else Qt.CursorShape.SplitVCursor)

    def set_value(self, value: float, log: bool) -> None:
        """Where the line stands; NaN hides it."""
        shown = bool(np.isfinite(self._view(value, log)))
        self.setVisible(shown)
        if shown and (value, log) != (self.value, self.log):
            self.prepareGeometryChange()
            self.value, self.log = value, log
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def viewRangeChanged(self) -> None:  # called by pyqtgraph when the view is zoomed or moved
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        if box is None:
            return QRectF()
        rect, (width, height) = box.viewRect(), pixel_size(box)
        at = self._view(self.value, self.log)
        if not np.isfinite(at):
            return QRectF()
        if self.vertical:
            return QRectF(at - REACH * width, rect.top(), 2 * REACH * width, rect.height())
        return QRectF(rect.left(), at - REACH * height, rect.width(), 2 * REACH * height)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.boundingRect())
        return path

    def paint(self, painter: QPainter, *_: Any) -> None:
        rect = self.boundingRect()
        with in_pixels(painter) as transform:
            area = transform.mapRect(rect)
            centre = area.center()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.vertical:
                line = QLineF(centre.x(), area.top(), centre.x(), area.bottom())
                knob = QPointF(centre.x(), area.bottom() - 2 * KNOB)
            else:
                line = QLineF(area.left(), centre.y(), area.right(), centre.y())
                knob = QPointF(area.left() + 2 * KNOB, centre.y())
            width = 2.0 if self._hovered else 1.2
            rims = ((QColor(0, 0, 0, 140), 2.5),) if self.halo else ()
            for color, rim in (*rims, (self.theme.color(self.role), 0.0)):
                painter.setPen(pen(color, width + rim))
                painter.drawLine(line)
                painter.setBrush(color)
                painter.drawEllipse(knob, KNOB + 0.5 * rim, KNOB + 0.5 * rim)

    def hoverEvent(self, event: Any) -> None:
        hovered = not event.isExit() and event.acceptDrags(Qt.MouseButton.LeftButton)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def mouseDragEvent(self, event: Any) -> None:
        event.accept()
        point = self.mapToParent(event.pos())
        at = point.x() if self.vertical else point.y()
        self.moved.emit(float(10.0**at if self.log else at))

    @staticmethod
    def _view(value: float, log: bool) -> float:
        return float(view_values(np.array([value]), log)[0])
