"""The sky image of the map: OFF regions by run, events when zoomed in, tooltips, Esc."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPixmapCache
from PySide6.QtWidgets import QToolTip

from vhegui.analysis.shown_map import ShownMap
from vhegui.analysis.state import MapLooks
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.exclusions import ExclusionMask
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.figures.off_shapes import NO_SHAPES, OffShapes, draw_off_shapes
from vhegui.gui.panels.countmap.candidate_marks import CandidateMarks
from vhegui.gui.panels.countmap.map_image import bands_in_words, drawn_picture, drawn_values
from vhegui.gui.panels.countmap.overlays import Overlays
from vhegui.gui.plotting.canvas import MARGINS
from vhegui.gui.plotting.device import pixel_size
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.plot_header import PlotHeader
from vhegui.gui.plotting.sky.contour_layers import ContourLayers
from vhegui.gui.plotting.sky.furniture import Furniture
from vhegui.gui.plotting.sky.pictures import Pictures
from vhegui.gui.plotting.sky.profile_item import ProfileItem
from vhegui.gui.plotting.sky.projection import Projection, plane_of
from vhegui.gui.plotting.sky.ruler import Place, Ruler
from vhegui.gui.plotting.sky.second_image import SecondImage
from vhegui.gui.plotting.sky.sky_layers import PathLayer
from vhegui.gui.plotting.sky.sky_legend import SkyLegend
from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.plotting.sky.source_layers import SourceLayers
from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import Theme

KEYS = (
    (QKeySequence.StandardKey.SelectAll, "select-all"),
    (QKeySequence.StandardKey.Cut, "cut"),
    (QKeySequence.StandardKey.Copy, "copy"),
    (QKeySequence.StandardKey.Paste, "paste"),
)
EVENTS_BELOW_WIDTH = 1.5  # deg of sky across the view
STALE_OPACITY = 0.4
NEAR = 8.0  # pixels: so near the mouse a source of a catalogue is named
PICTURE_MEMORY = 64 * 1024  # KiB, for pictures of what stands still on a large screen
HIGHLIGHT = {True: "#ffe14d", False: "#b34700"}  # on dark and on light images


class MapSky(SkyView):
    """A `SkyView` that knows which OFF region belongs to which run.

    hovered(text) : what lies under the mouse, "" for nothing · let_go() : Esc with nothing else to take back
    region_key(name) : a key of `KEYS` for the regions that are selected.
    `overlays` : what other panels show here.
    """

    hovered = Signal(str)
    region_key = Signal(str)
    let_go = Signal()

    def __init__(self, theme: Theme) -> None:
        self._highlight = PathLayer(26.0, QColor(HIGHLIGHT[True]), width=2.5, smooth=True)
        self._mask_edges = PathLayer(22.0, QColor())
        super().__init__(theme, name="Map")
        for layer in (self._highlight, self._mask_edges):
            self.box.addItem(layer, ignoreBounds=True)
        self.header = PlotHeader("", theme)
        self.header.setParentItem(self._central)
        self.overlays = Overlays(self)
        self.overlays.set_colours(self.colours)
        self.furniture, self.ruler = Furniture(self.colours), Ruler(self.box, self.colours)
        self.legend, self.profile = SkyLegend(self.colours), ProfileItem(self.projection)
        self.candidates = CandidateMarks(self)
        for item in (self.furniture, self.legend, self.profile.sheet, self.profile):
            self.box.addItem(item, ignoreBounds=True)
        self.second = SecondImage(self.box, theme, self.colours)
        self.pictures = Pictures(self.box)
        self.contours = ContourLayers(self.box, self.colours, self.projection)
        self.sources = SourceLayers(self.box, self.colours, self.projection, self.region_layer.names)
        self.box.ruled.connect(self._measure)
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), PICTURE_MEMORY))
        self.keep_pictures()
        self.shapes = NO_SHAPES
        self._masks: tuple[ExclusionMask, ...] = ()
        self.chosen_run: int | None = None
        self._hovered_run: int | None = None
        self._hover_text = ""
        self._event_source: Callable[[], tuple[Array, Array]] = _no_events
        self._events_shown = False
        self._map_grid: SkyGrid | None = None
        self._shown: ShownMap | None = None
        self.cursor_moved.connect(self._hover)
        self.cursor_left.connect(lambda: self._set_hover(None, ""))
        self.view_changed.connect(self._show_events)

    # what is shown

    def show_map(self, shown: ShownMap, looks: MapLooks) -> None:
        """A new map. The view stays where it is unless it showed the whole map, or the sky is another."""
        grid, known = shown.grid, self._map_grid
        saw_all = self.visible_rect().contains(self.image.extent())
        self._shown = shown
        self.set_image(drawn_values(shown), grid)
        self.recolour(looks)
        self.set_colour_bar_title(shown.quantity)
        self.header.title = "" if shown.kind.key == "counts" else shown.title
        self._arrange_header()
        self._map_grid = grid
        if known is None or plane_of(known) != plane_of(grid) or saw_all:
            self.show_all()
        self._redraw_highlight()
        self.set_masks(self._masks)
        self.overlays.redraw()

    def follow_map(self, shown: ShownMap) -> None:
        """The same map of something that is dragged: with the colours that its values have already."""
        self._shown = shown
        self.update_image(drawn_values(shown))

    def recolour(self, looks: MapLooks) -> None:
        """The three colours, where the map has them: those have no bar."""
        picture = None if self._shown is None else drawn_picture(self._shown, looks)
        self.colour_bar.setVisible(picture is None)
        self.colour_bar.axis.setVisible(picture is None)
        self.image.set_picture(picture)
        self.legend.set_colours_of(() if picture is None or self._shown is None else bands_in_words(self._shown))

    def _arrange_header(self) -> None:
        """Room for the title, where there is one."""
        left, top, right, bottom = MARGINS
        height = self.header.arrange(self.range.width())
        self._grid.setContentsMargins(left, height + 3.0 if self.header.title else top, right, bottom)

    def resizeEvent(self, ev: Any) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "header"):  # the first resize comes while the base class is made
            self._arrange_header()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "header"):
            self.header.set_theme(theme)

    def show_layer(self, layer: str, visible: bool) -> None:
        """Show or hide a layer of the map, as the menu of layers names it."""
        if layer in self.furniture.shown:
            self.furniture.show_part(layer, visible)
            return
        super().show_layer(layer, visible)
        if layer == "names":
            self.sources.set_named(visible)
        if layer == "off":
            super().show_layer("rejected", visible)
            self._highlight.setVisible(visible)

    def set_projection(self, projection: Projection) -> None:
        super().set_projection(projection)
        if hasattr(self, "ruler"):  # the base class has a plane before there is one
            self.furniture.set_projection(projection)
            self.ruler.draw(projection)
            self.contours.draw(projection)
            self.sources.draw(projection)
            self.profile.set_projection(projection)
            self.candidates.redraw()

    def set_tool(self, tool: str) -> None:
        super().set_tool(tool)
        self.profile.set_tool(tool)

    def set_map_stale(self, stale: bool) -> None:
        """Dim an image that belongs to other settings."""
        self.image.setOpacity(STALE_OPACITY if stale else 1.0)

    def set_off_shapes(self, shapes: OffShapes, stale: bool) -> None:
        """OFF regions of all runs; dimmed when they belong to an earlier source region."""
        self.shapes = shapes
        draw_off_shapes(self, shapes)
        for name in ("off", "rejected"):
            self.drawn.lines[name].setOpacity(STALE_OPACITY if stale else 1.0)
        self._redraw_highlight()

    def set_masks(self, masks: tuple[ExclusionMask, ...]) -> None:
        """Outlines of the exclusions that are mask images."""
        self._masks = masks
        ra, dec = (np.concatenate([EMPTY, *(mask.outline[i] for mask in masks)]) for i in (0, 1))
        self._mask_edges.set_lines(*self.projection.to_plane(ra, dec))

    def choose_run(self, run: int | None) -> None:
        """Keep the OFF regions of one run emphasised (None: only those under the mouse)."""
        self.chosen_run = run
        self._redraw_highlight()

    def set_event_source(self, source: Callable[[], tuple[Array, Array]]) -> None:
        """Where RA and Dec (deg) of the events come from once the view is narrower than `EVENTS_BELOW_WIDTH`."""
        self._event_source = source
        self._events_shown = False
        self.set_events(EMPTY, EMPTY)
        self._show_events()

    @property
    def wants_events(self) -> bool:
        """Whether the view is narrow enough for events as dots."""
        rect = self.visible_rect()
        return max(rect.width(), rect.height()) < EVENTS_BELOW_WIDTH

    @property
    def busy(self) -> bool:
        """Whether a region is being dragged or drawn."""
        return bool(self.box.drawing or self.profile.gesture) or any(region.gesture for region in self.regions)

    @property
    def still(self) -> tuple[Any, ...]:
        """What a drag of a region does not change."""
        return (
            self.beyond,
            self.furniture,
            self.legend,
            self.image,
            self.grid,
            self.left,
            self.bottom,
            self.top,
            self.colour_bar,
            self.colour_bar.axis,
        )

    # what is under the mouse

    def describe(self, ra: float, dec: float) -> str:
        """What lies at a position, one line each."""
        reach = NEAR * pixel_size(self.box)[0]
        return "\n".join(
            [*self.sources.at(ra, dec, reach), *(self.shapes.describe(i) for i in self.shapes.at(ra, dec))]
        )

    def _hover(self, ra: float, dec: float) -> None:
        if self.busy or self.tool in ("ruler", "profile"):
            return
        found = self.shapes.at(ra, dec)
        used = [i for i in found if not self.shapes.rejected[i]]
        self._set_hover(int(self.shapes.run[used[0]]) if used else None, self.describe(ra, dec))

    def _set_hover(self, run: int | None, text: str) -> None:
        if run != self._hovered_run:
            self._hovered_run = run
            self._redraw_highlight()
        if text != self._hover_text:
            self._hover_text = text
            self.hovered.emit(text)

    def _redraw_highlight(self) -> None:
        run = self._hovered_run if self._hovered_run is not None else self.chosen_run
        mine = self.shapes.of_run(run) if run is not None else np.zeros(len(self.shapes.ra), bool)
        if self.shapes.outlines is None:
            circles = (each[mine] for each in (self.shapes.ra, self.shapes.dec, self.shapes.radius))
            self._highlight.set_circles(self.projection, *circles)
        else:
            self._highlight.set_outlines(self.projection, *(each[mine] for each in self.shapes.outlines))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._hover_text and not self.busy:
            QToolTip.showText(event.globalPos(), tooltip(self._hover_text), self)  # pyright: ignore[reportAttributeAccessIssue]
            return True
        return super().viewportEvent(event)

    def _measure(self, start: Place, end: Place) -> None:
        if start == end:
            self.ruler.clear()
        else:
            self.ruler.measure(start, end, self.projection)
        self._set_hover(None, self.ruler.text)

    def keyPressEvent(self, event: Any) -> None:
        command = next((name for key, name in KEYS if event.matches(key)), "")
        if command:
            event.accept()
            self.region_key.emit(command)
            return
        if event.key() == Qt.Key.Key_Escape:
            self.ruler.clear()
        if event.key() == Qt.Key.Key_Escape and self.profile.cancel():
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and not self.busy and self.tool != "select":
            self.set_tool("select")
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and not self.busy:
            self.let_go.emit()
        super().keyPressEvent(event)

    def _show_events(self) -> None:
        if self.wants_events != self._events_shown:
            self._events_shown = self.wants_events
            self.set_events(*(self._event_source() if self._events_shown else _no_events()))

    def _set_colours(self, overlay: OverlayColours, colour_map: str) -> None:
        super()._set_colours(overlay, colour_map)
        self._mask_edges.set_color(overlay.color("exclusion"))
        self._highlight.set_color(QColor(HIGHLIGHT[overlay.halo == "#000000"]))
        if hasattr(self, "overlays"):  # the base class dresses itself before there are any
            self.overlays.set_colours(overlay)
        if hasattr(self, "ruler"):
            self.furniture.set_colours(overlay)
            self.legend.set_colours(overlay)
            for layers in (self.second, self.contours, self.sources):
                layers.set_colours(overlay)
            self.legend.set_lines(self.contours.legend)
            self.ruler.set_colours(overlay)
            self.profile.set_colours(overlay)
            self.candidates.set_colours(overlay)

    def look_at(self, ra: float, dec: float) -> None:
        """Bring a place (deg) to the middle, as large as it is."""
        rect = self.visible_rect()
        self.show_field(ra, dec, min(rect.width(), rect.height()))

    def visible_centre(self) -> tuple[float, float]:
        """RA and Dec (deg) of the middle of the view."""
        rect: QRectF = self.visible_rect()
        ra, dec = self.projection.to_sky(rect.center().x(), rect.center().y())
        return float(ra), float(dec)


def _no_events() -> tuple[Array, Array]:
    return EMPTY, EMPTY
