"""The all-sky view: where the pointings are, chosen by click or by brush."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QToolTip

from vhegui.core.typing import Array, IntArray
from vhegui.gui.plotting.all_sky_projection import HALF_HEIGHT, HALF_WIDTH, AllSkyProjection
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.device import in_pixels, pen, to_pixels
from vhegui.gui.plotting.sky_layers import EMPTY, PathLayer, SkyLayer, symbol_path
from vhegui.gui.plotting.ticks import degrees
from vhegui.gui.theme import LIGHT, Theme

NEAR = 9.0  # pixels: what counts as hitting a point
SIZE = 4.0


class PointSet(SkyLayer):
    """Many positions of one kind; selected ones are larger, filled and drawn last."""

    def __init__(self, role: str, symbol: str, theme: Theme, z: float) -> None:
        super().__init__(z)
        self.role, self.symbol, self.theme = role, symbol, theme
        self.ra, self.dec, self.u, self.v = EMPTY, EMPTY, EMPTY, EMPTY
        self.selected = np.zeros(0, bool)
        self.tooltips: tuple[str, ...] = ()
        self._rect = QRectF(-HALF_WIDTH, -HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT)

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = EMPTY, EMPTY
        with in_pixels(painter) as transform:
            x, y = to_pixels(transform, self.u, self.v)
            painter.setPen(pen(self.theme.color(self.role), 1.3))
            for i in np.flatnonzero(~self.selected):
                painter.drawPath(symbol_path(self.symbol, x[i], y[i], SIZE))
            painter.setPen(pen(self.theme.color("background"), 1.0))
            painter.setBrush(self.theme.color("selection"))
            for i in np.flatnonzero(self.selected):
                painter.drawPath(symbol_path("circle", x[i], y[i], SIZE + 1.5))


class AllSkyBox(pg.ViewBox):
    """Drag brushes a rectangle, click picks a point; Shift adds, Ctrl toggles. The wheel zooms, middle drag pans."""

    brushed = Signal(QRectF, object)
    clicked = Signal(QPointF, object)
    home_requested = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, lockAspect=True)
        self.disableAutoRange()

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        if ev.isFinish():
            self.rbScaleBox.hide()
            corners = self.mapToView(ev.buttonDownPos()), self.mapToView(ev.pos())
            self.brushed.emit(QRectF(*corners).normalized(), ev.modifiers())
        else:
            self.updateScaleBox(ev.buttonDownPos(), ev.pos())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            if ev.double():
                self.home_requested.emit()
            else:
                self.clicked.emit(self.mapToView(ev.pos()), ev.modifiers())


class AllSkyView(Canvas):
    """The sky in Hammer–Aitoff projection, longitude to the left, with the galactic plane.

    Signals
    -------
    selection_changed(indices) : the user chose pointings (int array); the presenter sends them on as an edit
    cursor_moved(ra, dec), cursor_left()
    """

    selection_changed = Signal(object)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()

    def __init__(
        self, theme: Theme = LIGHT, *, galactic: bool = False, centre: float = 0.0, name: str = "All-sky view"
    ) -> None:
        super().__init__(theme, name)
        self.projection = AllSkyProjection(centre, galactic)
        self.box = AllSkyBox()
        self.place(self.box, 0, 0)
        self._lines = PathLayer(-20, theme.color("grid"), smooth=True)
        self._edge = PathLayer(-10, theme.color("muted"), smooth=True)
        self._plane = PathLayer(-15, theme.color("reference", 0.8), width=1.5, dashed=True, smooth=True)
        self._names = AllSkyLabels(theme)
        self.sets: dict[str, PointSet] = {}
        for item in (self._lines, self._edge, self._plane, self._names):
            self.box.addItem(item, ignoreBounds=True)
        self.box.brushed.connect(self._brush)
        self.box.clicked.connect(self._click)
        self.box.home_requested.connect(self.show_all)
        self.scene().sigMouseMoved.connect(self._mouse_moved)
        self.set_points("target", EMPTY, EMPTY, symbol="plus", role="reference")
        self.set_points("pointings", EMPTY, EMPTY)
        self.set_frame(galactic, centre)
        self.set_theme(theme)
        self.show_all()

    def set_points(
        self,
        name: str,
        ra: Array,
        dec: Array,
        tooltips: tuple[str, ...] = (),
        *,
        symbol: str = "circle",
        role: str = "pointing",
    ) -> None:
        """Replace a set of positions (deg). The set `pointings` is the one that is selected with the mouse."""
        if name not in self.sets:
            self.sets[name] = PointSet(role, symbol, self.theme, 10.0 + len(self.sets))
            self.box.addItem(self.sets[name], ignoreBounds=True)
        points = self.sets[name]
        points.ra, points.dec = np.atleast_1d(np.asarray(ra, float)), np.atleast_1d(np.asarray(dec, float))
        points.tooltips, points.selected = tooltips, np.zeros(len(points.ra), bool)
        points.u, points.v = self.projection.to_plane(points.ra, points.dec)
        points.update()

    def set_selection(self, indices: IntArray | list[int], name: str = "pointings") -> None:
        """Highlight some points (no signal)."""
        points = self.sets[name]
        points.selected = np.zeros(len(points.ra), bool)
        points.selected[np.asarray(indices, int)] = True
        points.update()

    def selection(self, name: str = "pointings") -> IntArray:
        """Indices of the highlighted points."""
        return np.flatnonzero(self.sets[name].selected)

    def set_frame(self, galactic: bool, centre: float = 0.0) -> None:
        """Draw ICRS or galactic coordinates, with longitude `centre` (deg) in the middle."""
        self.projection = AllSkyProjection(centre, galactic)
        for points in self.sets.values():
            points.u, points.v = self.projection.to_plane(points.ra, points.dec)
        self._draw_frame()

    def show_all(self) -> None:
        """The whole ellipse."""
        self.box.setRange(QRectF(-HALF_WIDTH, -HALF_HEIGHT, 2 * HALF_WIDTH, 2 * HALF_HEIGHT), padding=0.04)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._lines.set_color(theme.color("grid"))
        self._edge.set_color(theme.color("muted"))
        self._plane.set_color(theme.color("reference", 0.8))
        self._names.theme = theme
        for points in self.sets.values():
            points.theme = theme
            points.update()

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.cursor_left.emit()

    # internals

    def _draw_frame(self) -> None:
        p, c = self.projection, self.projection.centre
        span, lat = np.linspace(-179.999, 179.999, 181), np.linspace(-90, 90, 91)
        lines = [p.frame_to_plane(np.full(91, c + d), lat) for d in range(-150, 180, 30)]
        lines += [p.frame_to_plane(c + span, np.full(181, b)) for b in range(-60, 90, 30)]
        self._lines.set_lines(*joined(lines))
        rim = [p.frame_to_plane(np.full(91, c + side), lat) for side in (-179.9999, 179.9999)]
        self._edge.set_lines(*joined(rim))
        self._draw_plane()
        self._names.set_names(p)

    def _draw_plane(self) -> None:
        """The galactic equator, broken where it jumps from one edge to the other."""
        from vhegui.core.sphere import from_galactic

        lon = np.linspace(0.0, 360.0, 721)
        u, v = self.projection.to_plane(*from_galactic(lon, np.zeros_like(lon)))
        jump = np.abs(np.diff(u, prepend=u[0])) > 30.0
        self._plane.set_lines(np.where(jump, np.nan, u), np.where(jump, np.nan, v))

    def _brush(self, rect: QRectF, modifiers: Qt.KeyboardModifier) -> None:
        p = self.sets["pointings"]
        inside = (p.u >= rect.left()) & (p.u <= rect.right()) & (p.v >= rect.top()) & (p.v <= rect.bottom())
        self._choose(inside, modifiers)

    def _click(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        hit = np.zeros(len(self.sets["pointings"].ra), bool)
        hit[self._near(self.sets["pointings"], at)] = True
        self._choose(hit, modifiers)

    def _choose(self, hit: Any, modifiers: Qt.KeyboardModifier) -> None:
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
        if not len(points.u):
            return np.zeros(0, int)
        distance = np.hypot(points.u - at.x(), points.v - at.y()) / self.box.viewPixelSize()[0]
        return (
            np.flatnonzero(distance <= max(NEAR / 2, distance.min() + 0.5))
            if distance.min() <= NEAR
            else np.zeros(0, int)
        )

    def _mouse_moved(self, at: QPointF) -> None:
        point = self.box.mapSceneToView(at)
        ra, dec = self.projection.to_sky(point.x(), point.y())
        if np.isfinite(ra):
            self.cursor_moved.emit(float(ra), float(dec))
        else:
            self.cursor_left.emit()
        QToolTip.showText(self.mapToGlobal(self.mapFromScene(at)), self._tooltip(point), self)

    def _tooltip(self, at: QPointF) -> str:
        lines = [p.tooltips[i] for p in self.sets.values() if p.tooltips for i in self._near(p, at)]
        return "\n".join(lines[:8] + [f"… and {len(lines) - 8} more"] * (len(lines) > 8))


class AllSkyLabels(SkyLayer):
    """Longitudes along the equator, latitudes along the left edge."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(-5)
        self.theme = theme
        self._labels: list[tuple[float, float, str, bool]] = []
        self._rect = QRectF(-HALF_WIDTH - 40, -HALF_HEIGHT - 20, 2 * HALF_WIDTH + 80, 2 * HALF_HEIGHT + 40)

    def set_names(self, p: AllSkyProjection) -> None:
        self._labels = []
        for d in range(-150, 180, 30):
            u, v = p.frame_to_plane(p.centre + d, 0.0)
            lon = (p.centre + d) % 360
            text = degrees(lon, 1.0) if p.galactic else f"{lon / 15:g}ʰ"
            self._labels.append((float(u), float(v), text, False))
        for lat in (-60, -30, 30, 60):
            u, v = p.frame_to_plane(p.centre + 179.999, lat)
            self._labels.append((float(u), float(v), degrees(lat, 1.0, signed=True), True))
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setPen(self.theme.color("muted"))
        painter.setFont(QApplication.font())
        flags = Qt.AlignmentFlag
        with in_pixels(painter) as transform:
            spacing = abs(transform.m11()) * 25
            for i, (u, v, text, on_edge) in enumerate(self._labels):
                at = transform.map(QPointF(u, v))
                if on_edge:
                    place = QRectF(at.x() - 64, at.y() - (20 if v > 0 else 0), 60, 20)
                    painter.drawText(place, flags.AlignRight | flags.AlignVCenter, text)
                elif spacing > 36 or i % 2 == 1:
                    painter.drawText(QRectF(at.x() + 3, at.y() + 1, 60, 20), flags.AlignLeft | flags.AlignTop, text)


def joined(lines: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Flat arrays with NaN between lines."""
    gap = np.array([np.nan])
    u = [part for line in lines for part in (line[0], gap)]
    v = [part for line in lines for part in (line[1], gap)]
    return np.concatenate(u), np.concatenate(v)
