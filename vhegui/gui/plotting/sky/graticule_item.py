"""Draws the coordinate grid of a sky view and hands the labels to the axes around it."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.device import in_pixels, letters
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.graticule import graticule
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import PathLayer, draw_text

PIXELS_PER_MERIDIAN, PIXELS_PER_PARALLEL = 125.0, 85.0


class GraticuleItem(PathLayer):
    """Grid lines as one path; labels of closed parallels are written inside."""

    def __init__(self, colours: OverlayColours) -> None:
        super().__init__(10.0, colours.color("grid", 0.45))
        self.colours = colours
        self._labels: tuple[tuple[float, float, str], ...] = ()

    def set_colours(self, colours: OverlayColours) -> None:
        self.colours = colours
        self.set_color(colours.color("grid", 0.45))

    def show_view(
        self,
        projection: Projection,
        box: pg.ViewBox,
        bottom: EdgeAxis,
        left: EdgeAxis,
        top: EdgeAxis,
        sexagesimal: bool,
    ) -> None:
        """Lay the grid out for what the view box shows."""
        rect, width, height = box.viewRect(), box.width(), box.height()
        if width < 2 or height < 2 or rect.width() <= 0:
            return
        columns, rows = max(1.5, width / PIXELS_PER_MERIDIAN), max(1.5, height / PIXELS_PER_PARALLEL)
        edges = (rect.left(), rect.right(), rect.top(), rect.bottom())
        lines = graticule(projection, *edges, columns, rows, sexagesimal)
        self._labels = lines.inside
        self.set_lines(lines.u, lines.v)
        bottom.set_ticks(lines.bottom, rect.left(), rect.right())
        top.set_labelled(bool(lines.top.ticks))
        top.set_ticks(lines.top, rect.left(), rect.right())
        left.set_ticks(lines.left, rect.top(), rect.bottom())

    def paint(self, painter: QPainter, *args: Any) -> None:
        super().paint(painter, *args)
        if not self._labels:
            return
        painter.setFont(letters())
        with in_pixels(painter) as transform:
            for u, v, text in self._labels:
                draw_text(
                    painter,
                    transform.map(QPointF(u, v)) + QPointF(4, -3),
                    text,
                    self.colours.color("grid"),
                    self.colours,
                )
