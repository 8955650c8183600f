"""A source of the model on the sky: held like a region, at its place and its width."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from vhegui.core.regions.point import Point
from vhegui.core.typing import Array
from vhegui.gui.plotting.device import bounds, in_pixels, pen, polyline
from vhegui.gui.plotting.sky.handles import HANDLE
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.region_look import RegionLook
from vhegui.gui.plotting.sky.reshaping import Shape

MARK, DOT = 6.0, 1.6  # pixels, radii of the mark that is a point
HOLDS = {
    "move": "Drag to move {name}",
    "resize": "Drag to change the width of {name}",
    "a": "Drag to change the width of {name} along this axis",
    "b": "Drag to change the width of {name} along this axis",
    "inner": "Drag to change the inner radius of {name}",
    "turn": "Drag to turn {name}; with Shift in steps of 15°",
}


@dataclass(frozen=True, eq=False)
class Line:
    """A line about a source: points (deg, shape (n,)), dashed how, and as strong as (0 to 1)."""

    ra: Array
    dec: Array
    style: Qt.PenStyle = Qt.PenStyle.SolidLine
    strength: float = 1.0


@dataclass(frozen=True, eq=False)
class SourceLook:
    """What is shown of a source beside its outline.

    shown : it stands out, as its spectrum is the one that is shown · left_out : of the fit, grey and dotted
    even : sizes keep their ratio · tip : numbers, under the mouse · lines : about it.
    """

    shown: bool = False
    left_out: bool = False
    even: bool = False
    tip: str = ""
    lines: tuple[Line, ...] = ()


class SourceItem(RegionItem):
    """A mark at its place; what has a width has its outline about it, with handles.

    It lies above all regions, and is moved by its mark, once it is selected also by its inside: what lies within a wide
    source can still be held. The mouse cannot always have what it asks for, as of a parameter that is frozen: `settle`
    tells what became of it.
    """

    def __init__(self, kind: str, *arguments: Any, **named: Any) -> None:
        self.source_look = SourceLook()
        self._lines: list[tuple[QPainterPath, Line]] = []
        self._extent = QRectF()
        super().__init__(kind, *arguments, **named)

    def show_look(self, look: SourceLook) -> None:
        """Other numbers and lines."""
        self.source_look = look
        self._draw_lines()
        self.update()

    def settle(self, region: Shape) -> None:
        """What the gesture that is on has made of the source."""
        self._set(region)

    @property
    def look(self) -> RegionLook:
        look = self.source_look
        strong = self.selected or look.shown
        return RegionLook(self.kind, self.colours, self.color, faint=look.left_out, strong=strong)

    def drawn(self, transform: QTransform) -> QPainterPath:
        at, path = transform.map(self._centre), QPainterPath()
        if isinstance(self.region, Point):
            path.addEllipse(at, MARK, MARK)
        else:
            path.addPath(transform.map(self._path))
        path.addEllipse(at, DOT, DOT)
        return path

    def hold(self, at: QPointF) -> str:
        what = super().hold(at)
        if what not in ("move", "resize", "inner", ""):
            return what
        away = at - self._centre
        if math.hypot(away.x(), away.y()) <= HANDLE * self._pixel():
            return "move"
        return "" if what == "move" and not self.selected else what

    def _steady(self, event: Any) -> bool:
        resizes = self.gesture in ("a", "b")
        return super()._steady(event) or (resizes and self.source_look.even)

    def _tip(self, what: str) -> str:
        name = self.label or "the source"
        hint = HOLDS.get(what.split()[0], "").format(name=name)
        return "\n".join(filter(None, (self.source_look.tip, hint)))

    def _reshape(self) -> None:
        super()._reshape()
        self.setZValue(56.0 - (0.0 if isinstance(self.region, Point) else min(self.region.bounding.radius, 5.0)))
        self._draw_lines()

    def _draw_lines(self) -> None:
        self.prepareGeometryChange()
        self._lines, self._extent = [], QRectF()
        for line in self.source_look.lines:
            u, v = self.projection.to_plane(line.ra, line.dec)
            self._lines.append((polyline(u, v), line))
            self._extent = self._extent.united(bounds(u, v))

    def boundingRect(self) -> QRectF:
        return super().boundingRect().united(self._extent)

    def paint(self, painter: QPainter, *arguments: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with in_pixels(painter) as transform:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for path, line in self._lines:
                mapped, ink = transform.map(path), self.look.ink
                ink.setAlphaF(line.strength)
                for color, width, style in (
                    (self.colours.color("halo", 0.4 * line.strength), 2.6, Qt.PenStyle.SolidLine),
                    (ink, 1.3, line.style),
                ):
                    painter.setPen(pen(color, width, style))
                    painter.drawPath(mapped)
        super().paint(painter, *arguments)
