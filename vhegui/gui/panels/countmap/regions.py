"""The circles on the map that can be dragged, kept in step with the analysis."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.state import MaskFile
from vhegui.core.regions.circle import Circle
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.sky_view import SkyView

SOURCE = -1  # where exclusions have their position in the analysis


class RegionItems(QObject):
    """One item for the source region and one for every exclusion circle.

    Gestures name the region by its key: `SOURCE`, or the exclusion's position in the analysis.
    """

    begun = Signal()
    previewed = Signal(int, object)
    committed = Signal(int, object)
    cancelled = Signal()
    removed = Signal(int)
    selected = Signal(int)

    def __init__(self, sky: SkyView) -> None:
        super().__init__(sky)
        self._sky = sky
        self._items: dict[int, RegionItem] = {}

    def show_regions(self, source: Circle | None, exclusions: tuple[Circle | MaskFile, ...]) -> None:
        """Move, add and take away items until they are these regions."""
        wanted = {i: item for i, item in enumerate(exclusions) if isinstance(item, Circle)}
        if source is not None:
            wanted[SOURCE] = source
        for key in self._items.keys() - wanted.keys():
            self._sky.remove_region(self._items.pop(key))
        for key, circle in wanted.items():
            item = self._items.get(key)
            if item is None:
                self._items[key] = self._added(key, circle)
            else:
                item.set_circle(circle.ra, circle.dec, circle.radius)

    def select(self, key: int) -> None:
        """Select the item of a region, if it is a circle."""
        if key in self._items and not self._items[key].selected:
            self._sky.select_region(self._items[key])

    def item(self, key: int) -> RegionItem | None:
        """The item of a region."""
        return self._items.get(key)

    def _added(self, key: int, circle: Circle) -> RegionItem:
        kind = "source" if key == SOURCE else "exclusion"
        item = self._sky.add_region(kind, circle.ra, circle.dec, circle.radius)
        item.begun.connect(self.begun)
        item.previewed.connect(lambda *values: self.previewed.emit(key, Circle(*values)))
        item.committed.connect(lambda *values: self.committed.emit(key, Circle(*values)))
        item.cancelled.connect(self.cancelled)
        item.removed.connect(lambda: self.removed.emit(key))
        item.selection_changed.connect(lambda on: self.selected.emit(key) if on else None)
        return item
