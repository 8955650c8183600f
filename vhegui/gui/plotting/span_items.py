"""Items that reach across a plot: the safe energy range, a horizontal level, a matrix, the pointer's line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter

from vhegui.core.typing import Array, IntArray
from vhegui.gui.plotting.axes.stretch import colour_table, quantised
from vhegui.gui.plotting.colour_maps import lookup_table
from vhegui.gui.plotting.curve_items import CurveItem, view_values
from vhegui.gui.plotting.device import FAR, in_pixels, pen
from vhegui.gui.plotting.view_item import ViewItem
from vhegui.gui.theme import Theme

MATRIX_PIXELS = 400


class SafeRangeItem(ViewItem):
    """The energy thresholds as vertical lines, with what lies outside them hatched."""

    def __init__(self, role: str, label: str, theme: Theme) -> None:
        super().__init__(role, label, theme)
        self.limits: tuple[float, float] = (np.nan, np.nan)
        self.setZValue(-20)

    def set_data(self, low: float | None, high: float | None) -> None:
        """Lower and upper end of the safe range; None for an open end."""
        self.limits = (np.nan if low is None else low, np.nan if high is None else high)
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        low, high = (float(v) for v in view_values(np.array(self.limits), self.log_x))
        with in_pixels(painter) as transform:
            for value, far in ((low, -FAR), (high, FAR)):
                if not np.isfinite(value):
                    continue
                x = round(transform.map(QPointF(value, 0.0)).x()) + 0.5
                area = QRectF(min(x, far), -FAR, abs(far - x), 2 * FAR) & self.visible_pixels(transform)
                painter.fillRect(area, self.theme.color("muted", 0.06))
                painter.fillRect(area, QBrush(self.color(0.22), Qt.BrushStyle.BDiagPattern))
                painter.setPen(pen(self.color(), 1.0, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(x, -FAR / 8), QPointF(x, FAR / 8))

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area.adjusted(0, 1, 0, -1), QBrush(self.color(0.5), Qt.BrushStyle.BDiagPattern))


class LevelItem(ViewItem):
    """A straight line across the plot at one y (or one x): the zero of the residuals, a chosen energy."""

    def __init__(self, role: str, label: str, theme: Theme, vertical: bool = False, style: str = "solid") -> None:
        super().__init__(role, label, theme)
        self.vertical = vertical
        self.style = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine}[style]
        self.values = np.zeros(0)
        self.setZValue(-10)

    def set_data(self, *values: float) -> None:
        """One line at each value."""
        self.values = np.array(values, float)
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        at = view_values(self.values, self.log_x if self.vertical else self.log_y)
        painter.setPen(pen(self.color(), 1.0, self.style))
        with in_pixels(painter) as transform:
            for value in at[np.isfinite(at)]:
                point = transform.map(QPointF(value, value))
                x, y = round(point.x()) + 0.5, round(point.y()) + 0.5
                if self.vertical:
                    painter.drawLine(QPointF(x, -4000.0), QPointF(x, 8000.0))
                else:
                    painter.drawLine(QPointF(-4000.0, y), QPointF(8000.0, y))


class MatrixItem(CurveItem):
    """A matrix over two binned axes (the energy dispersion), with the diagonal y = x if wanted."""

    def __init__(self, label: str, theme: Theme, colour_map: str = "viridis", diagonal: bool = True) -> None:
        super().__init__("foreground", label, theme)
        self.colour_map, self.diagonal = colour_map, diagonal
        self._image = pg.ImageItem(axisOrder="row-major")
        self._image.setParentItem(self)
        self._data: tuple[Array, Array, Array] | None = None
        self.setZValue(-50)

    def set_data(self, x_edges: Array, y_edges: Array, values: Array) -> None:
        """Edges of shape (nx + 1,) and (ny + 1,), values of shape (nx, ny); any edges, drawn where they are."""
        self._data = (np.asarray(x_edges, float), np.asarray(y_edges, float), np.asarray(values, float))
        self._refresh()

    @property
    def has_data(self) -> bool:
        """Whether there is a matrix."""
        return self._data is not None

    def numbers(self) -> dict[str, Array]:
        """The edges of every cell, and its value."""
        if self._data is None:
            return {}
        x, y, values = self._data
        corners = np.meshgrid(x[:-1], y[:-1], indexing="ij"), np.meshgrid(x[1:], y[1:], indexing="ij")
        (x_low, y_low), (x_high, y_high) = ((each.ravel() for each in pair) for pair in corners)
        return {"x_low": x_low, "x_high": x_high, "y_low": y_low, "y_high": y_high, "value": values.ravel()}

    def _refresh(self) -> None:
        if self._data is None:
            return
        x_edges, y_edges, values = self._data
        x, ix = resampled(x_edges, self.log_x)
        y, iy = resampled(y_edges, self.log_y)
        codes, low, high = quantised(np.where(values > 0, values, np.nan))
        image = colour_table(low, high, "sqrt", 0.0, float(values.max(initial=0.0)))[codes[np.ix_(ix, iy)].T]
        self._image.setImage(image, autoLevels=False, levels=None, lut=lookup_table(self.colour_map))
        rect = QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0])
        self._image.setRect(rect)
        self._changed(rect)

    def paint(self, painter: QPainter, *_: Any) -> None:
        """The image paints itself (a child); the diagonal is drawn by `DiagonalItem`."""


class DiagonalItem(ViewItem):
    """The line y = x: where reconstructed and true energy agree."""

    def __init__(self, role: str, label: str, theme: Theme) -> None:
        super().__init__(role, label, theme)

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self.color(0.8), 1.2, Qt.PenStyle.DashLine))
        box = self.getViewBox()
        if box is None:
            return
        (left, right), (bottom, top) = box.viewRange()
        low, high = max(left, bottom), min(right, top)
        with in_pixels(painter) as transform:
            painter.drawLine(transform.map(QPointF(low, low)), transform.map(QPointF(high, high)))


def resampled(edges: Array, log: bool) -> tuple[tuple[float, float], IntArray]:
    """Ends of an axis in view coordinates, and the bin of each pixel of a regular grid between them."""
    at = view_values(edges, log)
    first = int(np.argmax(np.isfinite(at)))
    ends = float(at[first]), float(at[-1])
    steps = np.diff(at[first:])
    if np.allclose(steps, steps[0], rtol=1e-3):
        return ends, np.arange(first, len(edges) - 1)
    centres = ends[0] + (np.arange(MATRIX_PIXELS) + 0.5) * (ends[1] - ends[0]) / MATRIX_PIXELS
    return ends, np.clip(np.searchsorted(at[first:], centres, side="right") - 1 + first, 0, len(edges) - 2)
