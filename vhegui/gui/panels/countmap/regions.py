"""The circles on the map that can be dragged, kept in step with the analysis."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.state import MaskFile
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.regions.circle import Circle
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.sky_view import SkyView

SOURCE = -1  # where exclusions have their position in the analysis


def off_key(position: int) -> int:
    """The key of a drawn OFF region; the same function leads back from a key below `SOURCE` to its position."""
    return SOURCE - 1 - position


class RegionItems(QObject):
    """One item for the source region, one for every exclusion circle and one for every drawn OFF region.

    Gestures name the region by its key: `SOURCE`, the exclusion's position in the analysis, or `off_key`.
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

    def show_regions(
        self,
        source: Circle | None,
        exclusions: tuple[Circle | MaskFile, ...],
        off: tuple[DrawnRegion, ...] = (),
    ) -> None:
        """Move, add and take away items until they are these regions."""
        wanted = {i: item for i, item in enumerate(exclusions) if isinstance(item, Circle)}
        wanted |= {off_key(i): region.circle for i, region in enumerate(off)}
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
        for position, region in enumerate(off):
            self._items[off_key(position)].set_label(_runs_label(region.runs))

    def show_unused(self, off: Container[int]) -> None:
        """Which of the drawn OFF regions, by position, no run can use."""
        for key, item in self._items.items():
            if key < SOURCE:
                item.set_faint(off_key(key) in off)

    def select(self, key: int) -> None:
        """Select the item of a region, if it is a circle."""
        if key in self._items and not self._items[key].selected:
            self._sky.select_region(self._items[key])

    def item(self, key: int) -> RegionItem | None:
        """The item of a region."""
        return self._items.get(key)

    def _added(self, key: int, circle: Circle) -> RegionItem:
        kind = "source" if key == SOURCE else "exclusion" if key > SOURCE else "off"
        item = self._sky.add_region(kind, circle.ra, circle.dec, circle.radius)
        item.begun.connect(self.begun)
        item.previewed.connect(lambda *values: self.previewed.emit(key, Circle(*values)))
        item.committed.connect(lambda *values: self.committed.emit(key, Circle(*values)))
        item.cancelled.connect(self.cancelled)
        item.removed.connect(lambda: self.removed.emit(key))
        item.selection_changed.connect(lambda on: self.selected.emit(key) if on else None)
        return item


def _runs_label(runs: tuple[int, ...]) -> str:
    """What stands at an OFF region that is not for all runs."""
    if not runs:
        return ""
    return f"run {runs[0]}" if len(runs) == 1 else f"{len(runs)} runs"
