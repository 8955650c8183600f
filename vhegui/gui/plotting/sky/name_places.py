"""Where names stand on a sky image: beside what they name, on no other name and on as little else as can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainterPath

from vhegui.core.typing import Array
from vhegui.gui.plotting.overlay_colours import OverlayColours

GAP = 3.0  # pixels between what is named and its name
WIDEST = 0.5  # of the view: a name does not keep out of a region that is wider
ON_OUTLINE, CUT = 100, 1000  # what a place costs; lying on a symbol or an OFF region costs one


@dataclass(frozen=True, eq=False)
class Name:
    """A text beside what it names (`about`, pixels). kept : it stays where there is no room. of : what it names."""

    text: str
    about: QPainterPath
    ink: QColor
    colours: OverlayColours
    kept: bool = False
    of: object = None


def placed(
    names: Iterable[Name], outlines: Sequence[QPainterPath], covered: Array, seen: QRectF, metrics: QFontMetricsF
) -> Iterator[tuple[Name, QRectF]]:
    """The names that have room, the first ones first, and where they stand; a name is not said twice of one place.

    outlines : of the ON regions, out of which all names keep · covered : (left, top, right, bottom) of what else is
    better not hidden, shape (n, 4) · seen : the view; all in pixels.
    """
    small = [each for each in outlines if each.boundingRect().width() < WIDEST * seen.width()]
    taken: list[QRectF] = []
    said: list[tuple[str, QRectF]] = []
    for name in names:
        about = name.about.boundingRect()
        if about.isNull() or not seen.intersects(about.adjusted(-1, -1, 1, 1)):
            continue
        shapes = [name.about, *(each for each in small if each.contains(about.center()))]
        for shape in shapes:
            about = about.united(shape.boundingRect())
        if any(text == name.text.casefold() and about.intersects(place) for text, place in said):
            continue
        size = QSizeF(metrics.horizontalAdvance(name.text), metrics.height())
        room = [QRectF(at, size) for at in _beside(about, size, seen)]
        free = [each for each in room if not any(each.intersects(other) for other in taken)]
        place = _best(free, shapes, covered, seen) if free else room[0] if name.kept else None
        if place is not None:
            taken.append(place)
            said.append((name.text.casefold(), about))
            yield name, place


def _best(room: list[QRectF], shapes: list[QPainterPath], covered: Array, seen: QRectF) -> QRectF:
    """The place that costs least, the first of equal ones."""
    best, least = room[0], np.inf
    for place in room:
        cost = ON_OUTLINE * any(shape.intersects(place) for shape in shapes) + CUT * (not seen.contains(place))
        cost += _hidden_by(place, covered)
        if cost < least:
            best, least = place, cost
        if not cost:
            break
    return best


def _hidden_by(place: QRectF, covered: Array) -> int:
    """How many of the rectangles lie under a place."""
    left, top, right, bottom = covered.T
    beside = (left > place.right()) | (right < place.left()) | (top > place.bottom()) | (bottom < place.top())
    return int(np.count_nonzero(~beside))


def _beside(about: QRectF, size: QSizeF, seen: QRectF) -> Iterator[QPointF]:
    """Where a name may stand (its upper left corner), the best place first."""
    middle, width, height = about.center(), size.width(), size.height()
    inset = about.width() * 0.14  # a round outline is not as wide where its name stands
    high, low = about.top() + about.height() * 0.1 - 0.8 * height, about.bottom() - about.height() * 0.1 - 0.2 * height
    left, right = about.left() - 2 + inset - width, about.right() + 2 - inset
    whole = max(min(middle.x() - width / 2, seen.right() - width - GAP), seen.left() + GAP)
    yield QPointF(right, high)
    yield QPointF(about.right() + GAP, middle.y() - height / 2)
    yield QPointF(whole, about.top() - GAP - height)
    yield QPointF(whole, about.bottom() + GAP)
    yield QPointF(about.left() - GAP - width, middle.y() - height / 2)
    yield QPointF(right, low)
    yield QPointF(left, high)
    yield QPointF(left, low)
