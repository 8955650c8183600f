"""All names on a sky image, of regions, of sources and of places: drawn at once, so that none lies on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QTransform

from vhegui.core.typing import Array
from vhegui.gui.plotting.device import in_pixels, letters
from vhegui.gui.plotting.sky.name_places import Name, placed
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, SkyLayer, draw_text

RANKS = ("source", "model")  # kinds of regions that are named first


class Covering(Protocol):
    """A layer that names would hide."""

    def isVisible(self) -> bool: ...
    def covered(self, transform: QTransform) -> Array: ...


class SkyNames(SkyLayer):
    """The labels of regions, and of the marker layers it follows, each where there is room beside what it names; one
    without room is left out, unless its region is selected.
    """

    def __init__(self) -> None:
        super().__init__(70.0)
        self._items: list[RegionItem] = []
        self._layers: list[MarkerLayer] = []
        self._covering: list[Covering] = []
        self._carried: tuple[tuple[object, ...], list[tuple[Name, QRectF, QPointF]]] = ((), [])

    def follow(self, layer: MarkerLayer, first: bool = False) -> None:
        """Name the markers of this layer, too, before or after those of the others, and keep off its symbols."""
        self._layers.insert(0 if first else len(self._layers), layer)
        self._covering.append(layer)

    def keep_off(self, *layers: Covering) -> None:
        """Hide as little as can be of these."""
        self._covering += layers

    def show_names(self, items: Iterable[RegionItem]) -> None:
        """Those of these regions, which may have changed."""
        self._items = list(items)
        self.update()

    def boundingRect(self) -> QRectF:
        """The visible part of the plane."""
        view = self.getViewBox()
        return QRectF() if view is None else view.viewRect()

    def viewTransformChanged(self) -> None:
        """Called by pyqtgraph."""
        self.prepareGeometryChange()
        self.update()

    def places(self) -> dict[str, QRectF]:
        """Where the names stand that have room, in pixels of the view."""
        return {name.text: rect for name, rect in self._placed(self.sceneTransform())}

    def paint(self, painter: QPainter, *_: Any) -> None:
        if not any(item.label for item in self._items) and not any(layer.count() for layer in self._layers):
            return
        painter.setFont(letters())
        with in_pixels(painter) as transform:
            for name, rect in self._standing(transform):
                at = QPointF(rect.left(), rect.bottom() - painter.fontMetrics().descent())
                draw_text(painter, at, name.text, name.ink, name.colours)

    def _standing(self, transform: QTransform) -> Iterator[tuple[Name, QRectF]]:
        """Where the names stand; while regions are carried, theirs go along, and the others stay where they were."""
        if not (held := [item for item in self._items if item.gesture]) or not all(item.carried for item in held):
            self._carried = ((), [])
            yield from self._placed(transform)
            return
        same = (transform, *((item, item.label, item.selected) for item in self._items))
        if same != self._carried[0]:
            self._carried = same, [(*each, _middle(each[0], transform)) for each in self._placed(transform)]
        for name, rect, at in self._carried[1]:
            yield name, rect.translated(_middle(name, transform) - at)

    def _placed(self, transform: QTransform) -> Iterator[tuple[Name, QRectF]]:
        """The names that are drawn, with their places."""
        outlines = [item.drawn(transform) for item in self._items if item.kind == "source"]
        steady = not any(item.gesture for item in self._items)  # else names would jump, as OFF regions move
        covered = [layer.covered(transform) for layer in self._covering if steady and layer.isVisible()]
        seen = transform.mapRect(self.boundingRect())
        boxes = np.concatenate([np.zeros((0, 4)), *covered])
        return placed(self._names(transform), outlines, boxes, seen, QFontMetricsF(letters()))

    def _names(self, transform: QTransform) -> Iterator[Name]:
        """All there are, in the order in which they get room."""
        for item in sorted((each for each in self._items if each.label), key=_rank):
            yield Name(item.label, item.drawn(transform), item.look.ink, item.colours, item.selected, item)
        for layer in self._layers:
            if layer.isVisible():
                yield from layer.names(transform)


def _middle(name: Name, transform: QTransform) -> QPointF:
    """Of what can move, in pixels."""
    return name.of.centre(transform) if isinstance(name.of, RegionItem) else QPointF()


def _rank(item: RegionItem) -> tuple[bool, int]:
    return not item.selected, RANKS.index(item.kind) if item.kind in RANKS else len(RANKS)
