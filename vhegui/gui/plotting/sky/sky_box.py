"""The mouse on a sky view: which tool does what when a region is not in the way."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal

from vhegui.core import sphere
from vhegui.gui.plotting.sky.projection import Projection

TOOLS = ("select", "source", "exclusion", "off", "pan", "zoom", "ruler")
DRAWING = ("source", "exclusion", "off")
_CLICK = 4.0  # pixels: a shorter drag is a click


class SkyBox(pg.ViewBox):
    """A view box that draws circles with the tools of `DRAWING`; the wheel always zooms.

    Press at the centre and drag outwards; a click without a drag makes a circle of `default_radius`.
    With Shift the same brushes a circle: brushed(ra, dec, radius), radius 0 for a click. With the ruler a drag
    measures: ruled(start, end), both (ra, dec); equal for a click.
    """

    draw_begun = Signal(str)
    draw_previewed = Signal(str, float, float, float)
    draw_committed = Signal(str, float, float, float)
    draw_cancelled = Signal(str)
    empty_clicked = Signal(float, float)
    brushed = Signal(float, float, float)
    ruled = Signal(tuple, tuple)
    home_requested = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, lockAspect=True)
        self._brushing = self._ruling = False
        self.projection = Projection(0.0, 0.0)
        self.default_radius = 0.11
        self.tool = "select"
        self.drawing = ""
        self._press = QPointF()
        self._centre = (0.0, 0.0)
        self._radius = 0.0

    def set_tool(self, tool: str) -> None:
        """One of `TOOLS`; an unfinished circle is cancelled."""
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
        self._brushing = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and self.tool != "zoom"
        self._ruling = self.tool == "ruler" and not self._brushing
        busy = self._brushing or self._ruling or self.tool in DRAWING
        if event.button() != Qt.MouseButton.LeftButton or not busy:
            event.ignore()
            return
        event.accept()
        self._press = event.scenePos()
        at = self.mapSceneToView(event.scenePos())
        ra, dec = self.projection.to_sky(at.x(), at.y())
        self._centre, self._radius = (float(ra), float(dec)), 0.0
        if self._ruling:
            self.ruled.emit(self._centre, self._centre)
        elif not self._brushing:
            self.drawing = self.tool
            self.draw_begun.emit(self.drawing)

    def mouseMoveEvent(self, event: Any) -> None:
        if self._ruling:
            at = self.mapSceneToView(event.scenePos())
            ra, dec = self.projection.to_sky(at.x(), at.y())
            self.ruled.emit(self._centre, (float(ra), float(dec)))
            return
        if (self.drawing or self._brushing) and (event.scenePos() - self._press).manhattanLength() >= _CLICK:
            at = self.mapSceneToView(event.scenePos())
            self._radius = float(sphere.separation(*self._centre, *self.projection.to_sky(at.x(), at.y())))
            if self._brushing:
                self.brushed.emit(*self._centre, self._radius)
            else:
                self.draw_previewed.emit(self.drawing, *self._centre, self._radius)

    def mouseReleaseEvent(self, event: Any) -> None:
        self._ruling = False
        if self._brushing:
            self._brushing = False
            self.brushed.emit(*self._centre, self._radius)
        elif self.drawing:
            kind, self.drawing = self.drawing, ""
            self.draw_committed.emit(kind, *self._centre, self._radius or self.default_radius)

    def cancel_drawing(self) -> bool:
        """Give up an unfinished circle; whether there was one."""
        if not self.drawing:
            return False
        kind, self.drawing = self.drawing, ""
        self.draw_cancelled.emit(kind)
        return True

    def mouseClickEvent(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double():
            self.home_requested.emit()
            return
        at = self.mapSceneToView(event.scenePos())
        ra, dec = self.projection.to_sky(at.x(), at.y())
        self.empty_clicked.emit(float(ra), float(dec))
