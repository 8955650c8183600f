"""What stands at regions on the sky: all of it drawn at once, so that no name lies on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter, QTransform

from vhegui.gui.plotting.device import in_pixels, letters
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.sky_layers import SkyLayer, draw_text

GAP = 3.0  # pixels between an outline and its name


class RegionNames(SkyLayer):
    """The labels of these items, each where there is room beside its region; one without room is left out, unless its
    region is selected.
    """

    def __init__(self) -> None:
        super().__init__(70.0)
        self._items: list[RegionItem] = []

    def show_names(self, items: Iterable[RegionItem]) -> None:
        """Those of these regions, which may have changed."""
        self._items = sorted(
            (item for item in items if item.label), key=lambda item: (not item.selected, item.kind != "source")
        )
        area = QRectF()
        for item in self._items:
            area = area.united(item.boundingRect())
        self._moved(area.adjusted(-area.width(), -area.height(), area.width(), area.height()))

    def viewTransformChanged(self) -> None:
        self.show_names(self._items)

    def places(self) -> dict[str, QRectF]:
        """Where the names stand that have room, in pixels of the view."""
        return {item.label: rect for item, rect in self._placed(self.sceneTransform())}

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setFont(letters())
        with in_pixels(painter) as transform:
            for item, rect in self._placed(transform):
                at = QPointF(rect.left(), rect.bottom() - painter.fontMetrics().descent())
                draw_text(painter, at, item.label, item.look.ink, item.colours)

    def _placed(self, transform: QTransform) -> Iterator[tuple[RegionItem, QRectF]]:
        """The items whose names are drawn, with the places of these."""
        view = self.getViewBox()
        seen = QRectF() if view is None else transform.mapRect(view.viewRect())
        metrics = QFontMetricsF(letters())
        taken: list[QRectF] = []
        for item in self._items:
            about = item.drawn(transform).boundingRect()
            if about.isNull() or not seen.intersects(about.adjusted(-1, -1, 1, 1)):
                continue
            width, height = metrics.horizontalAdvance(item.label), metrics.height()
            room = [QRectF(at, QSizeF(width, height)) for at in _beside(about, width, height)]
            if item.kind == "model":  # what is fitted is often a target, too, whose name stands to its right
                room = [*room[3:], *room[:3]]
            free = (each for each in room if not any(each.intersects(other) for other in taken))
            place = next(free, room[0] if item.selected else None)
            if place is not None:
                taken.append(place)
                yield item, place


def _beside(about: QRectF, width: float, height: float) -> Iterator[QPointF]:
    """Where a name may stand (its upper left corner, pixels), the best place first: right of the region, above, below,
    left of it.
    """
    middle = about.center()
    inset = about.width() * 0.14  # a round outline is not as wide where its name stands
    yield QPointF(about.right() + 2 - inset, about.top() + about.height() * 0.1 - 0.8 * height)
    yield QPointF(about.right() + GAP, middle.y() - height / 2)
    yield QPointF(middle.x() - width / 2, about.top() - GAP - height)
    yield QPointF(middle.x() - width / 2, about.bottom() + GAP)
    yield QPointF(about.left() - GAP - width, middle.y() - height / 2)
