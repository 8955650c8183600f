"""A circle on the sky to drag, resize and nudge: the gesture of the source and exclusion regions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from vhegui.core import sphere
from vhegui.gui.plotting.device import in_pixels, pen, polyline
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import draw_text

RIM = 6.0  # pixels on either side of the outline that resize
HANDLE = 4.0
MIN_RADIUS, MAX_RADIUS = 0.002, 20.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_GROW = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Underscore: -1}


class RegionItem(pg.GraphicsObject):
    """One circular region; `kind` is `source` (solid), `exclusion` (dashed and hatched) or `off` (solid, not filled;
    dash and dot with a label, which says that it is not for all runs).

    A gesture says `begun`, `previewed`…, then `committed` or `cancelled` (Esc); all carry deg on the sky.
    While a gesture is on, `set_circle` from outside is ignored: the mouse decides.
    """

    begun = Signal()
    previewed = Signal(float, float, float)
    committed = Signal(float, float, float)
    cancelled = Signal()
    removed = Signal()
    selection_changed = Signal(bool)

    def __init__(
        self,
        kind: str,
        projection: Projection,
        ra: float,
        dec: float,
        radius: float,
        *,
        label: str = "",
        colours: OverlayColours = ON_DARK,
    ) -> None:
        super().__init__()
        self.kind, self.projection, self.label, self.colours = kind, projection, label, colours
        self.ra, self.dec, self.radius = ra, dec, radius
        self.pixel_size = 0.02
        self.gesture = ""  # "", "move", "resize" or "keys"
        self._hover = self._selected = self._faint = False
        self._start = (ra, dec, radius)
        self._grab = QPointF()
        self._grab_radius = 0.0
        self._path, self._centre = QPainterPath(), QPointF()
        self.setFlag(self.GraphicsItemFlag.ItemIsFocusable)
        self.setAcceptHoverEvents(True)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self._reshape()

    # state from outside

    @property
    def circle(self) -> tuple[float, float, float]:
        """RA, Dec, radius in deg."""
        return self.ra, self.dec, self.radius

    @property
    def selected(self) -> bool:
        return self._selected

    def set_circle(self, ra: float, dec: float, radius: float) -> None:
        """Show another circle (no signal)."""
        if not self.gesture and (ra, dec, radius) != self.circle:
            self._set(ra, dec, radius)

    def set_label(self, label: str) -> None:
        """Show another text at the region."""
        if label != self.label:
            self.label = label
            self.update()

    def set_faint(self, faint: bool) -> None:
        """Grey and dotted: it is there, but has no effect."""
        if faint != self._faint:
            self._faint = faint
            self.update()

    def set_projection(self, projection: Projection) -> None:
        self.projection = projection
        self._reshape()

    def set_selected(self, selected: bool) -> None:
        """Selected regions show their handles and listen to the keyboard."""
        if selected != self._selected:
            self._selected = selected
            self.selection_changed.emit(selected)
            self.update()
        if selected and not self.hasFocus():
            self.setFocus()

    def set_interactive(self, interactive: bool) -> None:
        """Whether the mouse moves this region (depends on the active tool)."""
        left = Qt.MouseButton.LeftButton
        self.setAcceptedMouseButtons(left if interactive else Qt.MouseButton.NoButton)
        self.setAcceptHoverEvents(interactive)
        self._hover = self._hover and interactive
        if not interactive:
            self.unsetCursor()

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image below."""
        self.colours = colours
        self.update()

    # mouse

    def mousePressEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self.set_selected(True)
        self._begin("resize" if self._on_rim(event.pos()) else "move")
        self._grab = event.pos() - self._centre
        self._grab_radius = self.radius - self._distance(event.pos())

    def mouseMoveEvent(self, event: Any) -> None:
        if self.gesture == "move":
            at = event.pos() - self._grab
            ra, dec = self.projection.to_sky(at.x(), at.y())
            self._preview(float(ra), float(dec), self.radius)
        elif self.gesture == "resize":
            self._preview(self.ra, self.dec, self._distance(event.pos()) + self._grab_radius)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self.gesture in ("move", "resize"):
            self._commit()

    def hoverMoveEvent(self, event: Any) -> None:
        self._hover = True
        self.setCursor(self._rim_cursor(event.pos()) if self._on_rim(event.pos()) else Qt.CursorShape.SizeAllCursor)
        self.update()

    def hoverLeaveEvent(self, event: Any) -> None:
        self._hover = False
        self.unsetCursor()
        self.update()

    # keyboard

    def keyPressEvent(self, event: Any) -> None:
        key, steps = event.key(), 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if key == Qt.Key.Key_Escape and self.gesture:
            self.cancel()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.gesture:
            self.removed.emit()
        elif key in _ARROWS and self.gesture in ("", "keys"):
            self._begin("keys")
            du, dv = (d * steps * self.pixel_size for d in _ARROWS[key])
            ra, dec = self.projection.to_sky(self._centre.x() + du, self._centre.y() + dv)
            self._preview(float(ra), float(dec), self.radius)
        elif key in _GROW and self.gesture in ("", "keys"):
            self._begin("keys")
            self._preview(self.ra, self.dec, self.radius + _GROW[key] * 0.5 * self.pixel_size)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: Any) -> None:
        """A key held down is one gesture, however often it repeats."""
        if self.gesture == "keys" and not event.isAutoRepeat():
            self._commit()

    def focusInEvent(self, event: Any) -> None:
        self.set_selected(True)

    def focusOutEvent(self, event: Any) -> None:
        if self.gesture == "keys":
            self._commit()
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason and self.scene() and self.scene().hasFocus():
            self.set_selected(False)

    # the phases

    def _begin(self, gesture: str) -> None:
        if not self.gesture:
            self.gesture, self._start = gesture, self.circle
            self.begun.emit()

    def _preview(self, ra: float, dec: float, radius: float) -> None:
        self._set(ra, dec, min(max(radius, MIN_RADIUS), MAX_RADIUS))
        self.previewed.emit(*self.circle)

    def _commit(self) -> None:
        self.gesture = ""
        if self.circle == self._start:
            self.cancelled.emit()  # a click that moved nothing is no edit
        else:
            self.committed.emit(*self.circle)

    def cancel(self) -> None:
        """End the gesture and go back to where it began."""
        if self.gesture:
            self._set(*self._start)
            self.gesture = ""
            self.cancelled.emit()

    # geometry

    def _set(self, ra: float, dec: float, radius: float) -> None:
        self.ra, self.dec, self.radius = ra, dec, radius
        self._reshape()

    def _reshape(self) -> None:
        self.prepareGeometryChange()
        u, v = self.projection.outlines(np.array([self.ra]), np.array([self.dec]), np.array([self.radius]))
        self._path = polyline(u[0], v[0]) if np.isfinite(u + v).all() else QPainterPath()
        cu, cv = self.projection.to_plane(self.ra, self.dec)
        self._centre = QPointF(float(cu), float(cv)) if np.isfinite(cu + cv) else QPointF()
        self.setZValue((50.0 if self.kind == "source" else 30.0) - min(self.radius, 20.0))
        self.update()

    def _pixel(self) -> float:
        """Degrees per pixel of the screen."""
        box = self.getViewBox()
        return float(box.viewPixelSize()[0]) if box is not None else 0.001

    def _distance(self, at: QPointF) -> float:
        ra, dec = self.projection.to_sky(at.x(), at.y())
        return float(sphere.separation(self.ra, self.dec, ra, dec))

    def _on_rim(self, at: QPointF) -> bool:
        """Near the outline; the inner part of a tiny circle still moves it."""
        pixel, distance = self._pixel(), self._distance(at)
        return distance > self.radius - min(RIM * pixel, self.radius / 3)

    def _rim_cursor(self, at: QPointF) -> Qt.CursorShape:
        d = at - self._centre
        octant = round(math.degrees(math.atan2(d.y(), d.x())) / 45.0) % 4
        shape = Qt.CursorShape
        return (shape.SizeHorCursor, shape.SizeBDiagCursor, shape.SizeVerCursor, shape.SizeFDiagCursor)[octant]

    def boundingRect(self) -> QRectF:
        margin = (RIM + HANDLE + 30) * self._pixel()
        return self._path.boundingRect().adjusted(-margin, -margin, margin, margin)

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def shape(self) -> QPainterPath:
        path, grow = QPainterPath(), RIM * self._pixel()
        path.addRect(self._path.boundingRect().adjusted(-grow, -grow, grow, grow))
        return path

    def contains(self, point: QPointF) -> bool:
        return not self._path.isEmpty() and self._distance(point) <= self.radius + RIM * self._pixel()

    # drawing

    def color(self) -> QColor:
        return self.colours.color("rejected" if self._faint else self.kind)

    def paint(self, painter: QPainter, *_: Any) -> None:
        color = self.color()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(QApplication.font())
        with in_pixels(painter) as transform:
            path = transform.map(self._path)
            self._paint_inside(painter, path, color)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(self.colours.color("halo", 0.5), 4.0 if self._selected else 3.2))
            painter.drawPath(path)
            painter.setPen(pen(color, 2.6 if self._selected else 1.8, self._line()))
            painter.drawPath(path)
            rect = path.boundingRect()
            if self._hover or self._selected:
                self._paint_handles(painter, rect, color)
            if self.label:
                at = rect.topRight() + QPointF(2 - rect.width() * 0.14, rect.height() * 0.1)
                draw_text(painter, at, self.label, color, self.colours)

    def _line(self) -> Qt.PenStyle:
        if self._faint:
            return Qt.PenStyle.DotLine
        if self.kind == "exclusion":
            return Qt.PenStyle.DashLine
        return Qt.PenStyle.DashDotLine if self.kind == "off" and self.label else Qt.PenStyle.SolidLine

    def _paint_inside(self, painter: QPainter, path: QPainterPath, color: QColor) -> None:
        if self.kind == "off":
            return
        color.setAlphaF(0.10 if self.kind == "source" else 0.28)
        painter.fillPath(path, color if self.kind == "source" else _hatched(color))
        color.setAlphaF(1.0)

    def _paint_handles(self, painter: QPainter, rect: QRectF, color: QColor) -> None:
        painter.setPen(pen(self.colours.color("halo", 0.8), 1.0))
        painter.setBrush(color)
        middle, half = rect.center(), min(HANDLE, max(1.5, rect.width() / 10))
        for at in (
            QPointF(rect.left(), middle.y()),
            QPointF(rect.right(), middle.y()),
            QPointF(middle.x(), rect.top()),
            QPointF(middle.x(), rect.bottom()),
        ):
            painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def _hatched(color: QColor) -> Any:
    return pg.QtGui.QBrush(color, Qt.BrushStyle.BDiagPattern)
