"""Gestures at the sources on the map → edits of the analysis, each of them one step to undo."""

from __future__ import annotations

from vhegui.analysis.edits.joint import joint_of
from vhegui.analysis.edits.source_list import remove
from vhegui.analysis.edits.source_shapes import held_fast, outline_on_screen, put_name, put_source, reshape_source
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.regions.shapes import MarkShape
from vhegui.gui.panels.countmap.view import CountMapView
from vhegui.gui.session.session import Session

TOOL = "model"


class SourceEdits:
    """Listens to the map. What is on screen when a gesture begins is what it changes."""

    def __init__(self, session: Session, view: CountMapView) -> None:
        self._session, self._view = session, view
        self._joint = joint_of(session.analysis)
        self._said = False
        sources, sky = view.sources, view.sky
        sources.begun.connect(lambda name: self._begin())
        sources.previewed.connect(self._preview)
        sources.committed.connect(self._commit)
        sources.cancelled.connect(lambda name: session.cancel_gesture())
        sources.removed.connect(self.remove)
        sky.draw_begun.connect(lambda use: use == TOOL and self._begin())
        sky.draw_previewed.connect(lambda use, shape: use == TOOL and session.preview(put_source, self._joint, shape))
        sky.draw_committed.connect(lambda use, shape: use == TOOL and self._put(shape))
        sky.draw_cancelled.connect(lambda use: use == TOOL and session.cancel_gesture())
        view.source_wanted.connect(self._put_at)

    def remove(self, name: str) -> None:
        """Take a source away."""
        self._session.apply(f"Remove source {name}", remove, self._on_screen(), name)

    def _on_screen(self) -> JointModel:
        return joint_of(self._session.history.current, self._session.now("live_fit"))

    def _begin(self) -> None:
        self._joint, self._said = self._on_screen(), False
        self._session.begin_gesture()

    def _preview(self, name: str, outline: MarkShape) -> None:
        """As far as limits and frozen parameters let it; the item is told how far that is."""
        session = self._session
        if not self._is_there(name):
            return
        session.preview(reshape_source, self._joint, name, outline)
        found, item = outline_on_screen(session.analysis, name), self._view.sources.item(name)
        if found is not None and item is not None:
            item.settle(found)
        frozen = held_fast(session.history.current, name, outline)
        if frozen and not self._said:
            self._said = True
            are = "is" if len(frozen) == 1 else "are"
            session.message.emit(
                "information", f"{' and '.join(frozen)} of {name} {are} frozen: free them in the table of parameters"
            )

    def _commit(self, name: str, outline: MarkShape) -> None:
        session = self._session
        before = outline_on_screen(session.history.current, name) if self._is_there(name) else None
        if before is None:  # undone in the middle of the drag
            session.cancel_gesture()
            return
        session.preview(reshape_source, self._joint, name, outline)
        moved = before.moved(outline.ra, outline.dec) == outline
        session.commit_gesture(f"Move source {name}" if moved else f"Change shape of source {name}")

    def _put(self, shape: MarkShape) -> None:
        session, before = self._session, self._session.history.current
        session.preview(put_source, self._joint, shape)
        session.commit_gesture("Put source")
        self._view.sky.set_tool("select")
        self._view.sources.select(put_name(before, session.analysis))

    def _put_at(self, shape: MarkShape) -> None:
        session, before = self._session, self._session.history.current
        if session.apply("Put source", put_source, self._on_screen(), shape):
            self._view.sources.select(put_name(before, session.analysis))

    def _is_there(self, name: str) -> bool:
        return any(source.name == name for source in self._session.history.current.sources)
