"""How a region on the sky is drawn: outline with a halo, inside, handles; on any image."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath

from vhegui.gui.plotting.device import pen
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.theme import DARK, LIGHT

SQUARE = 4.0  # pixels, half a side of a handle
ROUND = 4.5  # pixels, radius of the handle that turns
SIDE = 3.0  # pixels, radius of the handle that makes a corner
FILLED = {"source": 0.10, "exclusion": 0.28}


@dataclass(frozen=True)
class RegionLook:
    """What tells one region from another.

    kind : `source` (solid), `exclusion` (dashed and hatched), `off` (solid, not filled; dash and dot where `some`: not
    for all runs), `measure` (solid, thin) · color : of its own, "" for that of its kind
    faint : without effect, dotted · strong : selected.
    """

    kind: str
    colours: OverlayColours
    color: str = ""
    some: bool = False
    faint: bool = False
    strong: bool = False

    @property
    def ink(self) -> QColor:
        """The colour of the outline."""
        if self.color and not self.faint:
            return (DARK if self.colours.halo == ON_DARK.halo else LIGHT).color(self.color)
        return self.colours.color("rejected" if self.faint else self.kind)

    @property
    def width(self) -> float:
        """Of the outline, pixels."""
        return (1.4 if self.kind == "measure" else 1.8) + (0.8 if self.strong else 0.0)

    @property
    def line(self) -> Qt.PenStyle:
        """How the outline is dashed."""
        if self.faint:
            return Qt.PenStyle.DotLine
        if self.kind == "exclusion":
            return Qt.PenStyle.DashLine
        return Qt.PenStyle.DashDotLine if self.kind == "off" and self.some else Qt.PenStyle.SolidLine


def paint_outline(painter: QPainter, path: QPainterPath, look: RegionLook) -> None:
    """The inside and the outline of a region; `path` in pixels."""
    if alpha := FILLED.get(look.kind):
        color = look.ink
        color.setAlphaF(alpha)
        painter.fillPath(path, QBrush(color, Qt.BrushStyle.BDiagPattern) if look.kind == "exclusion" else color)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width, line in (
        (look.colours.color("halo", 0.5), look.width + 1.4, Qt.PenStyle.SolidLine),
        (look.ink, look.width, look.line),
    ):
        painter.setPen(pen(color, width, line))
        painter.drawPath(path)


def paint_handles(painter: QPainter, path: QPainterPath, places: dict[str, list[QPointF]], look: RegionLook) -> None:
    """Squares that resize, a round one that turns (on a stalk), small round ones that make a corner; all in pixels.

    A region without handles shows that its outline can be taken by squares at the middles of the four sides about it.
    """
    rect = path.boundingRect()
    half = min(SQUARE, max(1.5, rect.width() / 10))
    stem, turn = places.get("a") or places.get("height"), places.get("turn")
    if stem and turn:
        nearest = min(stem, key=lambda at: (at - turn[0]).manhattanLength())
        painter.setPen(pen(look.ink, 1.4))
        painter.drawLine(nearest, turn[0])
    painter.setPen(pen(look.colours.color("halo", 0.8), 1.0))
    painter.setBrush(look.ink)
    for what, each in places.items():
        for at in each:
            if what == "turn" or what.startswith("side"):
                radius = ROUND if what == "turn" else SIDE
                painter.drawEllipse(at, radius, radius)
            else:
                painter.drawRect(_square(at, half))
    if not places.keys() - {"turn"}:
        for at in _middles(rect):
            painter.drawRect(_square(at, half))


def _square(at: QPointF, half: float) -> QRectF:
    return QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)


def _middles(rect: QRectF) -> tuple[QPointF, ...]:
    """The middles of the four sides."""
    middle = rect.center()
    return (
        QPointF(rect.left(), middle.y()),
        QPointF(rect.right(), middle.y()),
        QPointF(middle.x(), rect.top()),
        QPointF(middle.x(), rect.bottom()),
    )
