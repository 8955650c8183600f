"""Positions on the sky to be chosen by click or by brush, in whatever projection a sub-class draws."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QToolTip

from vhegui.core.typing import EMPTY, Array, BoolArray, IntArray
from vhegui.gui.numbers.fields import Field
from vhegui.gui.plotting.brushing import Brushing
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.device import in_pixels, pixel_size, to_pixels
from vhegui.gui.plotting.sky.sky_layers import SkyLayer, squares
from vhegui.gui.plotting.symbol_cache import Look, SymbolCache
from vhegui.gui.plotting.value_colours import LEVELS, ValueBar, levels, palette
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import LIGHT, Theme

NEAR = 9.0  # pixels: what counts as hitting a point
SIZE = 4.0
TOOLTIP_LINES = 8
SIGNS = (("on", True, "analysed"), ("pointing", False, "other"), ("selection", True, "selected"))


class SkyProjection(Protocol):
    """Between ICRS (deg) and the plane of a plot (deg, NaN where there is none)."""

    def to_plane(self, ra: Array | float, dec: Array | float) -> tuple[Array, Array]: ...
    def to_sky(self, u: Array | float, v: Array | float) -> tuple[Array, Array]: ...


class Tips(Protocol):
    """What the pointer is told about each point; a tuple of texts, or something that writes them when asked."""

    def __len__(self) -> int: ...
    def __getitem__(self, point: int, /) -> str: ...


class PointSet(SkyLayer):
    """Many positions of one kind; selected ones are larger, filled and drawn last. Colours may stand for numbers."""

    def __init__(self, role: str, symbol: str, theme: Theme, z: float, extent: QRectF) -> None:
        super().__init__(z)
        self.role, self.symbol, self.theme = role, symbol, theme
        self.filled, self.size = False, SIZE
        self.ra, self.dec, self.u, self.v = EMPTY, EMPTY, EMPTY, EMPTY
        self.selected = np.zeros(0, bool)
        self.level: IntArray | None = None
        self.tooltips: Tips = ()
        self._symbols = SymbolCache()
        self._rect = extent

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._symbols.set_looks(self._looks())
        plain = np.full(len(self.u), LEVELS) if self.level is None else self.level
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, self.u, self.v)
            self._symbols.paint(painter, x[~self.selected], y[~self.selected], plain[~self.selected])
            chosen = np.full(int(self.selected.sum()), LEVELS + 1)
            self._symbols.paint(painter, x[self.selected], y[self.selected], chosen)

    def covered(self, transform: QTransform) -> Array:
        """(left, top, right, bottom) of its points, pixels, shape (n, 4)."""
        return squares(*to_pixels(transform, self.u, self.v), self.size)

    def _looks(self) -> tuple[Look, ...]:
        """One look a level, one for points without a number (or without colours), one for selected points."""
        background = self.theme.color("background")
        colors = [*(palette(self.theme) if self.level is not None else ()), self.theme.color(self.role)]
        colors = [colors[-1]] * (LEVELS + 1 - len(colors)) + colors
        if self.filled:
            looks = [Look(self.symbol, self.size, color, background) for color in colors]
        else:
            looks = [Look(self.symbol, self.size, None, color, 1.3) for color in colors]
        return (*looks, Look("circle", SIZE + 1.5, self.theme.color("selection"), background))


class BrushBox(Brushing, pg.ViewBox):
    """A drag brushes a rectangle, a click picks; Shift adds, Ctrl toggles. The wheel zooms, a middle drag pans."""

    brushed = Signal(QRectF, object)
    clicked = Signal(QPointF, object)
    double_clicked = Signal(QPointF)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, lockAspect=True)
        self.disableAutoRange()


class PointCanvas(Canvas):
    """Sets of positions; the set `pointings` is the one the mouse selects in.

    Signals
    -------
    selection_changed(indices) : the user chose pointings (int array); the presenter sends them on
    activated(indices) : pointings were double-clicked
    cursor_moved(ra, dec), cursor_left()
    """

    selection_changed = Signal(object)
    activated = Signal(object)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()

    def __init__(self, projection: SkyProjection, extent: QRectF, theme: Theme = LIGHT, name: str = "Sky") -> None:
        super().__init__(theme, name)
        self.projection = projection
        self.sets: dict[str, PointSet] = {}
        self._extent = extent
        self.bar = ValueBar(theme, SIGNS)
        self.box = BrushBox()
        self.box.brushed.connect(self._brush)
        self.box.clicked.connect(self._click)
        self.box.double_clicked.connect(self._double_click)
        self.scene().sigMouseMoved.connect(self._mouse_moved)  # pyright: ignore[reportAttributeAccessIssue]

    def set_points(
        self,
        name: str,
        ra: Array,
        dec: Array,
        tooltips: Tips = (),
        *,
        symbol: str = "circle",
        role: str = "pointing",
        filled: bool = False,
        size: float = SIZE,
        below: bool = False,
    ) -> None:
        """Replace a set of positions (deg); nothing in it is selected or coloured by numbers then.

        size : pixels · below : a new set lies below those that are not.
        """
        if name not in self.sets:
            z = (5.0 if below else 10.0) + len(self.sets)
            self.sets[name] = PointSet(role, symbol, self.theme, z, self._extent)
            self.box.addItem(self.sets[name], ignoreBounds=True)
        points = self.sets[name]
        points.ra, points.dec = np.atleast_1d(np.asarray(ra, float)), np.atleast_1d(np.asarray(dec, float))
        points.tooltips, points.selected = tooltips, np.zeros(len(points.ra), bool)
        points.level = None
        points.role, points.symbol, points.filled, points.size = role, symbol, filled, size
        points.u, points.v = self.projection.to_plane(points.ra, points.dec)
        points.update()

    def set_values(self, name: str, values: Array | None, low: float = 0.0, high: float = 1.0) -> None:
        """Colour the points of a set by numbers of shape (n,) between `low` and `high`; None: one colour again."""
        self.sets[name].level = None if values is None else levels(values, low, high)
        self.sets[name].update()

    def set_selection(self, indices: IntArray | list[int], name: str = "pointings") -> None:
        """Highlight some points (no signal)."""
        points = self.sets[name]
        points.selected = np.zeros(len(points.ra), bool)
        points.selected[np.asarray(indices, int)] = True
        points.update()

    def selection(self, name: str = "pointings") -> IntArray:
        """Indices of the highlighted points."""
        return np.flatnonzero(self.sets[name].selected)

    def set_projection(self, projection: SkyProjection) -> None:
        """Draw the points elsewhere."""
        self.projection = projection
        for points in self.sets.values():
            points.u, points.v = projection.to_plane(points.ra, points.dec)
            points.update()

    def show_all(self) -> None:
        """The view a double click on empty sky, and Home, go back to."""
        raise NotImplementedError

    def numbers(self) -> list[Field]:
        """A row a point of the sets that are seen."""
        sets = {name: points for name, points in self.sets.items() if points.isVisible() and len(points.ra)}
        names = [name for name, points in sets.items() for _ in points.ra]
        ra, dec = ([float(at) for points in sets.values() for at in getattr(points, part)] for part in ("ra", "dec"))
        return [Field("set", names), Field("ra", ra, "deg"), Field("dec", dec, "deg")]

    def show_everything(self) -> None:
        self.show_all()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.bar.set_theme(theme)
        for points in self.sets.values():
            points.theme = theme
            points.update()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.cursor_left.emit()

    def keyPressEvent(self, event: Any) -> None:
        """Arrows pan, + and − zoom, Home goes back."""
        key, rect = event.key(), self.box.viewRect()
        step = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if key in step:
            self.box.translateBy(x=step[key][0] * rect.width() / 20, y=step[key][1] * rect.height() / 20)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.25 if key == Qt.Key.Key_Minus else 0.8
            self.box.scaleBy((factor, factor))
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    # internals

    def _brush(self, rect: QRectF, modifiers: Qt.KeyboardModifier) -> None:
        p = self.sets["pointings"]
        inside = (p.u >= rect.left()) & (p.u <= rect.right()) & (p.v >= rect.top()) & (p.v <= rect.bottom())
        self._choose(inside, modifiers)

    def _click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        hit = np.zeros(len(self.sets["pointings"].ra), bool)
        hit[self._near(self.sets["pointings"], at)] = True
        self._choose(hit, modifiers)

    def _double_click(self, at: QPointF) -> None:
        hit = self._near(self.sets["pointings"], at)
        if len(hit):
            self.activated.emit(hit)
        else:
            self.show_all()

    def _choose(self, hit: BoolArray, modifiers: Qt.KeyboardModifier) -> None:
        p = self.sets["pointings"]
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            hit = p.selected | hit
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            hit = p.selected ^ hit
        if (hit != p.selected).any():
            p.selected = hit
            p.update()
            self.selection_changed.emit(np.flatnonzero(hit))

    def _near(self, points: PointSet, at: QPointF) -> IntArray:
        """Points under the pointer: runs of one target lie on top of each other, so all within reach."""
        if not np.isfinite(points.u).any():
            return np.zeros(0, np.int64)
        distance = np.hypot(points.u - at.x(), points.v - at.y()) / pixel_size(self.box)[0]
        nearest = np.nanmin(distance)
        return np.flatnonzero(distance <= max(NEAR / 2, nearest + 0.5)) if nearest <= NEAR else np.zeros(0, np.int64)

    def _mouse_moved(self, at: QPointF) -> None:
        point = self.box.mapSceneToView(at)
        ra, dec = self.projection.to_sky(point.x(), point.y())
        if np.isfinite(ra):
            self.cursor_moved.emit(float(ra), float(dec))
        else:
            self.cursor_left.emit()
        QToolTip.showText(self.mapToGlobal(self.mapFromScene(at)), tooltip(self._tooltip(point)), self)

    def _tooltip(self, at: QPointF) -> str:
        near = [(p.tooltips, i) for p in self.sets.values() if len(p.tooltips) for i in self._near(p, at).tolist()]
        lines = [tooltips[i] for tooltips, i in near[:TOOLTIP_LINES]]
        more = len(near) - TOOLTIP_LINES
        return "\n".join(lines + [f"… and {more} more"] * (more > 0))
