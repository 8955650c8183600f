"""The regions on the map that can be dragged, kept in step with the analysis and with what is selected elsewhere."""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import QObject, QPointF, Signal

from vhegui.analysis.region_refs import ListedRegion, RegionRef
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.region_layer import SOURCE_OF_MODEL
from vhegui.gui.plotting.sky.reshaping import Shape
from vhegui.gui.plotting.sky.sky_view import SkyView


class RegionItems(QObject):
    """One item for every region that is a shape. Gestures name the region by its `RegionRef`; selected(refs) : by the
    mouse or a key, those that are, the one the keys are for the last.
    """

    begun = Signal()
    previewed = Signal(object, object)
    committed = Signal(object, object)
    cancelled = Signal()
    removed = Signal()
    selected = Signal(tuple)

    def __init__(self, sky: SkyView) -> None:
        super().__init__(sky)
        self._sky = sky
        self._items: dict[RegionRef, RegionItem] = {}
        self._wanted: Sequence[RegionRef] = ()  # to be selected, as far as they are there
        self._following = False
        sky.region_layer.selection_changed.connect(self._say_selected)

    def show_regions(self, regions: Sequence[ListedRegion]) -> None:
        """Move, add and take away items until they are these regions."""
        wanted = {region.ref: region for region in regions if region.shape is not None}
        self._following = True
        for ref in self._items.keys() - wanted.keys():
            self._sky.remove_region(self._items.pop(ref))
        for ref, region in wanted.items():
            if region.shape is not None and ref not in self._items:
                self._items[ref] = self._added(ref, region.shape)
            item = self._items[ref]
            if region.shape is not None:
                item.set_region(region.shape)
            item.set_color(region.color)
            item.set_label(region.name if region.own or ref.use == "measure" else _runs_label(region.runs))
        self._sky.region_layer.show_names()
        self.select(self._wanted)

    def show_unused(self, off: Container[int]) -> None:
        """Which of the drawn OFF regions, by position, no run can use."""
        for ref, item in self._items.items():
            if ref.use == "off":
                item.set_faint(ref.position in off)

    def select(self, refs: Sequence[RegionRef]) -> None:
        """Select the items of these regions, now or once they have one (no signal). Without any, a source of the model
        that is selected stays so.
        """
        self._wanted, self._following = refs, True
        layer, mine = self._sky.region_layer, [self._items[ref] for ref in refs if ref in self._items]
        layer.select(mine if refs else [item for item in layer.selected if item.kind == SOURCE_OF_MODEL])
        self._following = False

    @property
    def selection(self) -> tuple[RegionRef, ...]:
        """The regions that are selected, the one the keys are for the last."""
        refs = {id(item): ref for ref, item in self._items.items()}
        return tuple(refs[id(item)] for item in self._sky.region_layer.selected if id(item) in refs)

    def item(self, ref: RegionRef) -> RegionItem | None:
        """The item of a region."""
        return self._items.get(ref)

    def at(self, place: QPointF) -> RegionRef | None:
        """The topmost region that holds a place of the plane."""
        found = [ref for ref, item in self._items.items() if item.contains(place)]
        return max(found, key=lambda ref: self._items[ref].zValue(), default=None)

    def _say_selected(self) -> None:
        if not self._following:
            self._wanted = self.selection
            self.selected.emit(self.selection)

    def _added(self, ref: RegionRef, shape: Shape) -> RegionItem:
        item = self._sky.add_region(ref.use, shape)
        item.begun.connect(self.begun)
        item.previewed.connect(lambda changed: self.previewed.emit(ref, changed))
        item.committed.connect(lambda changed: self.committed.emit(ref, changed))
        item.cancelled.connect(self.cancelled)
        item.removed.connect(self.removed)
        return item


def _runs_label(runs: tuple[int, ...]) -> str:
    """What stands at an OFF region that is not for all runs."""
    if not runs:
        return ""
    return f"run {runs[0]}" if len(runs) == 1 else f"{len(runs)} runs"
