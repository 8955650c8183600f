"""What is drawn on a sky image, in words: a corner that keeps its place on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from vhegui.gui.plotting.device import in_pixels, letters, pen
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.sky_layers import ScreenLayer

MARGIN, PAD, SAMPLE, GAP = 10.0, 6.0, 16.0, 6.0  # pixels
RGB = ("#ff0000", "#00ff00", "#0000ff")


class SkyLegend(ScreenLayer):
    """At the upper left: patches of the three colours, then lines of contours and of sources."""

    def __init__(self, colours: OverlayColours) -> None:
        super().__init__(71.0, colours)
        self._bands: list[tuple[QColor, str]] = []
        self._lines: list[tuple[QColor, str]] = []
        self._sources: list[tuple[QColor, str]] = []

    def set_colours_of(self, bands: Sequence[str]) -> None:
        """What red, green and blue stand for; nothing where there are no three colours."""
        self._bands = [(QColor(color), name) for color, name in zip(RGB, bands, strict=False)]
        self.update()

    def set_lines(self, lines: Sequence[tuple[QColor, str]]) -> None:
        """Colour and name of contours."""
        self._lines = list(lines)
        self.update()

    def set_sources(self, lines: Sequence[tuple[QColor, str]]) -> None:
        """Colour and name of sources that have no outline of their own."""
        self._sources = list(lines)
        self.update()

    def names(self) -> list[str]:
        """What it says."""
        return [name for _, name in (*self._bands, *self._lines, *self._sources)]

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not self.names():
            return
        metrics = QFontMetricsF(letters())
        line = metrics.height() + 2
        width = 2 * PAD + SAMPLE + GAP + max(metrics.horizontalAdvance(name) for name in self.names())
        with in_pixels(painter) as transform:
            corner = transform.mapRect(self.boundingRect()).topLeft() + QPointF(MARGIN, MARGIN)
            painter.setFont(letters())
            painter.setPen(pen(self._colours.color("grid", 0.6), 1.0))
            painter.setBrush(self._colours.color("halo", 0.7))
            painter.drawRect(QRectF(corner.x(), corner.y(), width, 2 * PAD + line * len(self.names())))
            for row, (color, name) in enumerate((*self._bands, *self._lines, *self._sources)):
                top = corner + QPointF(PAD, PAD + row * line)
                sample = QRectF(top.x(), top.y() + 3.0, SAMPLE, line - 6.0)
                if row < len(self._bands):
                    painter.fillRect(sample, color)
                else:
                    painter.setPen(pen(color, 2.0))
                    painter.drawLine(QLineF(sample.left(), sample.center().y(), sample.right(), sample.center().y()))
                painter.setPen(self._colours.color("marker"))
                painter.drawText(top + QPointF(SAMPLE + GAP, metrics.ascent() + 1.0), name)
