"""The mouse on a sky view: which tool does what when a region is not in the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

from vhegui.core import sphere
from vhegui.gui.plotting.sky.drawing import AREAS, SHAPES, Chain, closed, drawn, usual
from vhegui.gui.plotting.sky.handles import Place
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.reshaping import Shape

SHIFT = Qt.KeyboardModifier.ShiftModifier
TOOLS = ("select", "source", "exclusion", "off", "measure", "model", "pan", "zoom", "ruler", "profile")
DRAWN = {"source": AREAS, "exclusion": AREAS, "off": ("circle",), "measure": tuple(SHAPES), "model": ("circle",)}
"""What each tool draws."""
DRAWING = tuple(DRAWN)
_CLICK = 4.0  # pixels: a shorter drag is a click
_NEAR = 8.0  # pixels: a click so near to the first corner of a polygon closes it


class SkyBox(pg.ViewBox):
    """A view box that draws regions with the tools of `DRAWING`; the wheel always zooms.

    Press at the centre and drag outwards (Ctrl: from side to side; Shift, once the button is down: as wide as high); a
    click without a drag makes a region of the usual size, `default_radius`, and a source of the model a point. A
    polygon is drawn click by click, from `polygon_begun` on; a double click, a click on its first corner or
    `close_polygon` closes it (`polygon_refused` where its corners enclose nothing). Signals have the tool and the shape
    so far.
    With Shift the same brushes a circle: brushed(ra, dec, radius), radius 0 for a click. With the ruler a drag
    measures: ruled(start, end), both (ra, dec); equal for a click. A drag with the right button turns the colours, not
    the view: colours_dragged(across, up, begins, ends), in parts of the width and of the height.
    """

    draw_begun = Signal(str)
    polygon_begun = Signal()
    polygon_refused = Signal()
    draw_previewed = Signal(str, object)
    draw_committed = Signal(str, object)
    draw_cancelled = Signal(str)
    sketched = Signal(str, object)
    empty_clicked = Signal(float, float)
    brushed = Signal(float, float, float)
    ruled = Signal(tuple, tuple)
    home_requested = Signal()
    colours_dragged = Signal(float, float, bool, bool)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, lockAspect=True)
        self._brushing = self._ruling = False
        self.projection = Projection(0.0, 0.0)
        self.default_radius = 0.11
        self.tool = "select"
        self.chosen_shape = "circle"  # a name of `drawing.SHAPES`
        self.drawing = ""
        self.corners: list[Place] = []  # of a polygon that is being drawn
        self._press = QPointF()
        self._centre: Place = (0.0, 0.0)
        self._radius = 0.0
        self._drawn: Shape | None = None

    @property
    def draws(self) -> str:
        """The shape that is drawn now: the one that was chosen, or a circle where the tool draws none of that shape."""
        return self.chosen_shape if self.chosen_shape in DRAWN[self.tool] else "circle"

    def choose_shape(self, shape: str) -> None:
        """Draw regions of this shape (a name of `drawing.SHAPES`) from now on; an unfinished one is cancelled."""
        self.cancel_drawing()
        self.chosen_shape = shape

    def set_tool(self, tool: str) -> None:
        """One of `TOOLS`; an unfinished region is cancelled."""
        if tool not in TOOLS:
            raise ValueError(f"unknown tool {tool!r}: one of {', '.join(TOOLS)}")
        self.cancel_drawing()
        self.tool = tool
        self.setMouseMode(self.RectMode if tool == "zoom" else self.PanMode)
        shape = Qt.CursorShape
        self.setCursor(
            {"pan": shape.OpenHandCursor, "select": shape.ArrowCursor}.get(tool, shape.CrossCursor),
        )

    def mousePressEvent(self, event: Any) -> None:
        self._brushing = bool(event.modifiers() & SHIFT) and self.tool != "zoom" and not self.corners
        self._ruling = self.tool == "ruler" and not self._brushing
        busy = self._brushing or self._ruling or self.tool in DRAWING
        if event.button() != Qt.MouseButton.LeftButton or not busy:
            event.ignore()
            return
        event.accept()
        self._press = event.scenePos()
        self._centre, self._radius, self._drawn = self._place(event), 0.0, None
        if self._ruling:
            self.ruled.emit(self._centre, self._centre)
        elif self.tool in DRAWING and not self._brushing:
            if self.draws == "polygon":
                self._add_corner()
            else:
                self.drawing = self.tool
                self.draw_begun.emit(self.drawing)

    def mouseMoveEvent(self, event: Any) -> None:
        if self._ruling:
            self.ruled.emit(self._centre, self._place(event))
            return
        far = (event.scenePos() - self._press).manhattanLength() >= _CLICK
        if self._brushing and far:
            self._radius = float(sphere.separation(*self._centre, *self._place(event)))
            self.brushed.emit(*self._centre, self._radius)
        elif self.drawing and not self.corners and far:
            keys = event.modifiers()
            even, whole = bool(keys & SHIFT), bool(keys & Qt.KeyboardModifier.ControlModifier)
            self._drawn = drawn(self.draws, self._centre, self._place(event), self._up(), even, whole)
            self.draw_previewed.emit(self.drawing, self._drawn)
            self.sketched.emit(self.drawing, self._drawn)

    def mouseReleaseEvent(self, event: Any) -> None:
        self._ruling = False
        if self._brushing:
            self._brushing = False
            self.brushed.emit(*self._centre, self._radius)
        elif self.drawing and not self.corners:
            clicked = "point" if self.tool == "model" else self.draws
            self._finish(self._drawn or usual(clicked, self._centre, self.default_radius, self._up()))

    def mouseDoubleClickEvent(self, event: Any) -> None:
        if self.corners:
            event.accept()
            self.close_polygon()
        else:
            super().mouseDoubleClickEvent(event)

    # a polygon, click by click

    def _add_corner(self) -> None:
        if not self.corners:
            self.drawing = self.tool
            self.polygon_begun.emit()
        elif len(self.corners) > 2 and self._pixels(self.corners[0]) < _NEAR:
            self.close_polygon()
            return
        self.corners.append(self._centre)
        self.sketched.emit(self.drawing, Chain(tuple(self.corners)))

    def follow_mouse(self, place: Place) -> None:
        """The mouse is there, with no button down: the polygon that is being drawn would have its next corner there."""
        if self.corners:
            self.sketched.emit(self.drawing, Chain((*self.corners, place)))

    def drop_corner(self) -> bool:
        """Take the last corner of an unfinished polygon back; whether there was one."""
        if not self.corners:
            return False
        self.corners.pop()
        if self.corners:
            self.sketched.emit(self.drawing, Chain(tuple(self.corners)))
        else:
            self.cancel_drawing()
        return True

    def close_polygon(self) -> bool:
        """Finish a polygon, where its corners make one; whether one was being drawn."""
        if not self.corners:
            return False
        if (polygon := closed(self.corners)) is not None:
            self._finish(polygon)
        else:
            self.polygon_refused.emit()
        return True

    def _pixels(self, place: Place) -> float:
        """How far (pixels) the press was from a place."""
        u, v = (float(each) for each in self.projection.to_plane(*place))
        away = self.mapViewToScene(QPointF(u, v)) - self._press
        return float(np.hypot(away.x(), away.y()))

    # any region

    def _finish(self, shape: Shape) -> None:
        kind, self.drawing = self.drawing, ""
        self.corners.clear()
        self.draw_committed.emit(kind, shape)

    def cancel_drawing(self) -> bool:
        """Give up an unfinished region; whether there was one."""
        if not self.drawing:
            return False
        kind, self.drawing = self.drawing, ""
        self.corners.clear()
        self.draw_cancelled.emit(kind)
        return True

    def _place(self, event: Any) -> Place:
        at = self.mapSceneToView(event.scenePos())
        ra, dec = self.projection.to_sky(at.x(), at.y())
        return float(ra), float(dec)

    def _up(self) -> float:
        """Position angle (deg) of what is up where the drag began."""
        u, v = (float(each) for each in self.projection.to_plane(*self._centre))
        return float(sphere.position_angle(*self._centre, *self.projection.to_sky(u, v + 1e-3))) % 360.0

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() != Qt.MouseButton.RightButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        away, room = ev.scenePos() - ev.buttonDownScenePos(), self.sceneBoundingRect()
        across, up = away.x() / max(room.width(), 1.0), -away.y() / max(room.height(), 1.0)
        self.colours_dragged.emit(float(across), float(up), ev.isStart(), ev.isFinish())

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double():
            self.home_requested.emit()
            return
        self.empty_clicked.emit(*self._place(event))
