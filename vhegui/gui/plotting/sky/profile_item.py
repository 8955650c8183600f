"""The profile on the map: drawn with its tool, and taken by its handles, its line or its outline."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath

from vhegui.core.estimators.sky.profile_shapes import LineProfile, ProfileShape
from vhegui.gui.plotting.device import in_pixels, pen, pixel_size, polyline
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.plotting.sky.handles import HANDLE, Place
from vhegui.gui.plotting.sky.profile_grips import TIPS, ProfileGrip, drawn, handles, hold_at, outlines
from vhegui.gui.plotting.sky.projection import Projection

COLOUR = {True: "#c9a6ff", False: "#5b2a9d"}  # on dark and on light images
CLICK = 4.0  # pixels: a shorter drag draws nothing
HALF = 4.0  # pixels, of a handle
Z = 45.0  # below the source region, whose middle is its own
NEW = LineProfile(0.0, 0.0, 1.0, 0.0)  # what is drawn where there is no profile


class DrawingSheet(pg.GraphicsObject):
    """Takes the mouse all over the view while a profile may be drawn; apart from the profile, whose moves would have
    the whole view painted anew.
    """

    def __init__(self, item: ProfileItem) -> None:
        super().__init__()
        self._item = item
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)
        self.setZValue(Z - 0.1)
        self.setAcceptHoverEvents(True)
        self.hide()

    def mousePressEvent(self, event: Any) -> None:
        self._item.mousePressEvent(event)

    def mouseMoveEvent(self, event: Any) -> None:
        self._item.mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: Any) -> None:
        self._item.mouseReleaseEvent(event)

    def hoverMoveEvent(self, event: Any) -> None:
        self._item.hoverMoveEvent(event)
        self.setCursor(self._item.cursor())

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return QRectF() if box is None else box.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()


class ProfileItem(pg.GraphicsObject):
    """One profile, or none. A gesture says `begun`, `previewed`…, then `committed` or `cancelled`.

    While its tool is on (`set_tool`) a drag anywhere draws another profile of the same kind; a line, where there is
    none. In a gesture the mouse decides, and `set_profile` does nothing.
    """

    begun = Signal()
    previewed = Signal(object)
    committed = Signal(object, str)
    cancelled = Signal()

    def __init__(self, projection: Projection) -> None:
        super().__init__()
        self.projection, self.colours = projection, ON_DARK
        self.profile: ProfileShape | None = None
        self.gesture = ""  # "", "draw", or what is held: a key of `TIPS`
        self._drawing = self._hover = False
        self._start: ProfileShape | None = None
        self._grip = ProfileGrip("middle", NEW, (0.0, 0.0))
        self._press = QPointF()
        self._path, self._axis = QPainterPath(), QPainterPath()
        self.setZValue(Z)
        self.sheet = DrawingSheet(self)
        self.setAcceptHoverEvents(True)
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton)

    # from outside

    def set_profile(self, profile: ProfileShape | None) -> None:
        """Show another profile (no signal)."""
        if not self.gesture and profile != self.profile:
            self._set(profile)

    def set_tool(self, tool: str) -> None:
        """`profile` draws, `select` takes by the handles, with all others the mouse is not for it."""
        if tool not in ("profile", "select"):
            self.cancel()
        self._drawing = tool == "profile"
        self.sheet.setVisible(self._drawing)
        mine = tool in ("profile", "select")
        self.setAcceptedMouseButtons(Qt.MouseButton.LeftButton if mine else Qt.MouseButton.NoButton)
        self.setAcceptHoverEvents(mine)
        self._show_hold("")

    def set_projection(self, projection: Projection) -> None:
        self.projection = projection
        self._set(self.profile)

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self.colours = colours
        self.update()

    def cancel(self) -> bool:
        """Take a gesture back; says whether there was one."""
        if not self.gesture:
            return False
        self.gesture = ""
        self._set(self._start)
        self.cancelled.emit()
        return True

    # mouse

    def hold(self, at: QPointF) -> str:
        """What a press at a place of the plane takes hold of: a key of `TIPS`, "draw", or "" for nothing."""
        held = "" if self.profile is None else hold_at(self.profile, self._place(at), self._pixel())
        return held or ("draw" if self._drawing else "")

    def mousePressEvent(self, event: Any) -> None:
        held = self.hold(event.pos()) if event.button() == Qt.MouseButton.LeftButton else ""
        brushes = held == "draw" and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if not held or brushes:
            event.ignore()
            return
        event.accept()
        self.gesture, self._start, self._press = held, self.profile, event.pos()
        self._grip = ProfileGrip(held, self.profile or NEW, self._place(event.pos()))
        self.begun.emit()

    def mouseMoveEvent(self, event: Any) -> None:
        if not self.gesture:
            return
        place, steady = self._place(event.pos()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self.gesture != "draw":
            self._preview(self._grip.to(place, steady))
        elif self._is_drag(event.pos()):
            self._preview(drawn(self._grip.start, self._grip.place, place, steady))

    def mouseReleaseEvent(self, event: Any) -> None:
        if not self.gesture:
            return
        held, self.gesture = self.gesture, ""
        if self.profile is None or self.profile == self._start:
            self.cancelled.emit()  # a click is no edit
        else:
            self.committed.emit(self.profile, held)

    def hoverMoveEvent(self, event: Any) -> None:
        self._show_hold(self.hold(event.pos()))

    def hoverLeaveEvent(self, event: Any) -> None:
        self._show_hold("")

    def _show_hold(self, held: str) -> None:
        self._hover = held in TIPS
        self.setToolTip(TIPS.get(held, ""))
        if held:
            cursor = Qt.CursorShape.SizeAllCursor if held == "middle" else Qt.CursorShape.CrossCursor
            self.setCursor(cursor)
        else:
            self.unsetCursor()
        self.update()

    def _preview(self, profile: ProfileShape) -> None:
        if profile.conflict() is None:
            self._set(profile)
            self.previewed.emit(profile)

    # geometry

    def _set(self, profile: ProfileShape | None) -> None:
        self.prepareGeometryChange()
        self.profile = profile
        lines = [] if profile is None else [self.projection.to_plane(*each) for each in outlines(profile)]
        paths = [polyline(u, v) if np.isfinite(u + v).all() else QPainterPath() for u, v in lines]
        self._axis = paths.pop(0) if isinstance(profile, LineProfile) else QPainterPath()
        self._path = QPainterPath()
        for path in paths:
            self._path.addPath(path)
        self.update()

    def _place(self, at: QPointF) -> Place:
        ra, dec = self.projection.to_sky(at.x(), at.y())
        return float(ra), float(dec)

    def _is_drag(self, at: QPointF) -> bool:
        return (at - self._press).manhattanLength() >= CLICK * self._pixel()

    def _pixel(self) -> float:
        """Degrees per pixel of the screen."""
        box = self.getViewBox()
        return pixel_size(box)[0] if box is not None else 0.001

    def boundingRect(self) -> QRectF:
        if self.profile is None:
            return QRectF()
        margin = 2.0 * HANDLE * self._pixel()
        return self._path.boundingRect().adjusted(-margin, -margin, margin, margin)

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self.boundingRect())
        return path

    def contains(self, point: QPointF) -> bool:
        return bool(self.hold(point))

    # drawing

    @property
    def ink(self) -> QColor:
        """The colour of its lines."""
        return QColor(COLOUR[self.colours.halo == "#000000"])

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self.profile is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with in_pixels(painter) as transform:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for color, halo in ((self.colours.color("halo", 0.5), 1.6), (self.ink, 0.0)):
                for path, width in ((self._path, 1.4), (self._axis, 2.0)):
                    painter.setPen(pen(color, width + halo))
                    painter.drawPath(transform.map(path))
            active = self._hover or bool(self.gesture) or self._drawing
            for what, places in handles(self.profile).items():
                for place in places if active or what in ("start", "end", "middle") else ():
                    u, v = self.projection.to_plane(*place)
                    self._paint_handle(painter, what, transform.map(QPointF(float(u), float(v))))

    def _paint_handle(self, painter: QPainter, what: str, at: QPointF) -> None:
        """The ends of a line are round, its start hollow; others are squares, the middle a small one."""
        halo = self.colours.color("halo", 0.8)
        painter.setPen(pen(self.ink, 2.0) if what == "start" else pen(halo, 1.0))
        painter.setBrush(halo if what == "start" else self.ink)
        if what in ("start", "end"):
            painter.drawEllipse(at, HALF + 0.5, HALF + 0.5)
        else:
            half = HALF - 1.5 * (what == "middle")
            painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
