"""A circle or ellipse on the sky to drag, resize, turn and nudge: the gesture of all regions."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform
from PySide6.QtWidgets import QApplication

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.gui.plotting.device import in_pixels, pen, polyline
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.plotting.sky.grips import Grip, Shape, grown, handles, reach
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import draw_text

RIM = 6.0  # pixels on either side of the outline that resize
HANDLE = 4.0
TURN_HANDLE = 18.0  # pixels outside the outline
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_GROW = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Underscore: -1}


class RegionItem(pg.GraphicsObject):
    """One region; `kind` is `source` (solid), `exclusion` (dashed and hatched) or `off` (solid, not filled;
    dash and dot with a label, which says that it is not for all runs).

    A gesture says `begun`, `previewed`…, then `committed` or `cancelled` (Esc); with the region where it is then.
    While a gesture is on, `set_region` from outside is ignored: the mouse decides.
    """

    begun = Signal()
    previewed = Signal(object)
    committed = Signal(object)
    cancelled = Signal()
    removed = Signal()
    selection_changed = Signal(bool)

    def __init__(
        self,
        kind: str,
        projection: Projection,
        region: Shape,
        *,
        label: str = "",
        colours: OverlayColours = ON_DARK,
    ) -> None:
        super().__init__()
        self.kind, self.projection, self.label, self.colours = kind, projection, label, colours
        self.region = region
        self.pixel_size = 0.02
        self.gesture = ""  # "", "move", "resize", "a", "b", "turn" or "keys"
        self._hover = self._selected = self._faint = False
        self._start = region
        self._grab = QPointF()
        self._grip = Grip("resize", region, 0.0, 0.0)
        self._path, self._centre = QPainterPath(), QPointF()
        self.setFlag(self.GraphicsItemFlag.ItemIsFocusable)
        self.setAcceptHoverEvents(True)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)
        self._reshape()

    # state from outside

    @property
    def selected(self) -> bool:
        return self._selected

    def set_region(self, region: Shape) -> None:
        """Show another region (no signal)."""
        if not self.gesture and region != self.region:
            self._set(region)

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
        """Whether the mouse moves this region (depends on the active tool); a drag that is on ends where it began, as
        its release will go elsewhere.
        """
        if not interactive and self.gesture != "keys":
            self.cancel()
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
        # Qt asks no item for its shape that its parent clips: it hands over all presses inside the bounding rectangle.
        if event.button() != Qt.MouseButton.LeftButton or not self.contains(event.pos()):
            event.ignore()
            return
        event.accept()
        self.set_selected(True)
        self._begin(self._what_at(event.pos()))
        self._grab = event.pos() - self._centre
        self._grip = Grip(self.gesture, self.region, *self._polar(event.pos()))

    def mouseMoveEvent(self, event: Any) -> None:
        if self.gesture == "move":
            at = event.pos() - self._grab
            self._preview(self._moved_to(at.x(), at.y()))
        elif self.gesture and self.gesture != "keys":
            self._preview(self._grip.to(*self._polar(event.pos())))

    def mouseReleaseEvent(self, event: Any) -> None:
        if self.gesture != "keys":
            self._commit()

    def hoverMoveEvent(self, event: Any) -> None:
        if not self.contains(event.pos()):
            self.hoverLeaveEvent(event)
            return
        self._hover = True
        self.setCursor(self._cursor_at(event.pos()))
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
            self._preview(self._moved_to(self._centre.x() + du, self._centre.y() + dv))
        elif key in _GROW and self.gesture in ("", "keys"):
            self._begin("keys")
            self._preview(grown(self.region, _GROW[key] * 0.5 * self.pixel_size))
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
            self.gesture, self._start = gesture, self.region
            self.begun.emit()

    def _preview(self, region: Shape) -> None:
        self._set(region)
        self.previewed.emit(region)

    def _commit(self) -> None:
        if not self.gesture:
            return
        self.gesture = ""
        if self.region == self._start:
            self.cancelled.emit()  # a click that moved nothing is no edit
        else:
            self.committed.emit(self.region)

    def cancel(self) -> None:
        """End the gesture and go back to where it began."""
        if self.gesture:
            self._set(self._start)
            self.gesture = ""
            self.cancelled.emit()

    # geometry

    def _set(self, region: Shape) -> None:
        self.region = region
        self._reshape()

    def _moved_to(self, u: float, v: float) -> Shape:
        ra, dec = self.projection.to_sky(u, v)
        return self.region.moved(float(ra), float(dec))

    def _reshape(self) -> None:
        self.prepareGeometryChange()
        region = self.region
        if isinstance(region, Circle):
            circle = np.array([region.ra]), np.array([region.dec]), np.array([region.radius])
            u, v = (each[0] for each in self.projection.outlines(*circle))
        else:
            u, v = self.projection.to_plane(*region.outline())
        self._path = polyline(u, v) if np.isfinite(u + v).all() else QPainterPath()
        cu, cv = self.projection.to_plane(region.ra, region.dec)
        self._centre = QPointF(float(cu), float(cv)) if np.isfinite(cu + cv) else QPointF()
        self.setZValue((50.0 if self.kind == "source" else 30.0) - min(region.bounding.radius, 20.0))
        self.update()

    def _pixel(self) -> float:
        """Degrees per pixel of the screen."""
        box = self.getViewBox()
        return float(box.viewPixelSize()[0]) if box is not None else 0.001

    def _polar(self, at: QPointF) -> tuple[float, float]:
        """Distance from the centre and position angle about it, deg."""
        centre, place = (self.region.ra, self.region.dec), self.projection.to_sky(at.x(), at.y())
        return float(sphere.separation(*centre, *place)), float(sphere.position_angle(*centre, *place))

    def _handles(self) -> dict[str, list[QPointF]]:
        """Where the handles of an ellipse are in the plane; a circle is taken anywhere at its outline."""
        if isinstance(self.region, Circle):
            return {}
        places = handles(self.region, TURN_HANDLE * self._pixel())
        return {
            what: [QPointF(*(float(x) for x in self.projection.to_plane(*place))) for place in at]
            for what, at in places.items()
        }

    def _what_at(self, at: QPointF) -> str:
        """The gesture that a press begins: by a handle, by the outline, or (also inside a tiny region) a move."""
        pixel = self._pixel()
        for what, places in self._handles().items():
            if any(math.hypot(*(at - place).toTuple()) <= (RIM + 1.0) * pixel for place in places):
                return what
        distance, angle = self._polar(at)
        edge = reach(self.region, angle)
        return "resize" if distance > edge - min(RIM * pixel, edge / 3) else "move"

    def _cursor_at(self, at: QPointF) -> Qt.CursorShape:
        what = self._what_at(at)
        if what == "turn":
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.SizeAllCursor if what == "move" else self._rim_cursor(at)

    def _rim_cursor(self, at: QPointF) -> Qt.CursorShape:
        d = at - self._centre
        octant = round(math.degrees(math.atan2(d.y(), d.x())) / 45.0) % 4
        shape = Qt.CursorShape
        return (shape.SizeHorCursor, shape.SizeBDiagCursor, shape.SizeVerCursor, shape.SizeFDiagCursor)[octant]

    def boundingRect(self) -> QRectF:
        margin = (RIM + HANDLE + TURN_HANDLE + 30) * self._pixel()
        return self._path.boundingRect().adjusted(-margin, -margin, margin, margin)

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def shape(self) -> QPainterPath:
        path, grow = QPainterPath(), RIM * self._pixel()
        path.addRect(self._path.boundingRect().adjusted(-grow, -grow, grow, grow))
        return path

    def contains(self, point: QPointF) -> bool:
        if self._path.isEmpty():
            return False
        distance, angle = self._polar(point)
        inside = distance <= reach(self.region, angle) + RIM * self._pixel()
        return inside or (self._handles_shown and self._what_at(point) == "turn")

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
            if self._handles_shown:
                self._paint_handles(painter, transform, rect, color)
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

    @property
    def _handles_shown(self) -> bool:
        return self._hover or self._selected

    def _paint_handles(self, painter: QPainter, transform: QTransform, rect: QRectF, color: QColor) -> None:
        places = {what: [transform.map(at) for at in each] for what, each in self._handles().items()}
        half = min(HANDLE, max(1.5, rect.width() / 10))
        if places:
            painter.setPen(pen(color, 1.4))
            painter.drawLine(places["a"][0], places["turn"][0])
        painter.setPen(pen(self.colours.color("halo", 0.8), 1.0))
        painter.setBrush(color)
        for at in places.pop("turn", []):
            painter.drawEllipse(at, HANDLE + 0.5, HANDLE + 0.5)
        for at in itertools.chain(*places.values()) if places else _middles(rect):
            painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))


def _middles(rect: QRectF) -> tuple[QPointF, ...]:
    """The middles of the four sides."""
    middle = rect.center()
    return (
        QPointF(rect.left(), middle.y()),
        QPointF(rect.right(), middle.y()),
        QPointF(middle.x(), rect.top()),
        QPointF(middle.x(), rect.bottom()),
    )


def _hatched(color: QColor) -> Any:
    return pg.QtGui.QBrush(color, Qt.BrushStyle.BDiagPattern)
