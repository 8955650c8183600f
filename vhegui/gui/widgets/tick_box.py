"""A check box inside a table cell, in the palette's colours, so that it shows in every theme and when selected."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF

from vhegui.gui.scale import scale

SIDE = 15.0
TICK = ((3.2, 7.8), (6.2, 10.8), (11.8, 4.2))


def draw_tick_box(painter: QPainter, area: QRect, ticked: bool, selected: bool, palette: QPalette) -> None:
    """A box in the middle of `area`, as large as letters are. `selected`: it lies on the highlight colour."""
    role = QPalette.ColorRole
    rim = role.HighlightedText if selected else role.Highlight if ticked else role.PlaceholderText
    corner = QPointF(-SIDE / 2, -SIDE / 2)
    painter.save()
    painter.translate(QRectF(area).center())
    painter.scale(scale(), scale())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(palette.color(rim), 1.2))
    painter.setBrush(palette.color(role.Highlight if ticked else role.Base))
    painter.drawRoundedRect(QRectF(corner.x(), corner.y(), SIDE, SIDE), 3.0, 3.0)
    if ticked:
        painter.setPen(QPen(palette.color(role.HighlightedText), 2.0))
        painter.drawPolyline(QPolygonF([corner + QPointF(x, y) for x, y in TICK]))
    painter.restore()
