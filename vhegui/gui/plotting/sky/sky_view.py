"""The sky image widget: image, grid, regions, events, read-out and tools on one plane."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import EMPTY, AnyArray, Array
from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.colour_maps import colour_of_nothing, in_look
from vhegui.gui.plotting.device import pen
from vhegui.gui.plotting.overlay_colours import ON_DARK, OverlayColours, overlay_colours_for
from vhegui.gui.plotting.sky.beyond_image import BeyondImage
from vhegui.gui.plotting.sky.drawing import Chain
from vhegui.gui.plotting.sky.drawn_layers import DrawnLayers
from vhegui.gui.plotting.sky.graticule_item import GraticuleItem
from vhegui.gui.plotting.sky.limits_bar import LimitsBar
from vhegui.gui.plotting.sky.projection import Projection, plane_of
from vhegui.gui.plotting.sky.region_item import RegionItem
from vhegui.gui.plotting.sky.region_layer import RegionLayer
from vhegui.gui.plotting.sky.reshaping import Shape
from vhegui.gui.plotting.sky.sky_box import DRAWING, TOOLS, SkyBox
from vhegui.gui.plotting.sky.sky_image import SkyImage
from vhegui.gui.plotting.sky.sky_layers import PathLayer, PointLayer
from vhegui.gui.theme import LIGHT, Theme

MAX_VISIBLE_EVENTS = 4000
REACH = 40.0  # deg from the centre: so far each projection has a sky
TITLES = {
    False: ("Right ascension (ICRS)", "Declination (ICRS)"),
    True: ("Galactic longitude", "Galactic latitude"),
}


class SkyView(Canvas):
    """A sky image with longitude (right ascension, or galactic) to the left. Positions in and out are ICRS degrees.

    Signals
    -------
    cursor_moved(ra, dec), cursor_left()
    draw_begun(kind), draw_previewed(kind, shape), draw_committed(kind, shape), draw_cancelled(kind) :
        a new region drawn with one of the tools of `DRAWING`
    empty_clicked(ra, dec) : a click where no region is
    view_changed() : panned, zoomed or resized
    menu_wanted(position in the widget) : a click with the right button (a drag turns the colours), or the menu key
    """

    cursor_moved = Signal(float, float)
    cursor_left = Signal()
    draw_begun = Signal(str)
    draw_previewed = Signal(str, object)
    draw_committed = Signal(str, object)
    draw_cancelled = Signal(str)
    empty_clicked = Signal(float, float)
    view_changed = Signal()
    tool_changed = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, theme: Theme = LIGHT, *, name: str = "Sky image") -> None:
        super().__init__(theme, name)
        self.projection = Projection(0.0, 0.0)
        self.colours = ON_DARK
        self.sexagesimal = True
        self._pressed = QPoint()
        self._events = (EMPTY, EMPTY)
        self._event_plane = (EMPTY, EMPTY)
        self._build()
        self.set_theme(theme)
        self.set_colour_map("inferno")
        self._apply_scale()

    # image

    def set_image(
        self,
        image: AnyArray,
        grid: SkyGrid,
        *,
        levels: tuple[float, float] | None = None,
    ) -> None:
        """Show a map of shape (rows, columns) of a grid, in its own projection and frame.

        Row 0 is the southernmost and column 0 the easternmost, as in FITS. NaN is transparent.
        Without `levels` they are chosen from the map. The first image also sets the visible field.
        """
        first = self.image.values is None
        self.set_projection(plane_of(grid))
        self.image.set_values(np.asarray(image), grid)
        self.beyond.show_image(self.image.extent(), self.image.is_complete())
        self.beyond.show()
        self.region_layer.set_pixel(grid.pixel)
        self.set_levels(*(levels or self.image.automatic_levels()))
        if first:
            self.show_all()

    def update_image(self, image: AnyArray) -> None:
        """New values on the same grid, same levels: the cheap way while something is dragged."""
        self.image.set_values(np.asarray(image))

    def show_everything(self) -> None:
        self.show_all()

    def set_scale(self, scale: str) -> None:
        """`linear`, `sqrt`, `log` or `asinh`."""
        self.image.set_scale(scale)
        self._apply_scale()

    def set_levels(self, low: float, high: float) -> None:
        """Values of the first and last colour."""
        self.image.set_levels(low, high)
        self._apply_scale()

    def set_limits(self, limits: Limits) -> None:
        """How the values of the first and last colour are chosen, of this image and the next ones."""
        self.image.limits = limits
        if self.image.values is not None:
            self.set_levels(*self.image.automatic_levels())

    def set_colour_map(self, name: str) -> None:
        """A name of `colour_maps.COLOUR_MAPS`, or its inverted."""
        self.image.set_colour_map(name)
        self.colour_bar.set_colours(name)
        self._set_colours(overlay_colours_for(name), name)

    def set_colour_bar_title(self, title: str) -> None:
        """What the colours mean, with unit."""
        self.colour_bar.axis.set_title(title)

    def set_looks(self, colour_map: str, scale: str, limits: Limits) -> None:
        """Everything that makes colours of values; what is as it was costs nothing."""
        if scale != self.image.scale_name:
            self.set_scale(scale)
        if colour_map != self.image.colour_map:
            self.set_colour_map(colour_map)
        if limits != self.image.limits:
            self.set_limits(limits)

    # the plane

    def set_projection(self, projection: Projection) -> None:
        """Another plane, or the same about another place; every layer follows."""
        if projection == self.projection:
            return
        self.projection = self.box.projection = projection
        self._limit_view()
        self.region_layer.set_projection(projection)
        self.drawn.set_projection(projection)
        self._event_plane = self.projection.to_plane(*self._events)
        self._redraw_grid()

    def show_all(self) -> None:
        """The whole image."""
        self.box.setRange(self.image.extent(), padding=0.0)

    def show_field(self, ra: float, dec: float, width: float) -> None:
        """A field `width` deg wide about a position."""
        u, v = (float(x) for x in self.projection.to_plane(ra, dec))
        self.box.setRange(QRectF(u - width / 2, v - width / 2, width, width), padding=0.0)

    def zoom(self, factor: float) -> None:
        """Enlarge about the middle of the view (factor > 1) or shrink."""
        self.box.scaleBy((1.0 / factor, 1.0 / factor))

    def visible_rect(self) -> QRectF:
        """The visible rectangle of the plane in deg (x to the west, y to the north)."""
        return self.box.viewRect()

    def set_sexagesimal(self, sexagesimal: bool) -> None:
        """Label the grid in hours/degrees-minutes-seconds, or in decimal degrees."""
        self.sexagesimal = sexagesimal
        self._redraw_grid()

    def show_layer(self, layer: str, visible: bool) -> None:
        """Show or hide one: `grid`, or what is drawn, see `DrawnLayers.show`."""
        if layer == "grid":
            self.grid.setVisible(visible)
        else:
            self.drawn.show(layer, visible)

    # events

    def set_events(self, ra: Array, dec: Array) -> None:
        """Event directions (deg); drawn as dots once at most `MAX_VISIBLE_EVENTS` are in view."""
        self._events = (np.asarray(ra), np.asarray(dec))
        self._event_plane = self.projection.to_plane(*self._events)
        self._redraw_events()

    # regions

    @property
    def regions(self) -> list[RegionItem]:
        """The regions that can be dragged."""
        return self.region_layer.items

    def add_region(self, kind: str, region: Shape, label: str = "") -> RegionItem:
        """A region to drag; `kind` is one of `DRAWING`."""
        return self.region_layer.add(kind, region, label)

    def remove_region(self, item: RegionItem) -> None:
        """Take a region away."""
        self.region_layer.remove(item)

    def selected_region(self) -> RegionItem | None:
        """The region the keyboard moves."""
        return self.region_layer.active

    def select_region(self, item: RegionItem | None) -> None:
        """Select one region (or none) as a click would."""
        self.region_layer.select([] if item is None else [item])

    # tools

    @property
    def tool(self) -> str:
        return self.box.tool

    @property
    def default_radius(self) -> float:
        """Radius (deg) of a region made by a click with a drawing tool."""
        return self.box.default_radius

    @default_radius.setter
    def default_radius(self, radius: float) -> None:
        self.box.default_radius = radius

    def set_tool(self, tool: str) -> None:
        """`select` (move regions, pan elsewhere), one of `DRAWING`, `pan`, `zoom` (rectangle) or `ruler`."""
        self.box.set_tool(tool)
        self.region_layer.follow_tool()
        self.tool_changed.emit(tool)

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.box.cancel_drawing() or self.colour_bar.cancel()):
            return
        if self._draw_by_key(event.key()):
            return
        event.ignore()
        self.region_layer.press_key(event)
        if not event.isAccepted():
            super().keyPressEvent(event)
        if not event.isAccepted():
            self._navigate(event)

    def _draw_by_key(self, key: int) -> bool:
        """Whether a key was for the polygon that is being drawn: Return closes it, Backspace takes a corner back."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.box.close_polygon()
        return key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.box.drop_corner()

    def keyReleaseEvent(self, event: Any) -> None:
        super().keyReleaseEvent(event)
        self.region_layer.release_key(event)

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.region_layer.end_keys()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from region to region, and on after the last."""
        return self.region_layer.select_next(forward) or super().focusNextPrevChild(forward)

    def _navigate(self, event: Any) -> None:
        """Keys that no region took: zoom, pan, whole image."""
        key, rect = event.key(), self.visible_rect()
        step = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}
        if key in step:
            self.box.translateBy(x=step[key][0] * rect.width() / 20, y=step[key][1] * rect.height() / 20)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        elif key == Qt.Key.Key_Escape:
            self.select_region(None)
        else:
            return
        event.accept()

    def mousePressEvent(self, ev: Any) -> None:
        self._pressed = ev.position().toPoint()
        super().mousePressEvent(ev)

    def mouseReleaseEvent(self, ev: Any) -> None:
        super().mouseReleaseEvent(ev)
        at = ev.position().toPoint()
        near = (at - self._pressed).manhattanLength() < QApplication.startDragDistance()
        if ev.button() == Qt.MouseButton.RightButton and near:
            self.menu_wanted.emit(at)

    def contextMenuEvent(self, event: Any) -> None:
        """Of the keyboard; that of the mouse waits for the button to be let go, as it may be dragged."""
        event.accept()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.pos())

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self.cursor_left.emit()

    # looks

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for axis in (self.left, self.bottom, self.top):
            axis.set_theme(theme)
        self.colour_bar.set_theme(theme)
        self.box.setBorder(pen(theme.color("muted")))

    @contextmanager
    def dressed(self, theme: Theme) -> Iterator[None]:
        """Nothing is dark where the look is, and light on paper."""
        before = self.image.colour_map
        with super().dressed(theme):
            self.set_colour_map(in_look(before, theme.dark))
            try:
                yield
            finally:
                self.set_colour_map(before)

    def _set_colours(self, overlay: OverlayColours, colour_map: str) -> None:
        """Overlays that stand out from the colour map; the sky beyond the image looks like an empty one."""
        self.colours = overlay
        self.box.setBackgroundColor(colour_of_nothing(colour_map))
        self.grid.set_colours(overlay)
        self.beyond.set_colours(overlay)
        self.points.set_color(overlay.color("off", 0.8))
        self.drawn.set_colours(overlay)
        self.region_layer.set_colours(overlay)

    # internals

    def _build(self) -> None:
        self.box = SkyBox()
        self.box.disableAutoRange()
        self.box.setLimits(maxXRange=60.0, maxYRange=60.0, minXRange=0.005, minYRange=0.005)
        self.left = EdgeAxis("left", TITLES[False][1], self.theme)
        self.bottom = EdgeAxis("bottom", TITLES[False][0], self.theme)
        self.top = EdgeAxis("top", "", self.theme)
        self.colour_bar = LimitsBar("Counts", self.theme)
        self.place(self.top, 0, 1)
        self.place(self.left, 1, 0)
        self.place(self.box, 1, 1)
        self.place(self.colour_bar, 1, 2)
        self.place(self.colour_bar.axis, 1, 3)
        self.place(self.bottom, 2, 1)
        self.region_layer = RegionLayer(self.box, self._takes, self)
        self.image, self.grid = SkyImage(), GraticuleItem(self.colours)
        self.beyond = BeyondImage(self.theme, self.colours)
        self.beyond.hide()  # until there is an image
        self.points = PointLayer(20.0, self.colours.color("off", 0.8))
        self._sketch = PathLayer(60.0, self.colours.color("source"), width=2.0, smooth=True)
        for item in (self.beyond, self.image, self.grid, self.points, self._sketch):
            self.box.addItem(item, ignoreBounds=True)
        self.drawn = DrawnLayers(self.box, self.region_layer.names, self.colours)
        self._connect()

    def _connect(self) -> None:
        box = self.box
        box.sigRangeChanged.connect(self._range_changed)
        box.sigResized.connect(self._range_changed)
        for name in ("draw_begun", "draw_previewed", "draw_committed", "draw_cancelled"):
            getattr(box, name).connect(getattr(self, name))
        box.sketched.connect(self._draw_sketch)
        for signal in (box.draw_committed, box.draw_cancelled):
            signal.connect(self._clear_sketch)
            signal.connect(self.region_layer.follow_tool)
        box.polygon_begun.connect(self.region_layer.follow_tool)
        box.empty_clicked.connect(self._clicked)
        box.home_requested.connect(self.show_all)
        box.colours_dragged.connect(self.colour_bar.turn)
        scene: Any = self.scene()  # pyqtgraph's own scene
        scene.sigMouseMoved.connect(self._mouse_moved)

    def _takes(self, kind: str) -> bool:
        """Whether the mouse moves regions of a kind: not while a polygon is being drawn over them."""
        return self.tool in ("select", kind) and not self.box.drawing

    def _clicked(self, ra: float, dec: float) -> None:
        self.select_region(None)
        self.empty_clicked.emit(ra, dec)

    def _draw_sketch(self, kind: str, shape: Shape | Chain) -> None:
        self._sketch.set_color(self.colours.color(kind))
        self._sketch.set_lines(*self.projection.to_plane(*shape.outline()))

    def _clear_sketch(self, *_: object) -> None:
        self._sketch.set_lines(EMPTY, EMPTY)

    def _mouse_moved(self, at: Any) -> None:
        if not self.box.sceneBoundingRect().contains(at):
            self.cursor_left.emit()
            return
        point = self.box.mapSceneToView(at)
        ra, dec = self.projection.to_sky(point.x(), point.y())
        self.box.follow_mouse((float(ra), float(dec)))
        self.cursor_moved.emit(float(ra), float(dec))

    def _apply_scale(self) -> None:
        self.colour_bar.set_scale(self.image.scale_name, *self.image.levels_, self.image.is_whole())

    def _range_changed(self, *_: object) -> None:
        self._redraw_grid()
        self._redraw_events()
        self.view_changed.emit()

    def _limit_view(self) -> None:
        """The tangent plane has no end; elsewhere the view stays where every point is a place on the sky."""
        low, high = (None, None) if self.projection.name == "TAN" else (-REACH, REACH)
        self.box.setLimits(xMin=low, xMax=high, yMin=low, yMax=high)

    def _redraw_grid(self) -> None:
        for axis, title in zip((self.bottom, self.left), TITLES[self.projection.galactic], strict=True):
            axis.set_title(title)
        self.grid.show_view(self.projection, self.box, self.bottom, self.left, self.top, self.sexagesimal)

    def _redraw_events(self) -> None:
        (u, v), rect = self._event_plane, self.visible_rect()
        if not len(u):
            self.points.set_points(EMPTY, EMPTY)
            return
        seen = (u > rect.left()) & (u < rect.right()) & (v > rect.top()) & (v < rect.bottom())
        few = np.count_nonzero(seen) <= MAX_VISIBLE_EVENTS
        self.points.set_points(u[seen] if few else EMPTY, v[seen] if few else EMPTY)


__all__ = ["DRAWING", "TOOLS", "SkyView"]
