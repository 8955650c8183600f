"""The regions on the map that can be dragged, kept in step with the analysis."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QObject, QPointF, Signal

from vhegui.analysis.state import MaskFile
from vhegui.core.background.drawn import DrawnRegion
from vhegui.core.regions.shapes import Area
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.reshaping import Shape
from vhegui.gui.plotting.sky.sky_view import SkyView

SOURCE = -1  # where exclusions have their position in the analysis


def off_key(position: int) -> int:
    """The key of a drawn OFF region; the same function leads back from a key below `SOURCE` to its position."""
    return SOURCE - 1 - position


class RegionItems(QObject):
    """One item for the source region, one for every exclusion that is a shape and one for every drawn OFF region.

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
        sky.region_layer.selection_changed.connect(self._say_selected)

    def show_regions(
        self,
        source: Shape | None,
        exclusions: tuple[Area | MaskFile, ...],
        off: tuple[DrawnRegion, ...] = (),
    ) -> None:
        """Move, add and take away items until they are these regions."""
        wanted: dict[int, Shape] = {i: item for i, item in enumerate(exclusions) if not isinstance(item, MaskFile)}
        wanted |= {off_key(i): region.circle for i, region in enumerate(off)}
        if source is not None:
            wanted[SOURCE] = source
        for key in self._items.keys() - wanted.keys():
            self._sky.remove_region(self._items.pop(key))
        for key, region in wanted.items():
            item = self._items.get(key)
            if item is None:
                self._items[key] = self._added(key, region)
            else:
                item.set_region(region)
        for position, region in enumerate(off):
            self._items[off_key(position)].set_label(_runs_label(region.runs))

    def show_unused(self, off: Container[int]) -> None:
        """Which of the drawn OFF regions, by position, no run can use."""
        for key, item in self._items.items():
            if key < SOURCE:
                item.set_faint(off_key(key) in off)

    def select(self, key: int) -> None:
        """Select the item of a region, if it has one."""
        if key in self._items and not self._items[key].selected:
            self._sky.select_region(self._items[key])

    def item(self, key: int) -> RegionItem | None:
        """The item of a region."""
        return self._items.get(key)

    def at(self, place: QPointF) -> int | None:
        """The key of the topmost source region or exclusion that holds a place of the plane."""
        found = [key for key, item in self._items.items() if key >= SOURCE and item.contains(place)]
        return max(found, key=lambda key: self._items[key].zValue(), default=None)

    def _say_selected(self) -> None:
        active = self._sky.region_layer.active
        for key, item in self._items.items():
            if item is active:
                self.selected.emit(key)

    def _added(self, key: int, region: Shape) -> RegionItem:
        kind = "source" if key == SOURCE else "exclusion" if key > SOURCE else "off"
        item = self._sky.add_region(kind, region)
        item.begun.connect(self.begun)
        item.previewed.connect(lambda changed: self.previewed.emit(key, changed))
        item.committed.connect(lambda changed: self.committed.emit(key, changed))
        item.cancelled.connect(self.cancelled)
        item.removed.connect(lambda: self.removed.emit(key))
        return item


def _runs_label(runs: tuple[int, ...]) -> str:
    """What stands at an OFF region that is not for all runs."""
    if not runs:
        return ""
    return f"run {runs[0]}" if len(runs) == 1 else f"{len(runs)} runs"
