"""A region on the sky to drag, resize, turn and nudge: the gesture of all regions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.gui.plotting.device import in_pixels, pixel_size, polyline
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.plotting.sky.grips import Grip, with_corner, without_corner
from vhegui.gui.plotting.sky.handles import RIM, TURN, Place, handles, hold_at
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.region_look import SQUARE, RegionLook, paint_handles, paint_outline
from vhegui.gui.plotting.sky.reshaping import Shape, grown, turned
from vhegui.gui.plotting.sky.sky_layers import symbol_path

POINT = 7.0  # pixels, half of the cross that is a point
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_GROW = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_Underscore: -1}
_TURN = {Qt.Key.Key_BracketLeft: 1, Qt.Key.Key_BraceLeft: 1, Qt.Key.Key_BracketRight: -1, Qt.Key.Key_BraceRight: -1}
_TIPS = {
    "turn": "Drag to turn; with Shift in steps of 15°",
    "corner": "Drag this corner; double click takes it away",
    "side": "Drag to make one more corner here",
    "end": "Drag this end; with Shift in directions 15° apart",
}


class RegionItem(pg.GraphicsObject):
    """One region; `kind` is `source` (solid), `exclusion` (dashed and hatched), `off` (solid, not filled; dash and dot
    with a label, which says that it is not for all runs) or `measure` (thin).

    A gesture says `begun`, `previewed`…, then `committed` or `cancelled` (Esc); with the region where it is then.
    While a gesture is on, `set_region` from outside is ignored: the mouse decides. `carried` : the gesture that is on,
    or was last, moves the region and does nothing else. picked(more) : a press on it, with Ctrl (`more`) or without.
    """

    begun = Signal()
    previewed = Signal(object)
    committed = Signal(object)
    cancelled = Signal()
    removed = Signal()
    picked = Signal(bool)

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
        self.color = ""  # of its own: a name of the palette, or #rrggbb
        self.region = region
        self.pixel_size = 0.02
        self.gesture = ""  # "", "keys", or what is held: see `handles.hold_at`
        self.carried = False
        self._hover = self._selected = self._faint = False
        self._start = region
        self._grab = QPointF()
        self._grip = Grip("resize", region, (0.0, 0.0))
        self._path, self._centre = QPainterPath(), QPointF()
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

    def set_color(self, color: str) -> None:
        """Another colour of its own, "" for that of its kind."""
        if color != self.color:
            self.color = color
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
            if not selected and self.gesture == "keys":
                self._commit()
            self._selected = selected
            self.update()

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
        what = self.hold(event.pos()) if event.button() == Qt.MouseButton.LeftButton else ""
        if not what:
            event.ignore()
            return
        event.accept()
        more = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self.picked.emit(more)
        if more:
            return
        self._begin(what)
        self._grab = event.pos() - self._centre
        self._grip = Grip(what, self.region, self._place(event.pos()))

    def mouseMoveEvent(self, event: Any) -> None:
        steady = self._steady(event)
        if self.gesture == "move":
            self._preview(self._moved_to(event.pos() - self._grab, steady))
        elif self.gesture and self.gesture != "keys":
            self._preview(self._grip.to(self._place(event.pos()), steady))

    def _steady(self, event: Any) -> bool:
        """Whether sizes keep their ratio, turns go in steps, moves along a row or a column."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def mouseReleaseEvent(self, event: Any) -> None:
        if self.gesture != "keys":
            self._commit()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        """On a corner of a polygon: one less; elsewhere on its outline: one more; else as a press."""
        what, region = self.hold(event.pos()), self.region
        if not isinstance(region, Polygon) or not what.startswith(("corner", "side", "resize")):
            self.mousePressEvent(event)
            return
        event.accept()
        if what.startswith("corner"):
            self.change(without_corner(region, int(what.split()[1])))
        else:
            self.change(with_corner(region, self._place(event.pos())))

    def change(self, region: Shape) -> None:
        """A gesture of one step."""
        self._begin("change")
        self._preview(region)
        self._commit()

    def hoverMoveEvent(self, event: Any) -> None:
        what = self.hold(event.pos())
        if not what:
            self.hoverLeaveEvent(event)
            return
        self._hover = True
        self.setCursor(self._cursor(what, event.pos()))
        self.setToolTip(self._tip(what))
        self.update()

    def _tip(self, what: str) -> str:
        """What is said of what the mouse would take hold of."""
        return _TIPS.get(what.split()[0], "")

    def hoverLeaveEvent(self, event: Any) -> None:
        self._hover = False
        self.unsetCursor()
        self.setToolTip("")
        self.update()

    # keyboard, of the selected region the keys are for

    def keyPressEvent(self, event: Any) -> None:
        key, steps = event.key(), 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if key == Qt.Key.Key_Escape and self.gesture:
            self.cancel()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.gesture:
            self.removed.emit()
        elif key in _ARROWS and self.gesture in ("", "keys"):
            self._begin("keys", carried=True)
            du, dv = (d * steps * self.pixel_size for d in _ARROWS[key])
            self._preview(self._moved_to(self._centre + QPointF(du, dv)))
        elif key in _GROW and self.gesture in ("", "keys"):
            self._begin("keys")
            self._preview(grown(self.region, _GROW[key] * 0.5 * self.pixel_size))
        elif key in _TURN and self.gesture in ("", "keys"):
            self._begin("keys")
            self._preview(turned(self.region, float(_TURN[key] * steps)))
        else:
            event.ignore()

    def keyReleaseEvent(self, event: Any) -> None:
        """A key held down is one gesture, however often it repeats."""
        if not event.isAutoRepeat():
            self.end_keys()

    def end_keys(self) -> None:
        """What the keys did counts."""
        if self.gesture == "keys":
            self._commit()

    # the phases

    def _begin(self, gesture: str, carried: bool | None = None) -> None:
        carried = gesture == "move" if carried is None else carried
        if not self.gesture:
            self.gesture, self.carried, self._start = gesture, carried, self.region
            self.begun.emit()
        self.carried = self.carried and carried

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

    def hold(self, at: QPointF) -> str:
        """What a press at a place of the plane takes hold of, "" for nothing: see `handles.hold_at`."""
        if not self._path.elementCount():
            return ""
        return hold_at(self.region, self._place(at), self._pixel(), self._handles_shown)

    def contains(self, point: QPointF) -> bool:
        return bool(self.hold(point))

    def drawn(self, transform: QTransform) -> QPainterPath:
        """What is drawn of it, in pixels: the outline, a cross for a point."""
        if isinstance(self.region, Point):
            at = transform.map(self._centre)
            return symbol_path("plus", at.x(), at.y(), POINT)
        return transform.map(self._path)

    def centre(self, transform: QTransform) -> QPointF:
        """Its middle, in pixels."""
        return transform.map(self._centre)

    def _set(self, region: Shape) -> None:
        self.region = region
        self._reshape()

    def _place(self, at: QPointF) -> Place:
        ra, dec = self.projection.to_sky(at.x(), at.y())
        return float(ra), float(dec)

    def _moved_to(self, at: QPointF, steady: bool = False) -> Shape:
        """The region about a place of the plane; steady : on the row or the column where it was."""
        if steady:
            u, v = (float(each) for each in self.projection.to_plane(self._start.ra, self._start.dec))
            at = QPointF(at.x(), v) if abs(at.x() - u) > abs(at.y() - v) else QPointF(u, at.y())
        return self.region.moved(*self._place(at))

    def _reshape(self) -> None:
        self.prepareGeometryChange()
        region = self.region
        ra, dec = region.outline()
        u, v = self.projection.to_plane(ra, dec)
        whole = (np.isfinite(u + v) | np.isnan(ra)).all()  # an annulus has NaN between its outlines
        self._path = polyline(u, v) if whole and len(u) > 1 else QPainterPath()
        if whole and len(u) == 1:
            self._path.moveTo(float(u[0]), float(v[0]))
        cu, cv = self.projection.to_plane(region.ra, region.dec)
        self._centre = QPointF(float(cu), float(cv)) if math.isfinite(cu + cv) else QPointF()
        self.setZValue((50.0 if self.kind == "source" else 30.0) - min(region.bounding.radius, 20.0))
        self.update()

    def _pixel(self) -> float:
        """Degrees per pixel of the screen."""
        box = self.getViewBox()
        return pixel_size(box)[0] if box is not None else 0.001

    def _handles(self) -> dict[str, list[QPointF]]:
        """Where the handles are in the plane."""
        return {
            what: [QPointF(*(float(x) for x in self.projection.to_plane(*place))) for place in at]
            for what, at in handles(self.region, self._pixel()).items()
        }

    def _cursor(self, what: str, at: QPointF) -> Qt.CursorShape:
        if what == "turn":
            return Qt.CursorShape.PointingHandCursor
        if what.startswith(("corner", "side", "end")):
            return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.SizeAllCursor if what == "move" else self._rim_cursor(at)

    def _rim_cursor(self, at: QPointF) -> Qt.CursorShape:
        d = at - self._centre
        octant = round(math.degrees(math.atan2(d.y(), d.x())) / 45.0) % 4
        shape = Qt.CursorShape
        return (shape.SizeHorCursor, shape.SizeBDiagCursor, shape.SizeVerCursor, shape.SizeFDiagCursor)[octant]

    def boundingRect(self) -> QRectF:
        margin = (RIM + SQUARE + TURN + 30) * self._pixel()
        return self._path.boundingRect().adjusted(-margin, -margin, margin, margin)

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def shape(self) -> QPainterPath:
        path, grow = QPainterPath(), (RIM + TURN) * self._pixel()
        path.addRect(self._path.boundingRect().adjusted(-grow, -grow, grow, grow))
        return path

    # drawing

    @property
    def look(self) -> RegionLook:
        """How it is drawn."""
        strong = self._selected or isinstance(self.region, Point)
        return RegionLook(self.kind, self.colours, self.color, bool(self.label), self._faint, strong)

    @property
    def _handles_shown(self) -> bool:
        return self._hover or self._selected

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with in_pixels(painter) as transform:
            path = self.drawn(transform)
            paint_outline(painter, path, self.look)
            if self._handles_shown and not isinstance(self.region, Point):
                places = {what: [transform.map(at) for at in each] for what, each in self._handles().items()}
                paint_handles(painter, path, places, self.look)
