"""The sources of the model on the map that can be dragged, kept in step with the analysis."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QColor

from vhegui.core.typing import EMPTY
from vhegui.gui.panels.countmap.source_marks import ModelOnMap, SourceMark
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.plotting.sky.source_item import SourceItem

NOTHING = ModelOnMap()


class SourceItems(QObject):
    """One item for every source with a place, a line for the edge of an image. Gestures name the source.

    begun(name), previewed(name, outline) …, committed(name, outline) or cancelled(name) · removed(name) : Delete
    legend : what the legend says of sources that are images, or everywhere.
    """

    begun = Signal(str)
    previewed = Signal(str, object)
    committed = Signal(str, object)
    cancelled = Signal(str)
    removed = Signal(str)

    def __init__(self, sky: SkyView) -> None:
        super().__init__(sky)
        self._sky = sky
        self._items: dict[str, SourceItem] = {}
        self._model = NOTHING
        self._seen = True
        self._wanted = ""  # to be selected once it is there

    def show_model(self, model: ModelOnMap) -> None:
        """Move, add and take away items until they are these sources."""
        self._model = model
        marks = {mark.name: mark for mark in model.marks} if self._seen else {}
        for name in self._items.keys() - marks.keys():
            self._sky.remove_region(self._items.pop(name))
        for name, mark in marks.items():
            if name not in self._items:
                self._items[name] = self._added(mark)
            item = self._items[name]
            item.set_region(mark.outline)
            item.show_look(mark.look)
            item.set_label(name)
        self._draw_edges()
        self._sky.region_layer.show_names()
        if self._wanted in self._items:
            self._sky.select_region(self._items[self._wanted])
            self._wanted = ""

    def set_seen(self, seen: bool) -> None:
        """Show all of them or none."""
        self._seen = seen
        self.show_model(self._model)

    def select(self, name: str) -> None:
        """Select a source as a click would, now or once it is there."""
        self._wanted = name

    @property
    def legend(self) -> list[tuple[QColor, str]]:
        """Colour and words of the sources without an outline to hold."""
        if not self._seen:
            return []
        color = self._sky.colours.color("model")
        said = [
            *(f"{name} (image)" for name in self._model.edges),
            *(f"{n} (everywhere)" for n in self._model.everywhere),
        ]
        return [(color, text) for text in said]

    def item(self, name: str) -> SourceItem | None:
        """The item of a source."""
        return self._items.get(name)

    def at(self, place: QPointF) -> str:
        """The topmost source that holds a place of the plane, "" for none."""
        found = [name for name, item in self._items.items() if item.contains(place)]
        return max(found, key=lambda name: self._items[name].zValue(), default="")

    def _draw_edges(self) -> None:
        edges = list(self._model.edges.values()) if self._seen else []
        ra, dec = (np.concatenate([EMPTY, *(np.append(edge[i], np.nan) for edge in edges)]) for i in (0, 1))
        self._sky.drawn.set_lines("model", ra, dec)

    def _added(self, mark: SourceMark) -> SourceItem:
        item, name = self._sky.add_region("model", mark.outline), mark.name
        assert isinstance(item, SourceItem)
        item.begun.connect(lambda: self.begun.emit(name))
        item.previewed.connect(lambda outline: self.previewed.emit(name, outline))
        item.committed.connect(lambda outline: self.committed.emit(name, outline))
        item.cancelled.connect(lambda: self.cancelled.emit(name))
        item.removed.connect(lambda: self.removed.emit(name))
        return item
