"""The widgets of the map panel: controls, map, region row, read-out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.analysis.edits import as_circle, as_ellipse
from vhegui.analysis.export.shown_map import write_shown_map
from vhegui.analysis.region_refs import SOURCE, ListedRegion
from vhegui.analysis.shown_map import ShownMap
from vhegui.analysis.state import MapLooks, MapSettings, Target
from vhegui.core.errors import VheguiError
from vhegui.core.maps.counts import CountsMap
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.point import Point
from vhegui.core.regions.shapes import MarkShape
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.file_questions import ask_save
from vhegui.gui.numbers.fields import Field
from vhegui.gui.panels.countmap.controls import ControlRow
from vhegui.gui.panels.countmap.layers import HIDDEN
from vhegui.gui.panels.countmap.layers_dialog import LayersDialog
from vhegui.gui.panels.countmap.map_image import drawn_looks
from vhegui.gui.panels.countmap.notice_label import NoticeLabel
from vhegui.gui.panels.countmap.pixels import pixel_fields
from vhegui.gui.panels.countmap.readout import Readout, position_parts
from vhegui.gui.panels.countmap.region_row import RegionRow
from vhegui.gui.panels.countmap.regions import RegionItems
from vhegui.gui.panels.countmap.show_row import ShowRow
from vhegui.gui.panels.countmap.sky import MapSky
from vhegui.gui.panels.countmap.source_marks import ModelOnMap
from vhegui.gui.panels.countmap.sources import SourceItems
from vhegui.gui.plotting.plot_menu import plot_actions
from vhegui.gui.plotting.sky.sky_box import DRAWING
from vhegui.gui.session.region_words import WORDS
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.advice_line import AdviceLines
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState

EXCLUSION_RADIUS = 0.3  # deg, of a new exclusion that was not drawn
NO_POLYGON = "These corners enclose nothing, or sides cross: Backspace takes the last one back"
AXIS_ROOM = 90  # pixels left free beside a notice


class CountMapView(QWidget):
    """Shows what it is told; says what the user wants in signals (a region by its `RegionRef`)."""

    region_typed = Signal(object, object)
    region_removed = Signal(object)
    region_added = Signal(str, object)
    region_menu_wanted = Signal(object, object)
    source_wanted = Signal(object)
    off_runs_typed = Signal(object, object)
    settings_previewed = Signal(object)
    settings_changed = Signal(str, str, object)
    limits_begun = Signal()
    looks_previewed = Signal(object)
    limits_committed = Signal()
    preview_cancelled = Signal()
    mosaic_requested = Signal()
    layers_changed = Signal(list)
    centre_requested = Signal(str)
    centre_here = Signal(float, float)
    failed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.controls = ControlRow()
        self.show_menu = ShowRow()
        self.sky = MapSky(theme)
        self.regions = RegionItems(self.sky)
        self.sources = SourceItems(self.sky)
        self.row = RegionRow()
        self._missing = ""
        self.readout = Readout()
        self.notice = NoticeLabel(self.sky, theme, AXIS_ROOM)
        self._pointed: tuple[float, float] | None = None
        self._counts: CountsMap | None = None
        self._shown: ShownMap | None = None
        self._looks = MapLooks()
        self._target: Target | None = None
        self._source: MarkShape = Circle(0.0, 0.0, DEFAULT_RADIUS)  # the shape of the next one
        self._has_source = False
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for row in (self.row, self.readout):
            row.setAutoFillBackground(True)  # so that new text repaints the row, not the window behind it
        self.advice = AdviceLines(self.sky)
        for widget in (self.controls, self.show_menu, self.sky, self.row, self.readout):
            layout.addWidget(widget, 1 if widget is self.sky else 0)
        self.content = EmptyOr(content, EmptyState("No map yet", ""))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.content)
        self.setFocusProxy(self.sky)
        self.layers = LayersDialog(self)
        self._plot_actions = [
            self._image_action(),
            *plot_actions(self.sky, self.file_name, self.failed.emit, self._pixels),
        ]
        self.sky.menu_wanted.connect(lambda at: self.context_menu(at).popup(self.sky.mapToGlobal(at)))
        self._connect()

    # what is shown

    def show_row(self, regions: Sequence[ListedRegion]) -> None:
        """The regions in numbers."""
        self.row.show_regions(regions)
        source = next((region.shape for region in regions if region.ref == SOURCE), None)
        self._has_source = source is not None
        if source is not None:
            self._source = source

    def set_new_radius(self, radius: float) -> None:
        """Of a source region (deg) where there is none yet."""
        if not self._has_source:
            self._source = Circle(0.0, 0.0, radius)

    def show_model(self, model: ModelOnMap) -> None:
        """The sources of the model."""
        self.sources.show_model(model)
        self.sky.legend.set_sources(self.sources.legend)

    def show_sources(self, seen: bool) -> None:
        """Show the sources of the model, or none of them."""
        self.sources.set_seen(seen)
        self.sky.legend.set_sources(self.sources.legend)

    def show_map(self, counts: CountsMap | None, shown: ShownMap | None, steady: bool = False) -> None:
        """The image, and the counts that the read-out tells. steady : the same map in a drag, whose colours stay."""
        self._counts, self._shown = counts, shown
        if shown is not None and steady:
            self.sky.follow_map(shown)
        elif shown is not None:
            self._dress()
            self.sky.show_map(shown, self._looks)
            self.controls.options.show_levels(*self.sky.image.levels_)

    def show_settings(self, settings: MapSettings, looks: MapLooks) -> None:
        """Scale and colours of the image, and the controls."""
        self._looks = looks
        self.controls.show_settings(settings, looks)
        self._dress()
        self.sky.recolour(looks)
        self.controls.options.show_levels(*self.sky.image.levels_)

    def _dress(self) -> None:
        """The looks of the map that is there, which may be waiting for the one that was chosen."""
        kind = "counts" if self._shown is None else self._shown.kind.key
        self.sky.set_looks(*drawn_looks(kind, self._looks, self.sky.theme.dark))

    def show_pointings(self, runs: list[int], ra: Array, dec: Array) -> None:
        """Pointing positions (deg) of the runs."""
        self.controls.show_runs(runs)
        self.sky.drawn.set_markers("pointings", ra, dec, symbol="cross")

    def show_target(self, target: Target | None) -> None:
        """The target, with its name."""
        self._target = target
        ra, dec = (np.array([x]) for x in (target.ra, target.dec)) if target else (EMPTY, EMPTY)
        self.sky.drawn.set_markers("target", ra, dec, (target.name,) if target else (), symbol="plus")

    def show_catalogue(self, ra: Array, dec: Array, names: tuple[str, ...]) -> None:
        """Known sources in the field (deg)."""
        self.sky.drawn.set_markers("catalogue", ra, dec, names, symbol="diamond")

    def show_notice(self, text: str, hint: str) -> None:
        """What is missing, over a map with nothing on it; `hint` : what to know or do, in the line below the map."""
        self._missing = text
        self.notice.show_text(text)
        self.content.empty.set_content("No map yet", text)
        self.readout.show_hint(hint)

    def show_empty(self, empty: bool) -> None:
        """No sky at all, or the map; once that appears, the keys are for its regions."""
        appears = self.content.is_empty
        self.content.set_empty(empty)
        if appears and not empty:
            self.sky.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.sky.set_theme(theme)
        self.notice.set_theme(theme)
        self.advice.set_theme(theme)
        self._dress()

    # what the user does

    def _connect(self) -> None:
        self.sky.cursor_moved.connect(self._read_out)
        self.sky.cursor_left.connect(self._stop_reading)
        self.sky.hovered.connect(self.readout.show_note)
        self.sky.box.polygon_refused.connect(lambda: self.readout.show_note(NO_POLYGON))
        self.sky.tool_changed.connect(self._prepare_tool)
        self.row.typed.connect(self.region_typed)
        self.row.runs_typed.connect(self.off_runs_typed)
        self.row.removed.connect(self.region_removed)
        self.row.exclusion_wanted.connect(self._add_exclusion)
        controls, options = self.controls, self.controls.options
        controls.previewed.connect(self.settings_previewed)
        controls.changed.connect(self.settings_changed)
        controls.preview_cancelled.connect(self.preview_cancelled)
        controls.mosaic_requested.connect(self.mosaic_requested)
        controls.run_chosen.connect(self.sky.choose_run)
        options.sexagesimal_chosen.connect(self.sky.set_sexagesimal)
        options.sexagesimal_chosen.connect(self.row.set_sexagesimal)
        layers = controls.layers_menu
        layers.switched.connect(self.sky.show_layer)
        layers.switched.connect(lambda *_: self.layers_changed.emit(layers.hidden))
        layers.more_wanted.connect(self.layers.show)
        for layer in HIDDEN:
            self.sky.show_layer(layer, False)
        options.centre_requested.connect(self.centre_requested)
        bar = self.sky.colour_bar
        bar.begun.connect(self.limits_begun)
        bar.moved.connect(lambda low, high: self.looks_previewed.emit({"limits": "fixed", "low": low, "high": high}))
        bar.committed.connect(self.limits_committed)
        bar.cancelled.connect(self.preview_cancelled)
        bar.reset_wanted.connect(
            lambda: self.settings_changed.emit("Reset colour limits", "map_looks", {"limits": "automatic"})
        )

    def context_menu(self, at: QPoint) -> QMenu:
        """What can be done at a place of the map (`at`: pixels of the map widget)."""
        place = self.sky.box.mapSceneToView(QPointF(self.sky.mapToScene(at)))
        ra, dec = (float(x) for x in self.sky.projection.to_sky(place.x(), place.y()))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        radius = self._source.bounding.radius
        source, exclusion, off = self._source.moved(ra, dec), Circle(ra, dec, EXCLUSION_RADIUS), Circle(ra, dec, radius)
        self.region_menu_wanted.emit(menu, place)
        self._add_shape_action(menu, place)
        menu.addAction("Source region here", lambda: self.region_typed.emit(SOURCE, source))
        menu.addAction("Exclusion region here", lambda: self.region_added.emit("exclusion", exclusion))
        menu.addAction("OFF region here", lambda: self.region_added.emit("off", off))
        menu.addAction("Source of the model here", lambda: self.source_wanted.emit(Point(ra, dec)))
        menu.addAction("Centre the map here", lambda: self.centre_here.emit(ra, dec))
        text = f"Select events within {radius:.3g}° of here\tShift+drag"
        brush = menu.addAction(text, lambda: self.sky.box.brushed.emit(ra, dec, radius))
        brush.setToolTip("See these events in all panels: their energies and their times; Esc clears it")
        menu.setToolTipsVisible(True)
        menu.addSeparator()
        menu.addActions(self._plot_actions)
        return menu

    def file_name(self) -> str:
        """Of a figure of what is shown, without ending."""
        return f"{'counts' if self._shown is None else self._shown.kind.key}_map"

    def _pixels(self) -> list[Field]:
        """Where every pixel of the map is, and its value."""
        return [] if self._shown is None else pixel_fields(self._shown)

    def _image_action(self) -> QAction:
        action = QAction("Save as FITS image…", self)
        action.setToolTip(
            "Save the map that is shown with its coordinates, for ds9, Aladin, gammapy …; of the counts, the smoothed "
            "ones beside them"
        )
        action.triggered.connect(self.save_image)
        return action

    def save_image(self) -> None:
        """Ask for a file and write what is shown as a FITS image."""
        shown = self._shown
        if shown is None:
            self.failed.emit("There is no map to save yet: choose runs first")
            return
        name = shown.kind.key

        def save(path: Path) -> None:
            try:
                write_shown_map(shown, path)
            except VheguiError as error:
                self.failed.emit(str(error))

        ask_save(self, f"Save {name} map", f"{name}_map.fits", "FITS (*.fits *.fits.gz)", save)

    def _add_shape_action(self, menu: QMenu, place: QPointF) -> None:
        """What makes the region under the mouse an ellipse or a circle."""
        ref = self.regions.at(place)
        item = None if ref is None else self.regions.item(ref)
        if ref is None or item is None or ref.use == "off" or not isinstance(item.region, Circle | Ellipse):
            return
        to_circle, name = isinstance(item.region, Ellipse), WORDS[ref.use]
        changed = as_circle(item.region) if to_circle else as_ellipse(item.region)
        text = f"Make the {name} region {'a circle' if to_circle else 'an ellipse'}"
        menu.addAction(text, lambda: self.region_typed.emit(ref, changed))
        menu.addSeparator()

    def say_position(self) -> None:
        """Bring the line about the place under the mouse up to date; a drag does it with its numbers."""
        if self._pointed is None:
            return
        ra, dec = self._pointed
        parts = position_parts(ra, dec, None if self._missing else self._counts, self._target)
        if self._shown is not None and not self._missing and (value := self._shown.said(ra, dec)):
            parts.insert(1, value)
        self.readout.show_parts(parts)

    def _read_out(self, ra: float, dec: float) -> None:
        self._pointed = ra, dec
        if not self.sky.busy:
            self.say_position()

    def _stop_reading(self) -> None:
        self._pointed = None
        self.readout.show_parts([])

    def _prepare_tool(self, tool: str) -> None:
        """A click makes a circle of the usual size."""
        if tool in DRAWING:
            self.sky.default_radius = EXCLUSION_RADIUS if tool == "exclusion" else self._source.bounding.radius

    def _add_exclusion(self) -> None:
        self.region_added.emit("exclusion", Circle(*self.sky.visible_centre(), EXCLUSION_RADIUS))
