"""Drawing in pixels: items map their points to the screen once and paint there, so that pens, hatching and
symbols keep their size on every zoom and in every exported file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QApplication

from vhegui.core.typing import Array
from vhegui.gui.scale import plot_scale, scale

FAR = 20000.0  # a point off the screen may lie this far (pixels); beyond it the rasteriser gets slow


@contextmanager
def in_pixels(painter: QPainter) -> Iterator[QTransform]:
    """Paint without the item's transform; yields that transform. A pixel is one of the usual size."""
    painter.save()
    transform = QTransform(painter.worldTransform())  # a copy: the painter changes its own
    painter.resetTransform()
    factor = plot_scale()
    if factor != 1.0:
        transform *= QTransform.fromScale(1.0 / factor, 1.0 / factor)
        painter.scale(factor, factor)
    try:
        yield transform
    finally:
        painter.restore()


def letters() -> QFont:
    """The font of plots, in its usual size: a plot is enlarged as a whole."""
    font = QApplication.font()
    if scale() != 1.0:
        font.setPointSizeF(font.pointSizeF() / scale())
    return font


def pixel_size(box: pg.ViewBox) -> tuple[float, float]:
    """Width and height of a pixel of the usual size, in the coordinates of a view."""
    width, height = box.viewPixelSize()
    return float(width) * plot_scale(), float(height) * plot_scale()


def to_pixels(transform: QTransform, x: Array, y: Array) -> tuple[Array, Array]:
    """Arrays of item coordinates to pixels (no rotation); infinities become points far off the screen."""
    px = np.clip(x * transform.m11() + transform.dx(), -FAR, FAR)
    py = np.clip(y * transform.m22() + transform.dy(), -FAR, FAR)
    return px, py


def polyline(x: Array, y: Array) -> QPainterPath:
    """One path through all points, broken at NaN."""
    if not np.isfinite(x).all() or not np.isfinite(y).all():
        return pg.arrayToQPath(np.asarray(x, float), np.asarray(y, float), connect="finite")
    return pg.arrayToQPath(np.asarray(x, float), np.asarray(y, float))


def segments(x1: Array, y1: Array, x2: Array, y2: Array) -> QPainterPath:
    """One path of separate lines."""
    x, y = np.column_stack([x1, x2]).ravel(), np.column_stack([y1, y2]).ravel()
    return pg.arrayToQPath(x.astype(float), y.astype(float), connect="pairs")


def pen(color: QColor, width: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen for painting `in_pixels`. Not cosmetic: it must grow with the resolution of an exported picture."""
    return QPen(color, width, style)


def bounds(x: Array, y: Array) -> QRectF:
    """The rectangle around all finite points; empty if there is none."""
    good = np.isfinite(x) & np.isfinite(y)
    if not good.any():
        return QRectF()
    left, bottom = float(x[good].min()), float(y[good].min())
    return QRectF(left, bottom, float(x[good].max()) - left, float(y[good].max()) - bottom)
