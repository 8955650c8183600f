"""One plot of a curve view: its axes, its grid and the items on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal

from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.axes.ticks import Ticks, linear_ticks, log_ticks
from vhegui.gui.plotting.curve_items import BandItem, CurveItem, LimitsItem, LineItem, PointsItem, StepItem
from vhegui.gui.plotting.device import pen
from vhegui.gui.plotting.legend import Legend
from vhegui.gui.plotting.sky.sky_layers import PathLayer
from vhegui.gui.plotting.span_items import DiagonalItem, LevelItem, MatrixItem, SafeRangeItem
from vhegui.gui.theme import Theme

Item = TypeVar("Item", bound=CurveItem)
PIXELS_PER_X, PIXELS_PER_Y = 70.0, 18.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Name, unit and scale of an axis: `Axis("Energy", "TeV", log=True)`; `ticks` in place of those of the scale.

    short : stands at an axis that is too short for the name.
    """

    name: str
    unit: str = ""
    log: bool = False
    ticks: Callable[[float, float, float], Ticks] | None = None
    short: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


class CurveBox(pg.ViewBox):
    """Drag pans, the wheel zooms (Shift: only x, Ctrl: only y), a double click shows everything."""

    home_requested = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.disableAutoRange()

    def wheelEvent(self, ev: Any, axis: int | None = None) -> None:
        modifiers = ev.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            axis = 0
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            axis = 1
        super().wheelEvent(ev, axis)

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.double():
            ev.accept()
            self.home_requested.emit()


class CurvePlot:
    """A view box with its left axis; the bottom axis belongs to the whole stack.

    `add_*` makes an item once; its `set_data` is called for every update. All data are in linear units.
    """

    def __init__(self, theme: Theme, box: CurveBox | None = None) -> None:
        self.theme = theme
        self.box = box or CurveBox()
        self.left, self.bottom = EdgeAxis("left", "", theme), EdgeAxis("bottom", "", theme)
        self.x, self.y = Axis("x"), Axis("y")
        self.items: list[CurveItem] = []
        self.stack: tuple[CurvePlot, ...] = (self,)  # those with the same x axis
        self._grid = PathLayer(-60.0, theme.color("grid"))
        self.box.addItem(self._grid, ignoreBounds=True)
        self.legend = Legend(self.box, theme)
        self.refresh_legend()
        self.box.sigRangeChanged.connect(self.redraw_axes)
        self.box.sigResized.connect(self.redraw_axes)
        self.box.home_requested.connect(self.fit_range)
        self.set_theme(theme)

    # items

    def add_line(self, role: str, label: str = "", style: str = "solid", width: float = 2.0) -> LineItem:
        """A smooth curve: `set_data(x, y)`."""
        return self._add(LineItem(role, label, self.theme, style, width))

    def add_steps(self, role: str, label: str = "", filled: bool = False, style: str = "solid") -> StepItem:
        """A histogram: `set_data(edges, values)`."""
        return self._add(StepItem(role, label, self.theme, filled, style))

    def add_points(self, role: str, label: str = "", symbol: str = "circle", size: float = 3.5) -> PointsItem:
        """Points with errors: `set_data(x, y, xerr, yerr)`."""
        return self._add(PointsItem(role, label, self.theme, symbol, size))

    def add_limits(self, role: str = "upper_limit", label: str = "") -> LimitsItem:
        """Upper limits: `set_data(x, y, xerr)`."""
        return self._add(LimitsItem(role, label, self.theme))

    def add_band(self, role: str = "band", label: str = "", alpha: float = 0.25) -> BandItem:
        """A filled band: `set_data(x, low, high)`."""
        return self._add(BandItem(role, label, self.theme, alpha))

    def add_safe_range(self, role: str = "threshold", label: str = "") -> SafeRangeItem:
        """Thresholds with the unsafe regions hatched: `set_data(low, high)`."""
        return self._add(SafeRangeItem(role, label, self.theme))

    def add_level(
        self, role: str = "muted", label: str = "", vertical: bool = False, style: str = "solid"
    ) -> LevelItem:
        """Lines across the plot: `set_data(value, …)`."""
        return self._add(LevelItem(role, label, self.theme, vertical, style))

    def add_matrix(self, label: str = "", colour_map: str = "viridis", diagonal: bool = True) -> MatrixItem:
        """A matrix as an image: `set_data(x_edges, y_edges, values)`, values of shape (nx, ny)."""
        matrix = self._add(MatrixItem(label, self.theme, colour_map, diagonal))
        if diagonal:
            self._add(DiagonalItem("foreground", "", self.theme))
        return matrix

    def add(self, item: Item) -> Item:
        """Any other item."""
        return self._add(item)

    def remove(self, item: CurveItem) -> None:
        """Take an item away for good (to hide one, use `setVisible`)."""
        self.items.remove(item)
        self.box.removeItem(item)
        self.refresh_legend()

    def refresh_legend(self) -> None:
        """After labels or visibility changed."""
        self.legend.set_items(self.items)

    # axes and range

    def set_axes(self, x: Axis, y: Axis) -> None:
        """Names, units and scales."""
        self.x, self.y = x, y
        self.bottom.set_title(x.title)
        self.left.set_title(y.title, y.short)
        for item in self.items:
            item.set_log(x.log, y.log)
        self.redraw_axes()

    def set_range(self, x: tuple[float, float] | None = None, y: tuple[float, float] | None = None) -> None:
        """Visible range in linear units."""
        if x is not None:
            self.box.setXRange(*_to_view(x, self.x.log), padding=0.0)
        if y is not None:
            self.box.setYRange(*_to_view(y, self.y.log), padding=0.0)

    def visible_range(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """((x low, x high), (y low, y high)) in linear units."""
        x, y = self.box.viewRange()
        return _from_view(x, self.x.log), _from_view(y, self.y.log)

    def fit_range(self, x: bool = True, y: bool = True) -> None:
        """Show all data once; nothing follows the data afterwards."""
        rect = QRectF()
        for item in self.items:
            if item.scales_range and item.isVisible():
                rect = _united(rect, item.data_rect())
        if rect.isNull():
            return
        tight = any(isinstance(item, MatrixItem) for item in self.items)
        dx, dy = (0.0, 0.0) if tight else (0.02 * rect.width() or 0.5, 0.06 * rect.height() or 0.5)
        if x:
            self.box.setXRange(rect.left() - dx, rect.right() + dx, padding=0.0)
        if y:
            self.box.setYRange(rect.top() - dy, rect.bottom() + dy, padding=0.0)

    @property
    def empty(self) -> bool:
        """Whether there are items for data, and none holds any: then the axes say nothing."""
        holders = [item for item in self.items if item.scales_range]
        return bool(holders) and not any(item.has_data for item in holders)

    @property
    def still(self) -> tuple[Any, ...]:
        """What new data alone do not change."""
        return self.left, self.bottom, self.legend, self._grid

    def redraw_axes(self, *_: object) -> None:
        """Ticks and grid for the visible range."""
        (x0, x1), (y0, y1) = self.box.viewRange()
        width, height = self.box.width(), self.box.height()
        if width < 2 or height < 2:
            return
        self.left.set_blank(self.empty)
        for plot in self.stack:
            plot.bottom.set_blank(all(each.empty for each in self.stack))
        x = _ticks(self.x)(x0, x1, max(2.0, width / PIXELS_PER_X))
        y = _ticks(self.y)(y0, y1, max(2.0, min(height / PIXELS_PER_Y, 4.0 + height / 60.0)))
        self.bottom.set_ticks(x, x0, x1)
        self.left.set_ticks(y, y0, y1)
        self._draw_grid(Ticks() if self.empty else x, Ticks() if self.empty else y, x0, x1, y0, y1)

    # looks

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.left.set_theme(theme)
        self.bottom.set_theme(theme)
        self.legend.set_theme(theme)
        self._grid.set_color(theme.color("grid"))
        self.box.setBorder(pen(theme.color("muted")))
        for item in self.items:
            item.set_theme(theme)

    # internals

    def _add(self, item: Item) -> Item:
        item.set_log(self.x.log, self.y.log)
        self.items.append(item)
        item.has_data_changed.connect(self.redraw_axes)
        self.box.addItem(item, ignoreBounds=True)
        if item.label:
            self.refresh_legend()
        return item

    def _draw_grid(self, x: Ticks, y: Ticks, x0: float, x1: float, y0: float, y1: float) -> None:
        at_x = np.array([t.position for t in x.ticks if t.major and x0 <= t.position <= x1])
        at_y = np.array([t.position for t in y.ticks if t.major and y0 <= t.position <= y1])
        u = np.concatenate([np.repeat(at_x, 3), np.tile([x0, x1, np.nan], len(at_y))])
        v = np.concatenate([np.tile([y0, y1, np.nan], len(at_x)), np.repeat(at_y, 3)])
        self._grid.set_lines(u, v)


def _ticks(axis: Axis) -> Callable[[float, float, float], Ticks]:
    return axis.ticks or (log_ticks if axis.log else linear_ticks)


def _to_view(limits: tuple[float, float], log: bool) -> tuple[float, float]:
    if not log:
        return limits
    low, high = limits
    high = high if high > 0 else 1.0
    return float(np.log10(low if low > 0 else high * 1e-6)), float(np.log10(high))


def _from_view(limits: list[float], log: bool) -> tuple[float, float]:
    low, high = (10.0**v if log else v for v in limits)
    return float(low), float(high)


def _united(a: QRectF, b: QRectF) -> QRectF:
    """Union that keeps flat and point-like rectangles (Qt drops them as empty)."""
    if a.isNull():
        return b
    if b.isNull():
        return a
    left, top = min(a.left(), b.left()), min(a.top(), b.top())
    return QRectF(left, top, max(a.right(), b.right()) - left, max(a.bottom(), b.bottom()) - top)
