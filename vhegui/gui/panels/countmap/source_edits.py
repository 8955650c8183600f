"""Gestures at the sources on the map → edits of the analysis, each of them one step to undo."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QMenu

from vhegui.analysis.edits.joint import joint_of
from vhegui.analysis.edits.source_shapes import held_fast, outline_on_screen, put_name, put_source, reshape_source
from vhegui.core.regions.shapes import MarkShape
from vhegui.gui.model_editor.source_commands import SourceCommands
from vhegui.gui.model_editor.source_menu import source_menu
from vhegui.gui.panels.countmap.view import CountMapView
from vhegui.gui.session.on_screen import joint_on_screen
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
        self.commands = SourceCommands(session, view)
        sources.removed.connect(self.commands.remove)
        sky.draw_begun.connect(lambda use: use == TOOL and self._begin())
        sky.draw_previewed.connect(lambda use, shape: use == TOOL and session.preview(put_source, self._joint, shape))
        sky.draw_committed.connect(lambda use, shape: use == TOOL and self._put(shape))
        sky.draw_cancelled.connect(lambda use: use == TOOL and session.cancel_gesture())
        view.source_wanted.connect(self._put_at)
        view.region_menu_wanted.connect(self._fill_menu)

    def _fill_menu(self, menu: QMenu, place: QPointF) -> None:
        """What can be done with the source at a place of the plane, before all else."""
        if name := self._view.sources.at(place):
            own = source_menu(self._session.analysis, name, self.commands, menu)
            own.setTitle(f"Source {own.title()}")
            first = next(iter(menu.actions()), None)
            menu.insertMenu(first, own) if first is not None else menu.addMenu(own)

    def _begin(self) -> None:
        self._joint, self._said = joint_on_screen(self._session), False
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
        if session.apply("Put source", put_source, joint_on_screen(session), shape):
            self._view.sources.select(put_name(before, session.analysis))

    def _is_there(self, name: str) -> bool:
        return any(source.name == name for source in self._session.history.current.sources)
