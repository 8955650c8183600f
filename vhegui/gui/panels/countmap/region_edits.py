"""Gestures at the regions of the map → edits of the analysis, each of them one step to undo."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from vhegui.analysis.edits.any_region import add_region, carry_regions, change_region
from vhegui.analysis.region_refs import SOURCE, RegionRef, Use, region_of, with_group
from vhegui.analysis.state import Analysis
from vhegui.core.regions.polygon import Polygon
from vhegui.gui.panels.countmap.view import CountMapView
from vhegui.gui.plotting.sky.grips import with_corner, without_corner
from vhegui.gui.plotting.sky.reshaping import Shape
from vhegui.gui.session import region_commands
from vhegui.gui.session.region_words import DRAWN, change_label, several
from vhegui.gui.session.session import Session


class RegionEdits:
    """Listens to the map and its row; what is selected on the map is selected in the session, and back."""

    def __init__(self, session: Session, view: CountMapView) -> None:
        self._session, self._view = session, view
        regions, sky = view.regions, view.sky
        regions.begun.connect(session.begin_gesture)
        regions.previewed.connect(lambda ref, shape: session.preview(*self._edit(ref, shape)))
        regions.committed.connect(self._commit)
        regions.cancelled.connect(session.cancel_gesture)
        regions.removed.connect(lambda: region_commands.remove(session))
        regions.selected.connect(session.choose_regions)
        view.row.chosen.connect(lambda ref: session.choose_regions((ref,)))
        session.regions_chosen.connect(self._follow)
        sky.draw_begun.connect(lambda use: use in DRAWN and session.begin_gesture())
        sky.draw_previewed.connect(lambda use, shape: use in DRAWN and session.preview(add_region, use, shape))
        sky.draw_committed.connect(self._commit_drawing)
        sky.draw_cancelled.connect(lambda use: use in DRAWN and session.cancel_gesture())
        view.region_typed.connect(self._type)
        view.region_removed.connect(self._remove)
        view.region_menu_wanted.connect(self._fill_menu)
        sky.region_key.connect(self._key)
        view.region_added.connect(lambda use, shape: session.apply(DRAWN[use], add_region, use, shape))

    def _follow(self, refs: tuple[RegionRef, ...]) -> None:
        """Others are selected: on the map, and in its row the one the keys are for."""
        self._view.regions.select(refs)
        if refs:
            self._view.row.choose(refs[-1])

    def _fill_menu(self, menu: QMenu, place: QPointF) -> None:
        """What can be done with the region at a place of the plane, which is selected then."""
        regions = self._view.regions
        ref = regions.at(place)
        item = None if ref is None else regions.item(ref)
        if ref is None or item is None:
            menu.addAction("Paste regions\tCtrl+V", lambda: self._key("paste"))
            return
        if ref not in regions.selection:
            self._session.choose_regions((ref,))
        region_commands.region_menu(self._session, menu)
        menu.addSeparator()
        what, shape = item.hold(place), item.region
        if isinstance(shape, Polygon) and what.startswith("corner") and len(shape.vertices) > 3:
            menu.addAction("Take this corner away", lambda: item.change(without_corner(shape, int(what.split()[1]))))
        elif isinstance(shape, Polygon):
            at = tuple(float(each) for each in self._view.sky.projection.to_sky(place.x(), place.y()))
            menu.addAction("One more corner here", lambda: item.change(with_corner(shape, (at[0], at[1]))))

    def _key(self, name: str) -> None:
        """A key on the map that is for the selected regions."""
        command = next(each for each in region_commands.COMMANDS if each.name == name)
        if command.enabled(self._session):
            command.run(self._session)

    def _remove(self, ref: RegionRef) -> None:
        self._session.choose_regions((ref,))
        region_commands.remove(self._session)

    def _edit(self, ref: RegionRef, shape: Shape) -> tuple[Any, ...]:
        """The edit that makes a region this shape; where it is only moved, others may go along."""
        refs, item = self._carried(ref), self._view.regions.item(ref)
        alone = len(refs) < 2 or item is None or not item.carried
        return (change_region, ref, shape) if alone else (carry_regions, refs, ref, shape)

    def _carried(self, ref: RegionRef) -> tuple[RegionRef, ...]:
        """What is moved with a region: all that is selected, and in a group."""
        chosen = self._view.regions.selection
        return with_group(self._session.history.current, {*chosen, ref} if ref in chosen else {ref})

    def _commit(self, ref: RegionRef, shape: Shape) -> None:
        current = self._session.history.current
        if not _is_there(current, ref):  # undone in the middle of the drag
            self._session.cancel_gesture()
            return
        edit = self._edit(ref, shape)
        label = change_label(ref, region_of(current, ref), shape)
        self._session.preview(*edit)
        self._session.commit_gesture(several("Move", edit[1]) if edit[0] is carry_regions else label)

    def _commit_drawing(self, use: Use, shape: Shape) -> None:
        session = self._session
        if use not in DRAWN:
            return
        session.preview(add_region, use, shape)
        session.commit_gesture(DRAWN[use])
        if use == "source":
            self._view.sky.set_tool("select")

    def _type(self, ref: RegionRef, shape: Shape) -> None:
        session = self._session
        if not _is_there(session.analysis, ref):
            return
        label = change_label(ref, region_of(session.analysis, ref), shape)
        if not session.apply(label, change_region, ref, shape):
            self._view.row.restore()


def _is_there(analysis: Analysis, ref: RegionRef) -> bool:
    """Whether there is this region; a new source region always finds its place."""
    return ref == SOURCE or region_of(analysis, ref) is not None
