"""All regions on a sky view: which there are, which are selected, which one the keys are for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QObject, Signal

from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.reshaping import Shape
from vhegui.gui.plotting.sky.sky_names import SkyNames
from vhegui.gui.plotting.sky.source_item import SourceItem

SOURCE_OF_MODEL = "model"


class RegionLayer(QObject):
    """The items of a view box. selection_changed() : by the mouse, the keyboard, or from outside.

    takes : says of a kind of region whether the mouse moves it now.
    """

    selection_changed = Signal()

    def __init__(self, box: pg.ViewBox, takes: Callable[[str], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._box, self._takes = box, takes
        self._projection, self._colours = Projection(0.0, 0.0), ON_DARK
        self._pixel_size = 0.02
        self.items: list[RegionItem] = []
        self.selected: list[RegionItem] = []  # in the order in which they were; the keys are for the last
        self.names = SkyNames()
        box.addItem(self.names, ignoreBounds=True)

    def add(self, kind: str, region: Shape, label: str) -> RegionItem:
        """One more region; one of the kind "model" is a source."""
        make = SourceItem if kind == SOURCE_OF_MODEL else RegionItem
        item = make(kind, self._projection, region, label=label, colours=self._colours)
        item.pixel_size = self._pixel_size
        item.set_interactive(self._takes(kind))
        item.picked.connect(lambda more: self.pick(item, more))
        item.previewed.connect(lambda _: self.show_names())
        item.cancelled.connect(self.show_names)
        self._box.addItem(item, ignoreBounds=True)
        self.items.append(item)
        return item

    def remove(self, item: RegionItem) -> None:
        """One less."""
        self.items.remove(item)
        self._box.removeItem(item)
        if item in self.selected:
            self.select([each for each in self.selected if each is not item])
        self.show_names()

    def show_names(self) -> None:
        """Bring what stands at the regions up to date."""
        self.names.show_names(self.items)

    # which are selected

    @property
    def active(self) -> RegionItem | None:
        """The region the keys are for."""
        return self.selected[-1] if self.selected else None

    def pick(self, item: RegionItem, more: bool = False) -> None:
        """As a click selects: this one alone, unless it is one of several; with `more`, beside others or no more."""
        if more:
            others = [each for each in self.selected if each is not item]
            self.select(others if item in self.selected else [*others, item])
        else:
            others = [each for each in self.selected if each is not item] if item in self.selected else []
            self.select([*others, item])

    def select(self, items: Iterable[RegionItem]) -> None:
        """Select exactly these."""
        chosen = list(items)
        if chosen == self.selected:
            return
        self.selected = chosen
        for item in self.items:
            item.set_selected(item in chosen)
        self.show_names()
        self.selection_changed.emit()

    def select_next(self, forward: bool) -> bool:
        """Select the region after the active one, the first where none is; False, and none, after the last."""
        there = [item for item in self.items if self._takes(item.kind)]
        place = (there.index(self.active) if self.active in there else -1 if forward else len(there)) + (
            1 if forward else -1
        )
        found = 0 <= place < len(there)
        self.select([there[place]] if found else [])
        return found

    # the keyboard

    def press_key(self, event: Any) -> None:
        """A key for the active region; where that has no use for it, it stays ignored."""
        if self.active is not None:
            self.active.keyPressEvent(event)

    def release_key(self, event: Any) -> None:
        """The same key is let go."""
        if self.active is not None:
            self.active.keyReleaseEvent(event)

    def end_keys(self) -> None:
        """No more keys will come: what they did counts."""
        for item in self.items:
            item.end_keys()

    # looks

    def set_projection(self, projection: Projection) -> None:
        """Another plane."""
        self._projection = projection
        for item in self.items:
            item.set_projection(projection)
        self.show_names()

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self._colours = colours
        for item in self.items:
            item.set_colours(colours)
        self.show_names()

    def set_pixel(self, pixel: float) -> None:
        """How far an arrow key moves a region, deg."""
        self._pixel_size = pixel
        for item in self.items:
            item.pixel_size = pixel

    def follow_tool(self) -> None:
        """The mouse takes others now."""
        for item in self.items:
            item.set_interactive(self._takes(item.kind))
