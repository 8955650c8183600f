"""What lies on a sky image: grid, outlines of many circles, event points, markers. One item a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF, QTransform

from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.device import bounds, in_pixels, pen, polyline, to_pixels
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.name_places import Name
from vhegui.gui.plotting.sky.outlines import Outlines
from vhegui.gui.plotting.sky.projection import Projection

MARGIN = 1.0  # deg: symbols reach beyond their places


class SkyLayer(pg.GraphicsObject):
    """A layer that never takes the mouse."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._rect = QRectF()

    def boundingRect(self) -> QRectF:
        return self._rect

    def _moved(self, rect: QRectF) -> None:
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        self.update()


class ScreenLayer(SkyLayer):
    """A layer whose parts keep their places on the screen, in colours that stand out from the image."""

    def __init__(self, z: float, colours: OverlayColours) -> None:
        super().__init__(z)
        self._colours = colours

    def boundingRect(self) -> QRectF:
        """The visible part of the plane."""
        box = self.getViewBox()
        return box.viewRect() if box is not None else QRectF()

    def viewTransformChanged(self) -> None:
        """Called by pyqtgraph. A picture that is kept of it is no longer right."""
        self.prepareGeometryChange()
        self.update()

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours of another image or theme."""
        self._colours = colours
        self.update()


class PathLayer(SkyLayer):
    """Many lines in one path, with one pen: the grid, or the outlines of hundreds of OFF regions."""

    def __init__(self, z: float, color: QColor, width: float = 1.0, dashed: bool = False, smooth: bool = False) -> None:
        super().__init__(z)
        self._path = QPainterPath()
        self._outlines: Outlines | None = None
        self._smooth = smooth
        self._style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        self._pen = pen(color, width, self._style)

    def set_color(self, color: QColor) -> None:
        self._pen = pen(color, self._pen.widthF(), self._style)
        self.update()

    def set_lines(self, u: Array, v: Array) -> None:
        """Points of all lines, NaN between them."""
        self._outlines = None
        self._path = polyline(u, v) if len(u) else QPainterPath()
        self._moved(bounds(u, v))

    def set_circles(self, projection: Projection, ra: Array, dec: Array, radius: Array) -> None:
        """Circles on the sphere (deg); an empty set clears the layer."""
        self.draw_outlines(Outlines.of(projection, ra, dec, radius) if len(ra) else None)

    def draw_outlines(self, outlines: Outlines | None) -> None:
        """Outlines on the plane; none of them clear the layer."""
        if outlines is None or not len(outlines):
            if not self._path.isEmpty():
                self.set_lines(EMPTY, EMPTY)
            return
        self._path, self._outlines = outlines.path(), outlines
        self._moved(self._path.boundingRect())

    def set_outlines(self, projection: Projection, ra: Array, dec: Array) -> None:
        """Outlines of any shape: their points (deg), shape (n, points)."""
        self.draw_outlines(Outlines(*projection.to_plane(ra, dec), None))

    def covered(self, transform: QTransform) -> Array:
        """(left, top, right, bottom) of its circles or outlines, pixels, shape (n, 4); of mere lines none."""
        if self._outlines is None:
            return np.zeros((0, 4))
        u1, v1, u2, v2 = self._outlines.boxes().T
        (x1, y1), (x2, y2) = to_pixels(transform, u1, v1), to_pixels(transform, u2, v2)
        return np.column_stack([np.fmin(x1, x2), np.fmin(y1, y2), np.fmax(x1, x2), np.fmax(y1, y2)])

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._path.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._smooth)
        painter.setPen(self._pen)
        with in_pixels(painter) as transform:
            painter.drawPath(transform.map(self._path))


class PointLayer(SkyLayer):
    """Events as dots of a fixed size in pixels."""

    def __init__(self, z: float, color: QColor, size: float = 3.0) -> None:
        super().__init__(z)
        self._u, self._v = EMPTY, EMPTY
        self._pen = pen(color, size)
        self._pen.setCapStyle(Qt.PenCapStyle.RoundCap)

    def set_points(self, u: Array, v: Array) -> None:
        self._u, self._v = u, v
        self._moved(bounds(u, v))

    def count(self) -> int:
        """How many points are drawn."""
        return len(self._u)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not len(self._u):
            return
        painter.setPen(self._pen)
        with in_pixels(painter) as transform:
            painter.drawPoints(pg.functions.arrayToQPolygonF(*to_pixels(transform, self._u, self._v)))

    def set_color(self, color: QColor) -> None:
        self._pen.setColor(color)
        self.update()


class MarkerLayer(SkyLayer):
    """A few symbols of `SYMBOLS` that have names, which `SkyNames` draws: pointings, a target, catalogue sources."""

    SYMBOLS = ("cross", "plus", "diamond", "square", "circle")

    def __init__(self, z: float, symbol: str, colours: OverlayColours, size: float = 5.0) -> None:
        super().__init__(z)
        self.symbol, self.size_ = symbol, size
        self.colours = colours
        self._u, self._v = EMPTY, EMPTY
        self._names: tuple[str, ...] = ()
        self._named = True
        self._drawn: tuple[QTransform, QPainterPath] | None = None  # all symbols, as they were drawn last

    def set_named(self, named: bool) -> None:
        """Whether the names stand beside the symbols."""
        self._named = named
        self.update()

    def set_colours(self, colours: OverlayColours) -> None:
        self.colours = colours
        self.update()

    def set_markers(self, u: Array, v: Array, names: tuple[str, ...] = ()) -> None:
        self._u, self._v, self._names, self._drawn = np.atleast_1d(u), np.atleast_1d(v), names, None
        self._moved(bounds(self._u, self._v).adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))

    def count(self) -> int:
        """How many there are."""
        return len(self._u)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not self.count():
            return
        outline, halo = pen(self.colours.color("marker"), 1.6), pen(self.colours.color("halo", 0.6), 3.6)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with in_pixels(painter) as transform:
            if self._drawn is None or self._drawn[0] != transform:
                self._drawn = transform, self._symbols(transform)
            for stroke in (halo, outline):
                painter.setPen(stroke)
                painter.drawPath(self._drawn[1])

    def _symbols(self, transform: QTransform) -> QPainterPath:
        path = QPainterPath()
        for x, y in self._seen(transform).values():
            path.addPath(symbol_path(self.symbol, x, y, self.size_))
        return path

    def names(self, transform: QTransform) -> Iterator[Name]:
        """What is to stand beside its symbols: `SkyNames` does it."""
        ink = self.colours.color("marker", self.opacity())
        for i, (x, y) in self._seen(transform).items() if self._named else ():
            if i < len(self._names) and self._names[i]:
                about = QPainterPath()
                about.addRect(x - self.size_, y - self.size_, 2 * self.size_, 2 * self.size_)
                yield Name(self._names[i], about, ink, self.colours)

    def covered(self, transform: QTransform) -> Array:
        """(left, top, right, bottom) of its symbols, pixels, shape (n, 4)."""
        return squares(*to_pixels(transform, self._u, self._v), self.size_)

    def _seen(self, transform: QTransform) -> dict[int, tuple[float, float]]:
        """Where the markers are that have a place on this plane, pixels."""
        places = zip(*to_pixels(transform, self._u, self._v), strict=True)
        return {i: (x, y) for i, (x, y) in enumerate(places) if np.isfinite(x + y)}


def squares(x: Array, y: Array, size: float) -> Array:
    """(left, top, right, bottom) of squares about places, from the middle to a side as long as `size`.

    >>> squares(np.array([10.0]), np.array([20.0]), 2.0)
    array([[ 8., 18., 12., 22.]])
    """
    return np.column_stack([x - size, y - size, x + size, y + size])


def draw_text(painter: QPainter, at: QPointF, text: str, color: QColor, colours: OverlayColours) -> None:
    """Text that can be read on any image: a halo under it."""
    painter.setPen(colours.color("halo", 0.8))
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        painter.drawText(at + QPointF(dx, dy), text)
    painter.setPen(color)
    painter.drawText(at, text)


def symbol_path(symbol: str, x: float, y: float, size: float) -> QPainterPath:
    """Outline of a marker centred on a pixel."""
    path = QPainterPath()
    if symbol == "circle":
        path.addEllipse(QPointF(x, y), size, size)
    elif symbol == "square":
        path.addRect(x - size, y - size, 2 * size, 2 * size)
    elif symbol == "diamond":
        path.addPolygon(
            QPolygonF([QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)])
        )
        path.closeSubpath()
    else:
        d = (size, 0.0) if symbol == "plus" else (size * 0.75, size * 0.75)
        path.moveTo(x - d[0], y - d[1])
        path.lineTo(x + d[0], y + d[1])
        path.moveTo(x + d[1], y - d[0])
        path.lineTo(x - d[1], y + d[0])
    return path
