"""What helps to read a sky image: a scale bar, a compass, the size of the PSF. It keeps its place on the screen."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from vhegui.core import sphere
from vhegui.gui.plotting.device import in_pixels, letters, pen
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import ScreenLayer, draw_text

LONGEST = 0.22  # of the width of the view, for the scale bar
MARGIN, ARROW = 14.0, 30.0  # pixels
SMALLEST = 2.0  # pixels: a smaller circle says nothing
LENGTHS = tuple(
    (unit * size, f"{size:g}{symbol}")
    for unit, symbol, sizes in (
        (1.0 / 3600.0, "″", (1, 2, 5, 10, 20, 30)),
        (1.0 / 60.0, "′", (1, 2, 5, 10, 20, 30)),
        (1.0, "°", (1, 2, 5, 10, 20)),
    )
    for size in sizes
)


class Furniture(ScreenLayer):
    """Scale bar and circle of the PSF at the lower left, compass (north and east, ICRS) at the lower right."""

    def __init__(self, colours: OverlayColours) -> None:
        super().__init__(70.0, colours)
        self._projection = Projection(0.0, 0.0)
        self._psf = float("nan")
        self.shown = {"scale": True, "compass": True, "psf": True}

    def set_projection(self, projection: Projection) -> None:
        """Another plane."""
        self._projection = projection
        self.update()

    def set_psf(self, radius: float) -> None:
        """Radius that holds 68 % of the PSF, deg; NaN where there is none."""
        self._psf = radius
        self.update()

    def show_part(self, part: str, shown: bool) -> None:
        """Show or hide the `scale`, the `compass` or the `psf`."""
        self.shown[part] = shown
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(letters())
        with in_pixels(painter) as transform:
            area = transform.mapRect(self.boundingRect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
            if self.shown["scale"]:
                self._draw_scale(painter, area, transform.m11())
            if self.shown["psf"] and self._psf * transform.m11() > SMALLEST:
                self._draw_psf(painter, area, self._psf * transform.m11())
            if self.shown["compass"]:
                self._draw_compass(painter, area, transform.map(self.boundingRect().center()), transform)

    def _draw_scale(self, painter: QPainter, area: QRectF, per_degree: float) -> None:
        length, text = scale_length(LONGEST * area.width() / per_degree)
        left, end = area.bottomLeft(), area.bottomLeft() + QPointF(length * per_degree, 0.0)
        path = QPainterPath(left - QPointF(0, 4))
        for point in (left, end, end - QPointF(0, 4)):
            path.lineTo(point)
        self._stroke(painter, path)
        draw_text(painter, left + QPointF(4.0, -6.0), text, self._colours.color("marker"), self._colours)

    def _draw_psf(self, painter: QPainter, area: QRectF, radius: float) -> None:
        centre = area.bottomLeft() + QPointF(radius, -radius - 1.8 * painter.fontMetrics().height())
        path = QPainterPath()
        path.addEllipse(centre, radius, radius)
        self._stroke(painter, path)
        beside = centre + QPointF(radius + 5.0, 0.35 * painter.fontMetrics().ascent())
        draw_text(painter, beside, "PSF 68 %", self._colours.color("marker"), self._colours)

    def _draw_compass(self, painter: QPainter, area: QRectF, centre: QPointF, transform: Any) -> None:
        ra, dec = self._projection.to_sky(self.boundingRect().center().x(), self.boundingRect().center().y())
        if not np.isfinite(ra + dec):
            return
        origin = area.bottomRight() - QPointF(MARGIN, MARGIN)
        for angle, letter in ((0.0, "N"), (90.0, "E")):
            u, v = self._projection.to_plane(*sphere.offset_by(float(ra), float(dec), angle, 0.01))
            along = transform.map(QPointF(float(u), float(v))) - centre
            size = float(np.hypot(along.x(), along.y()))
            if not size > 0.0:
                continue
            tip = origin + along * (ARROW / size)
            path = QPainterPath(origin)
            path.lineTo(tip)
            self._stroke(painter, path)
            beyond = tip + along * (9.0 / size) + QPointF(-4.0, 5.0)
            draw_text(painter, beyond, letter, self._colours.color("marker"), self._colours)

    def _stroke(self, painter: QPainter, path: QPainterPath) -> None:
        for stroke in (pen(self._colours.color("halo", 0.6), 3.6), pen(self._colours.color("marker"), 1.6)):
            painter.setPen(stroke)
            painter.drawPath(path)


def scale_length(longest: float) -> tuple[float, str]:
    """The longest round length (deg) that is no longer than `longest`, and how it is written.

    >>> scale_length(0.7), scale_length(3.1)
    ((0.5, '30′'), (2.0, '2°'))
    """
    fitting = [each for each in LENGTHS if each[0] <= longest]
    return fitting[-1] if fitting else LENGTHS[0]
