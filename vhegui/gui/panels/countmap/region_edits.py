"""Gestures at the regions of the map → edits of the analysis, each of them one step to undo."""

from __future__ import annotations

from typing import Any

from vhegui.analysis.edits.any_region import add_region, carry_regions, change_region, remove_regions
from vhegui.analysis.region_refs import SOURCE, RegionRef, Use, region_of, with_group
from vhegui.analysis.state import Analysis
from vhegui.gui.panels.countmap.view import CountMapView
from vhegui.gui.plotting.sky.reshaping import Shape
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
        regions.removed.connect(lambda: self.remove(regions.selection))
        regions.selected.connect(session.choose_regions)
        session.regions_chosen.connect(regions.select)
        sky.draw_begun.connect(lambda use: session.begin_gesture())
        sky.draw_previewed.connect(lambda use, shape: session.preview(add_region, use, shape))
        sky.draw_committed.connect(self._commit_drawing)
        sky.draw_cancelled.connect(lambda use: session.cancel_gesture())
        view.region_typed.connect(self._type)
        view.region_removed.connect(lambda ref: self.remove((ref,)))
        view.region_added.connect(lambda use, shape: session.apply(DRAWN[use], add_region, use, shape))

    def remove(self, refs: tuple[RegionRef, ...]) -> None:
        """Take regions away, and what is in a group with them."""
        refs = with_group(self._session.analysis, refs)
        self._session.choose_regions(())
        if refs:
            self._session.apply(several("Remove", refs), remove_regions, refs)

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
