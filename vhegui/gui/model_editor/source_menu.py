"""The menu of a source: everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from vhegui.analysis.edits.model import source_of
from vhegui.analysis.edits.source_parameters import What, has_place
from vhegui.analysis.state import Analysis
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.gui.model_editor.part_chips import fill_choices
from vhegui.gui.model_editor.part_choices import shape_choices, time_choices
from vhegui.gui.model_editor.source_commands import SourceCommands
from vhegui.gui.text.plain import menu_text


def source_menu(analysis: Analysis, name: str, do: SourceCommands, parent: QWidget) -> QMenu:
    """Entries for the source of this name; those that cannot be are grey."""
    source = source_of(analysis, name)
    alone = not source.left_out and len(analysis.fitted_sources) == 1
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.setTitle(menu_text(name))
    shown = _act(menu, "Show its spectrum", lambda: do.show(name), "Its spectrum is drawn and gets the flux points")
    shown.setEnabled(not source.left_out and source is not analysis.model)
    place = _act(menu, "To the middle of the map", lambda: do.look_at(name), "Look at it on the map")
    place.setEnabled(has_place(source))
    menu.addSeparator()
    _fill_parts(menu, analysis, source, do)
    menu.addSeparator()
    _act(menu, "Rename…", lambda: do.ask_name(name), "F2")
    _act(menu, "Duplicate", lambda: do.duplicate(name), "The same once more, 0.2° to the east")
    _act(menu, "Data sets that see it…", lambda: do.ask_seen_by(name), "Which runs, spectra and instruments see it")
    if source.left_out:
        _act(menu, "Take into the fit", lambda: do.set_in_fit(name, True), "It explains data again")
    else:
        tip = "It stays here and on the map, in grey, but explains no data"
        _act(menu, "Leave out of the fit", lambda: do.set_in_fit(name, False), tip).setEnabled(not alone)
    _act(menu, "Remove", lambda: do.remove(name), "Delete").setEnabled(not alone)
    return menu


def _fill_parts(menu: QMenu, analysis: Analysis, source: SourceModel, do: SourceCommands) -> None:
    """Its shape, what is fitted of it, what is linked."""
    name = source.name
    shapes = menu.addMenu("Shape on the sky")
    fill_choices(shapes, shape_choices(), source.spatial.kind if source.spatial else "")
    shapes.triggered.connect(lambda action: do.choose_shape(name, str(action.data())))
    times = menu.addMenu("Change with time")
    fill_choices(times, time_choices(), source.temporal.kind if source.temporal else "")
    times.triggered.connect(lambda action: do.choose_change(name, str(action.data())))
    _act(menu, "Freeze all of it", lambda: do.freeze(name, None, True), "A fit changes nothing of it")
    _act(menu, "Free what is usually fitted", lambda: do.freeze(name, None, False), "As its formulas begin")
    for what in ("position", "shape"):
        _links(menu.addMenu(f"Link {what} to"), analysis, source, what, do)
    linked = source.spatial is not None and any(p.link for p in source.spatial.parameters)
    _act(menu, "Unlink position and shape", lambda: do.unlink(name), "They have values of their own").setEnabled(linked)


def _links(menu: QMenu, analysis: Analysis, source: SourceModel, what: What, do: SourceCommands) -> None:
    for other in analysis.fitted_sources:
        if other.name != source.name and has_place(other) and (what == "position" or _same_shape(source, other)):
            _act(menu, menu_text(other.name), lambda to=other.name: do.link(source.name, to, what))
    menu.setEnabled(has_place(source) and not menu.isEmpty())


def _same_shape(a: SourceModel, b: SourceModel) -> bool:
    shapes = isinstance(a.spatial, SpatialModel) and isinstance(b.spatial, SpatialModel)
    return shapes and a.spatial.kind == b.spatial.kind and len(a.spatial.parameters) > 2  # type: ignore[union-attr]


def _act(menu: QMenu, text: str, done: Callable[[], object], tip: str = "") -> QAction:
    action = menu.addAction(text)
    action.setToolTip(tip or text)
    action.triggered.connect(lambda *_: done())
    return action
