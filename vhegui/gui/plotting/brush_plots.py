"""Plots over each other whose points are chosen by click or by brush: what a table's rows look like as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QToolTip

from vhegui.core.typing import EMPTY, Array, BoolArray, IntArray
from vhegui.gui.numbers.fields import Field
from vhegui.gui.plotting.brushing import Brushing
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import Axis, CurveBox, CurvePlot
from vhegui.gui.plotting.device import bounds, in_pixels, pen, pixel_size, segments, to_pixels
from vhegui.gui.plotting.plot_header import PlotNote
from vhegui.gui.plotting.plot_numbers import numbers_of
from vhegui.gui.plotting.sky.point_canvas import SIGNS, Tips
from vhegui.gui.plotting.symbol_cache import Look, SymbolCache
from vhegui.gui.plotting.value_colours import LEVELS, Caption, ValueBar, levels, palette
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import LIGHT, Theme

NEAR = 9.0  # pixels: what counts as hitting a point
SIZE = 3.2
TOOLTIP_LINES = 8
MANY_BARS = 1000  # more error bars than this would only be a smear


class BrushCurveBox(Brushing, CurveBox):
    """A drag brushes, a click picks (Shift adds, Ctrl toggles), the wheel zooms, a middle drag pans."""

    brushed = Signal(QRectF, object)
    clicked = Signal(QPointF, object)
    double_clicked = Signal(QPointF)


class CloudItem(CurveItem):
    """Many points: hollow or filled, coloured by a number, some selected; bars up and down or stems from zero."""

    def __init__(self, theme: Theme, stems: bool = False) -> None:
        super().__init__("pointing", "", theme)
        self.stems = stems
        self.at_x, self.at_y, self.error = EMPTY, EMPTY, EMPTY
        self.filled, self.selected = np.zeros(0, bool), np.zeros(0, bool)
        self.level: IntArray | None = None
        self._symbols = SymbolCache()

    def set_data(self, x: Array, y: Array, error: Array | None = None) -> None:
        """Points of shape (n,) and the length of the bar on each; none is selected, filled or coloured then."""
        self.at_x, self.at_y = np.asarray(x, float), np.asarray(y, float)
        self.error = np.zeros(len(self.at_x)) if error is None else np.nan_to_num(error)
        self.filled = self.selected = np.zeros(len(self.at_x), bool)
        self.level = None
        self._refresh()

    def _refresh(self) -> None:
        x, y = self._x(self.at_x), self._y(self.at_y)
        base = np.zeros(len(y)) if self.stems and len(y) else EMPTY
        self._changed(bounds(np.concatenate([x, x[: len(base)]]), np.concatenate([y, base])))

    @property
    def has_data(self) -> bool:
        """Whether there are points."""
        return len(self.at_x) > 0

    def numbers(self) -> dict[str, Array]:
        bars = {"y_low": self.at_y - self.error, "y_high": self.at_y + self.error} if self.error.any() else {}
        return {"x": self.at_x, "y": self.at_y, **bars}

    def view(self) -> tuple[Array, Array]:
        """Positions in view coordinates."""
        return self._x(self.at_x), self._y(self.at_y)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not len(self.at_x):
            return
        self._symbols.set_looks(self._looks())
        level = np.full(len(self.at_x), LEVELS) if self.level is None else self.level
        look = np.where(self.selected, 2 * (LEVELS + 1), level + (LEVELS + 1) * self.filled)
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, *self.view())
            self._paint_bars(painter, transform, x, y)
            order = np.argsort(self.selected * 2 + self.filled, kind="stable")
            self._symbols.paint(painter, x[order], y[order], look[order])

    def _paint_bars(self, painter: QPainter, transform: Any, x: Array, y: Array) -> None:
        shown = np.isfinite(x + y)
        flat = np.zeros(len(y))
        low, high = (flat, flat) if self.stems else (self._y(self.at_y - self.error), self._y(self.at_y + self.error))
        ends = [to_pixels(transform, end, end)[1] for end in (low, high)]
        bottom, top = (np.where(np.isfinite(end), end, y)[shown] for end in ends)
        painter.setPen(pen(self.theme.color("muted", 0.5), 1.0))
        at = np.round(x[shown]) + 0.5
        if self.stems:
            painter.drawPath(segments(at, bottom, at, y[shown]))
        elif len(at) <= MANY_BARS and (long := np.abs(top - bottom) > 2 * SIZE).any():
            painter.drawPath(segments(at[long], bottom[long], at[long], top[long]))

    def _looks(self) -> tuple[Look, ...]:
        """Hollow and filled symbols of every level and without one, then the selected symbol."""
        background, plain = self.theme.color("background"), self.theme.color("pointing")
        colors = palette(self.theme) if self.level is not None else [plain] * LEVELS
        hollow = [Look("circle", SIZE, background, color, 1.2) for color in (*colors, plain)]
        plain = plain if self.level is not None else self.theme.color("on")
        solid = colors if self.level is not None else [plain] * LEVELS
        filled = [Look("circle", SIZE + 0.6, color, background) for color in (*solid, plain)]
        return (*hollow, *filled, Look("circle", SIZE + 1.2, self.theme.color("selection"), background))


@dataclass(frozen=True)
class PlotLook:
    """caption : in the upper (or lower) left corner · stems : points stand on lines · share : of the height."""

    caption: str
    at_bottom: bool = False
    stems: bool = False
    share: int = 100


class BrushPlot(CurvePlot):
    """One plot with one cloud of points and a note for when there is none."""

    box: BrushCurveBox

    def __init__(self, theme: Theme, look: PlotLook) -> None:
        super().__init__(theme, BrushCurveBox())
        self.caption = Caption(self.box, look.caption, theme, look.at_bottom)
        self.cloud = self.add(CloudItem(theme, look.stems))
        self.note = PlotNote(self)
        self.tooltips: Tips = ()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "caption"):  # the base class dresses itself before there is one
            self.caption.set_theme(theme)

    def data_rect(self) -> QRectF:
        """Rectangle of all points in view coordinates; null where there is none."""
        rects = [item.data_rect() for item in self.items if item.isVisible()]
        rects = [rect for rect in rects if not rect.isNull()]
        if not rects:
            return QRectF()
        left, top = min(rect.left() for rect in rects), min(rect.top() for rect in rects)
        right, bottom = max(rect.right() for rect in rects), max(rect.bottom() for rect in rects)
        return QRectF(left, top, right - left, bottom - top)

    def near(self, at: QPointF) -> IntArray:
        """Points under the pointer."""
        x, y = self.cloud.view()
        width, height = pixel_size(self.box)
        distance = np.hypot((x - at.x()) / (width or 1.0), (y - at.y()) / (height or 1.0))
        if not np.isfinite(distance).any():
            return np.zeros(0, np.int64)
        nearest = np.nanmin(distance)
        reach = max(NEAR / 3, nearest + 0.5)
        return np.flatnonzero(distance <= reach) if nearest <= NEAR else np.zeros(0, np.int64)


def _roomy(low: float, high: float) -> tuple[float, float]:
    """A little more on both sides, so that symbols are whole in small plots too."""
    room = 0.08 * (high - low) or 0.5
    return low - room, high + room


class BrushPlots(Canvas):
    """Named plots from top to bottom.

    selection_changed(name, indices) : the user chose points of one plot · activated(name, indices) : double-clicked.
    """

    selection_changed = Signal(str, object)
    activated = Signal(str, object)

    def __init__(self, rows: dict[str, PlotLook], theme: Theme = LIGHT, *, name: str = "Plots") -> None:
        """`rows` : name and looks of every plot."""
        super().__init__(theme, name)
        self.plots = {key: BrushPlot(theme, look) for key, look in rows.items()}
        self.bar = ValueBar(theme, SIGNS)
        for row, (key, plot) in enumerate(self.plots.items()):
            self.place(plot.left, 2 * row, 0)
            self.place(plot.box, 2 * row, 1)
            self.place(plot.bottom, 2 * row + 1, 1)
            self._grid.setRowStretchFactor(2 * row, rows[key].share)
            plot.box.setMinimumHeight(30)
            plot.box.brushed.connect(lambda rect, keys, key=key: self._brush(key, rect, keys))
            plot.box.clicked.connect(lambda at, keys, key=key: self._click(key, at, keys))
            plot.box.double_clicked.connect(lambda at, key=key: self._double_click(key, at))
        self.place(self.bar, 2 * len(rows), 1)
        self._grid.setVerticalSpacing(1)
        scene: Any = self.scene()
        scene.sigMouseMoved.connect(self._mouse_moved)

    @property
    def still(self) -> tuple[Any, ...]:
        """Axes and grids."""
        return tuple(item for plot in self.plots.values() for item in plot.still)

    def set_axes(self, name: str, x: Axis, y: Axis) -> None:
        """Names, units, scales and ticks of one plot."""
        self.plots[name].set_axes(x, y)

    def link_x(self, upper: str, lower: str) -> None:
        """Two plots over each other with the same x axis, labelled once."""
        self.plots[upper].bottom.set_title("")
        self.plots[upper].bottom.set_labelled(False)
        self.plots[upper].box.setXLink(self.plots[lower].box)

    def set_points(
        self, name: str, x: Array, y: Array, tooltips: Tips = (), error: Array | None = None, note: str = ""
    ) -> None:
        """Other points (shape (n,)); `note` : what to say where there is none to draw."""
        plot = self.plots[name]
        plot.cloud.set_data(x, y, error)
        plot.tooltips = tooltips
        plot.note.say("" if np.isfinite(sum(plot.cloud.view())).any() else note)

    def set_values(self, name: str, values: Array | None, low: float = 0.0, high: float = 1.0) -> None:
        """Colour points by numbers of shape (n,) between `low` and `high`; None: one colour."""
        cloud = self.plots[name].cloud
        cloud.level = None if values is None else levels(values, low, high)
        cloud.update()

    def set_marks(self, name: str, filled: BoolArray, selected: BoolArray) -> None:
        """Which points are filled, and which highlighted (shape (n,)); no signal."""
        cloud = self.plots[name].cloud
        cloud.filled, cloud.selected = filled, selected
        cloud.update()

    def show_all(self) -> None:
        """Every plot whole."""
        for plot in self.plots.values():
            if not (rect := plot.data_rect()).isNull():
                x, y = _roomy(rect.left(), rect.right()), _roomy(rect.top(), rect.bottom())
                plot.box.setRange(xRange=x, yRange=y, padding=0.0)

    def numbers(self) -> list[Field]:
        return numbers_of(tuple(self.plots.values()))

    def show_everything(self) -> None:
        self.show_all()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.bar.set_theme(theme)
        for plot in self.plots.values():
            plot.set_theme(theme)

    # internals

    def _brush(self, name: str, rect: QRectF, modifiers: Qt.KeyboardModifier) -> None:
        x, y = self.plots[name].cloud.view()
        inside = (x >= rect.left()) & (x <= rect.right()) & (y >= rect.top()) & (y <= rect.bottom())
        self._choose(name, inside, modifiers)

    def _click(self, name: str, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        hit = np.zeros(len(self.plots[name].cloud.at_x), bool)
        hit[self.plots[name].near(at)] = True
        self._choose(name, hit, modifiers)

    def _double_click(self, name: str, at: QPointF) -> None:
        hit = self.plots[name].near(at)
        if len(hit):
            self.activated.emit(name, hit)
        else:
            self.show_all()

    def _choose(self, name: str, hit: BoolArray, modifiers: Qt.KeyboardModifier) -> None:
        cloud = self.plots[name].cloud
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            hit = cloud.selected | hit
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            hit = cloud.selected ^ hit
        if (hit != cloud.selected).any():
            cloud.selected = hit
            cloud.update()
            self.selection_changed.emit(name, np.flatnonzero(hit))

    def _mouse_moved(self, at: QPointF) -> None:
        text = ""
        for plot in self.plots.values():
            if len(plot.tooltips) and plot.box.sceneBoundingRect().contains(at):
                hit = plot.near(plot.box.mapSceneToView(at)).tolist()
                lines = [plot.tooltips[i] for i in hit[:TOOLTIP_LINES]]
                text = "\n".join(lines + [f"… and {len(hit) - TOOLTIP_LINES} more"] * (len(hit) > TOOLTIP_LINES))
        QToolTip.showText(self.mapToGlobal(self.mapFromScene(at)), tooltip(text), self)
