"""Items of a spectrum plot. Data are arrays in linear units; the plot's axes decide what is logarithmic.

Each item is made once and given new arrays; values that an axis cannot show (NaN, ≤ 0 on a logarithmic axis) are
left out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.device import bounds, in_pixels, pen, polyline, segments, to_pixels
from vhegui.gui.plotting.sky.sky_layers import symbol_path
from vhegui.gui.theme import Theme

LINE_STYLES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
Errors = Array | tuple[Array, Array] | None


class CurveItem(pg.GraphicsObject):
    """What all items share: a role (colour), a legend name, the axes' scales, the rectangle of the data.

    arrays : what is drawn, in linear units, as each item says in `set_data`.
    """

    scales_range = True  # whether `fit_range` looks at this item
    has_data_changed = Signal()  # the first data came, or all went

    def __init__(self, role: str, label: str, theme: Theme) -> None:
        super().__init__()
        self.role, self.label, self.theme = role, label, theme
        self.log_x = self.log_y = False
        self._rect, self._had_data = QRectF(), False
        self.arrays: tuple[Array, ...] = ()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def set_label(self, label: str) -> None:
        """Name in the legend; empty: not listed."""
        self.label = label

    def set_log(self, x: bool, y: bool) -> None:
        """The plot's axes changed."""
        self.log_x, self.log_y = x, y
        self._refresh()

    def color(self, alpha: float = 1.0) -> QColor:
        return self.theme.color(self.role, alpha)

    def data_rect(self) -> QRectF:
        """Rectangle of the data in view coordinates (log10 on logarithmic axes)."""
        return self._rect

    def boundingRect(self) -> QRectF:
        return self._rect

    @property
    def has_data(self) -> bool:
        """Whether there are data."""
        return any(len(array) for array in self.arrays)

    def numbers(self) -> dict[str, Array]:
        """What is drawn, in linear units, arrays of shape (n,), as far as it has them; {} for what is only decoration.

        Keys: "x", "x_low", "x_high", "y", "y_low", "y_high", "value".
        """
        return {}

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        """The item's picture in the legend."""
        painter.setPen(pen(self.color(), 2.0))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))

    def visible_pixels(self, transform: QTransform) -> QRectF:
        """The plot's area in pixels: hatching far beyond it would be slow."""
        box = self.getViewBox()
        return transform.mapRect(box.viewRect()) if box is not None else QRectF()

    def _refresh(self) -> None:
        """Recompute what is drawn from the stored arrays."""

    def _x(self, values: Array) -> Array:
        return view_values(values, self.log_x)

    def _y(self, values: Array) -> Array:
        return view_values(values, self.log_y)

    def _changed(self, rect: QRectF) -> None:
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = rect
        if self.has_data != self._had_data:
            self._had_data = not self._had_data
            self.has_data_changed.emit()
        self.update()


def view_values(values: Array, log: bool) -> Array:
    """Linear values to view coordinates; NaN where a logarithmic axis cannot show them."""
    values = np.asarray(values, float)
    if not log:
        return np.where(np.isfinite(values), values, np.nan)
    good = np.isfinite(values) & (values > 0)
    return np.log10(values, out=np.full(values.shape, np.nan), where=good)


class LineItem(CurveItem):
    """A smooth curve; width 2 and antialiased only while it has few points."""

    def __init__(self, role: str, label: str, theme: Theme, style: str = "solid", width: float = 2.0) -> None:
        super().__init__(role, label, theme)
        self.style, self.width = LINE_STYLES[style], width
        self.arrays, self._path, self._few = (EMPTY, EMPTY), QPainterPath(), True

    def set_data(self, x: Array, y: Array) -> None:
        """Points of shape (n,) in linear units."""
        self.arrays = (np.asarray(x, float), np.asarray(y, float))
        self._refresh()

    def numbers(self) -> dict[str, Array]:
        return dict(zip(("x", "y"), self.arrays, strict=True))

    def _refresh(self) -> None:
        x, y = self._x(self.arrays[0]), self._y(self.arrays[1])
        self._few = len(x) <= 250
        self._path = polyline(x, y) if len(x) else QPainterPath()
        self._changed(bounds(x, y))

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._few)
        painter.setPen(pen(self.color(), self.width if self._few else 1.0, self.style))
        with in_pixels(painter) as transform:
            painter.drawPath(transform.map(self._path))

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(pen(self.color(), self.width, self.style))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))


class StepItem(CurveItem):
    """A histogram drawn as steps; empty bins of a logarithmic axis leave a gap in the top, not a spike."""

    def __init__(self, role: str, label: str, theme: Theme, filled: bool = False, style: str = "solid") -> None:
        super().__init__(role, label, theme)
        self.filled, self.style = filled, LINE_STYLES[style]
        self.arrays, self._points = (EMPTY, EMPTY), (EMPTY, EMPTY)

    def set_data(self, edges: Array, values: Array) -> None:
        """Bin edges of shape (n + 1,) and heights of shape (n,)."""
        self.arrays = (np.asarray(edges, float), np.asarray(values, float))
        self._refresh()

    def numbers(self) -> dict[str, Array]:
        edges, values = self.arrays
        return {"x_low": edges[:-1], "x_high": edges[1:], "y": values}

    def _refresh(self) -> None:
        edges, values = self._x(self.arrays[0]), self._y(self.arrays[1])
        if not len(values):
            self._points = (EMPTY, EMPTY)
            self._changed(QRectF())
            return
        self._changed(bounds(np.repeat(edges, 2)[1:-1], np.repeat(values, 2)))
        floor = -np.inf if self.log_y else 0.0
        values = np.where(np.isnan(values), floor, values)
        self._points = np.repeat(edges, 2), np.concatenate([[floor], np.repeat(values, 2), [floor]])

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not len(self._points[0]):
            return
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, *self._points)
            path = polyline(np.round(x) + 0.5, np.round(y) + 0.5)
            if self.filled:
                painter.fillPath(path, self.color(0.22))
            painter.setPen(pen(self.color(), 1.0 if self.filled else 2.0, self.style))
            painter.drawPath(path)

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        box = area.adjusted(0, 3, 0, -3)
        if self.filled:
            painter.fillRect(box, self.color(0.22))
            painter.setPen(pen(self.color(), 1.0))
            painter.drawRect(box)
        else:
            super().draw_sample(painter, area)


class PointsItem(CurveItem):
    """Measured points with error bars, all in one item: bars as one path, symbols as another."""

    CAP = 3.0

    def __init__(self, role: str, label: str, theme: Theme, symbol: str = "circle", size: float = 3.5) -> None:
        super().__init__(role, label, theme)
        self.symbol, self.size_ = symbol, size
        self.arrays = (EMPTY,) * 6
        self._view: tuple[Array, ...] = (EMPTY,) * 6

    def set_data(self, x: Array, y: Array, xerr: Errors = None, yerr: Errors = None) -> None:
        """Points of shape (n,); errors of shape (n,), (2, n) or a pair (low, high), all positive distances."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        (xl, xh), (yl, yh) = error_pair(xerr, x), error_pair(yerr, y)
        self.arrays = (x, y, x - xl, x + xh, y - yl, y + yh)
        self._refresh()

    def numbers(self) -> dict[str, Array]:
        """Without the ends of bars that have no length."""
        found: dict[str, Array] = dict(zip(("x", "y", "x_low", "x_high", "y_low", "y_high"), self.arrays, strict=True))
        bars = {axis: np.any(found[f"{axis}_low"] < found[f"{axis}_high"]) for axis in ("x", "y")}
        return {key: values for key, values in found.items() if key in bars or bars[key[0]]}

    def _refresh(self) -> None:
        x, y, left, right, low, high = self.arrays
        vx, vy = self._x(x), self._y(y)
        shown = np.isfinite(vx) & np.isfinite(vy)
        ends = (self._x(left), self._x(right), self._y(low), self._y(high))
        # an error bar that reaches zero or below goes out of a logarithmic plot
        ends = tuple(np.where(np.isnan(e), f, e) for e, f in zip(ends, (-np.inf, vx, -np.inf, vy), strict=True))
        if not self.log_x and not self.log_y:
            ends = tuple(np.where(np.isinf(e), c, e) for e, c in zip(ends, (vx, vx, vy, vy), strict=True))
        self._view = tuple(a[shown] for a in (vx, vy, *ends))
        vx, vy, left, right, low, high = self._view
        xs, ys = np.concatenate([vx, left, right]), np.concatenate([vy, low, high])
        self._changed(bounds(np.resize(xs, len(xs)), np.where(np.isfinite(ys), ys, np.tile(vy, 3))))

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not len(self._view[0]):
            return
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, *self._view[:2])
            left, right = (to_pixels(transform, e, e)[0] for e in self._view[2:4])
            low, high = (to_pixels(transform, e, e)[1] for e in self._view[4:6])
            cap = np.where(np.abs(low - high) > 4 * self.CAP, self.CAP, 0.0)
            painter.setPen(pen(self.color(), 1.0))
            x, y = np.round(x) + 0.5, np.round(y) + 0.5
            bars = (x, low, x, high), (left, y, right, y), (x - cap, high, x + cap, high), (x - cap, low, x + cap, low)
            painter.drawPath(segments(*np.hstack(bars)))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(self.color())
            symbols = QPainterPath()
            symbols.setFillRule(Qt.FillRule.WindingFill)  # where two overlap, both are filled
            for px, py in zip(x.tolist(), y.tolist(), strict=True):
                symbols.addPath(symbol_path(self.symbol, px, py, self.size_))
            painter.drawPath(symbols)

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        middle = area.center()
        painter.setPen(pen(self.color(), 1.0))
        painter.drawLine(QPointF(middle.x(), area.top()), QPointF(middle.x(), area.bottom()))
        painter.setBrush(self.color())
        painter.drawPath(symbol_path(self.symbol, middle.x(), middle.y(), self.size_))


def error_pair(errors: Errors, like: Array) -> tuple[Array, Array]:
    """Low and high distances of shape (n,); NaN (no error known) becomes 0."""
    if errors is None:
        return np.zeros(len(like)), np.zeros(len(like))
    pair = np.asarray(errors, float)
    low, high = (pair, pair) if pair.ndim == 1 else (pair[0], pair[1])
    return np.nan_to_num(low, nan=0.0), np.nan_to_num(high, nan=0.0)


class LimitsItem(CurveItem):
    """Upper limits: a bar over the energy band and an arrow down, of fixed length in pixels."""

    ARROW = 20.0

    def __init__(self, role: str, label: str, theme: Theme) -> None:
        super().__init__(role, label, theme)
        self.arrays = (EMPTY,) * 4
        self._view: tuple[Array, ...] = (EMPTY,) * 4

    def set_data(self, x: Array, y: Array, xerr: Errors = None) -> None:
        """Limits of shape (n,); `xerr` as in `PointsItem.set_data`."""
        x, y = np.asarray(x, float), np.asarray(y, float)
        low, high = error_pair(xerr, x)
        self.arrays = (x, y, x - low, x + high)
        self._refresh()

    def numbers(self) -> dict[str, Array]:
        return dict(zip(("x", "y", "x_low", "x_high"), self.arrays, strict=True))

    def _refresh(self) -> None:
        x, y, left, right = self.arrays
        vx, vy, left, right = self._x(x), self._y(y), self._x(left), self._x(right)
        shown = np.isfinite(vx) & np.isfinite(vy)
        self._view = tuple(np.where(np.isfinite(a), a, vx)[shown] for a in (vx, vy, left, right))
        vx, vy, left, right = self._view
        self._changed(bounds(np.concatenate([left, right]), np.concatenate([vy, vy])))

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not len(self._view[0]):
            return
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, *self._view[:2])
            left, right = (to_pixels(transform, e, e)[0] for e in self._view[2:4])
            self._paint_arrows(painter, x, y, left, right)

    def _paint_arrows(self, painter: QPainter, x: Array, y: Array, left: Array, right: Array) -> None:
        x, y, tip = np.round(x) + 0.5, np.round(y) + 0.5, np.round(y) + self.ARROW
        painter.setPen(pen(self.color(), 1.0))
        painter.drawPath(segments(left, y, right, y))
        painter.drawPath(segments(x, y, x, tip))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self.color(), 1.6))
        painter.drawPath(segments(x - 4, tip - 6, x, tip))
        painter.drawPath(segments(x + 4, tip - 6, x, tip))

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        middle = np.array([area.center().x()])
        top = np.array([area.top()])
        painter.save()
        arrow, self.ARROW = self.ARROW, area.height()
        self._paint_arrows(painter, middle, top, middle - 6, middle + 6)
        self.ARROW = arrow
        painter.restore()


class BandItem(CurveItem):
    """A filled band between two curves (the 1 σ error band)."""

    def __init__(self, role: str, label: str, theme: Theme, alpha: float = 0.25) -> None:
        super().__init__(role, label, theme)
        self.alpha = alpha
        self.arrays = (EMPTY, EMPTY, EMPTY)
        self._view: tuple[Array, Array, Array] = (EMPTY, EMPTY, EMPTY)

    def set_data(self, x: Array, low: Array, high: Array) -> None:
        """Curves of shape (n,); where `low` ≤ 0 on a logarithmic axis the band goes down out of the plot."""
        self.arrays = (np.asarray(x, float), np.asarray(low, float), np.asarray(high, float))
        self._refresh()

    def numbers(self) -> dict[str, Array]:
        return dict(zip(("x", "y_low", "y_high"), self.arrays, strict=True))

    def _refresh(self) -> None:
        x, low, high = self.arrays
        vx, vl, vh = self._x(x), self._y(low), self._y(high)
        shown = np.isfinite(vx) & np.isfinite(vh)
        vx, vl, vh = vx[shown], np.where(np.isfinite(vl), vl, -np.inf)[shown], vh[shown]
        self._view = (vx, vl, vh)
        self._changed(bounds(np.concatenate([vx, vx]), np.concatenate([np.where(np.isfinite(vl), vl, vh), vh])))

    def paint(self, painter: QPainter, *_: Any) -> None:
        x, low, high = self._view
        if len(x) < 2:
            return
        with in_pixels(painter) as transform:
            px, top = to_pixels(transform, x, high)
            bottom = to_pixels(transform, x, low)[1]
            outline = np.concatenate([px, px[::-1]]), np.concatenate([top, bottom[::-1]])
            painter.fillPath(polyline(*outline), self.color(self.alpha))

    def draw_sample(self, painter: QPainter, area: QRectF) -> None:
        painter.fillRect(area.adjusted(0, 2, 0, -2), self.color(self.alpha))
