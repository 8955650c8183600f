"""A part of the sky with pointings and their fields of view, on a tangent plane; RA to the left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF

from vhegui.core import sphere
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.graticule_item import GraticuleItem
from vhegui.gui.plotting.sky.point_canvas import PointCanvas
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, PathLayer
from vhegui.gui.plotting.sky.sky_names import SkyNames
from vhegui.gui.theme import LIGHT, Theme

REACH = 60.0  # deg from the centre: the plane is too distorted to show more
EXTENT = float(np.degrees(np.tan(np.radians(REACH))))


@dataclass(frozen=True, eq=False)
class Circles:
    """Circles on the sky, deg, shape (n,)."""

    ra: Array = field(default_factory=lambda: EMPTY)
    dec: Array = field(default_factory=lambda: EMPTY)
    radius: Array = field(default_factory=lambda: EMPTY)


def page_colours(theme: Theme) -> OverlayColours:
    """Overlays on the plain background of a theme."""
    return OverlayColours(
        source=theme.on,
        off=theme.off,
        rejected=theme.rejected,
        exclusion=theme.exclusion,
        measure=theme.threshold,
        model=theme.muted,
        grid=theme.muted,
        marker=theme.foreground,
        halo=theme.background,
    )


class PointingField(PointCanvas):
    """Pointings to select, outlines (`fields`, `selected`, `cone`) and named markers (`target`, `sources`)."""

    projection: Projection

    def __init__(self, theme: Theme = LIGHT, *, name: str = "Pointings") -> None:
        super().__init__(Projection(0.0, 0.0), QRectF(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT), theme, name)
        self._home = (0.0, 0.0, 10.0)
        colours = page_colours(theme)
        self.left = EdgeAxis("left", "Dec (ICRS)", theme)
        self.bottom = EdgeAxis("bottom", "RA (ICRS)", theme)
        self.top = EdgeAxis("top", "", theme)
        self.grid = GraticuleItem(colours)
        self._outlines = {
            "fields": PathLayer(2.0, theme.color("on", 0.7), smooth=True),
            "selected": PathLayer(3.0, theme.color("selection"), width=1.5, smooth=True),
            "wobble": PathLayer(1.0, theme.color("reference", 0.9), dashed=True, smooth=True),
            "cone": PathLayer(4.0, theme.color("accent"), width=1.5, dashed=True, smooth=True),
        }
        self._circles = {layer: Circles() for layer in self._outlines}
        self._spokes = PathLayer(1.5, theme.color("reference", 0.7), smooth=True)
        self._spoke_ends: tuple[tuple[float, float], Array, Array] = ((0.0, 0.0), EMPTY, EMPTY)
        self._markers = {
            "sources": MarkerLayer(5.0, "plus", colours, 3.5),
            "target": MarkerLayer(40.0, "cross", colours, 7.0),
        }
        self._names = SkyNames()
        for name in ("target", "sources"):
            self._names.follow(self._markers[name])
        self._places: dict[str, tuple[Array, Array, tuple[str, ...]]] = {}
        for item in (self.grid, self._spokes, *self._outlines.values(), *self._markers.values(), self._names):
            self.box.addItem(item, ignoreBounds=True)
        self.grid.setZValue(0.0)
        for item, row, column in ((self.top, 0, 1), (self.left, 1, 0), (self.box, 1, 1), (self.bottom, 2, 1)):
            self.place(item, row, column)
        self.place(self.bar, 3, 1)
        self.box.setLimits(maxXRange=2 * EXTENT, maxYRange=2 * EXTENT, minXRange=0.05, minYRange=0.05)
        self.set_points("pointings", EMPTY, EMPTY)
        self._names.keep_off(self.sets["pointings"])
        self.box.sigRangeChanged.connect(self._redraw_grid)
        self.box.sigResized.connect(self._redraw_grid)
        self.set_theme(theme)

    def set_outlines(self, layer: str, circles: Circles) -> None:
        """Circles of `fields` (of view), `selected` or `cone`; those too far away to be drawn are left out."""
        self._circles[layer] = circles
        centre = self.projection.lon, self.projection.lat
        near = sphere.separation(*centre, circles.ra, circles.dec) + circles.radius < REACH
        self._outlines[layer].set_circles(
            self.projection, circles.ra[near], circles.dec[near], np.asarray(circles.radius)[near]
        )

    def set_spokes(self, centre: tuple[float, float], ra: Array, dec: Array) -> None:
        """Lines from a target to its pointings (deg): the wobble pattern."""
        self._spoke_ends = (centre, ra, dec)
        u, v = self.projection.to_plane(ra, dec)
        u0, v0 = (float(x) for x in self.projection.to_plane(*centre))
        gap = np.full(len(u), np.nan)
        lines = [np.column_stack([np.full(len(u), start), end, gap]).ravel() for start, end in ((u0, u), (v0, v))]
        self._spokes.set_lines(*lines)

    def set_markers(self, layer: str, ra: Array, dec: Array, names: tuple[str, ...]) -> None:
        """Named places of `target` or `sources`, deg."""
        self._places[layer] = (np.asarray(ra, float), np.asarray(dec, float), names)
        self._markers[layer].set_markers(*self.projection.to_plane(ra, dec), names)

    def set_home(self, ra: float, dec: float, width: float) -> None:
        """Show a field `width` deg wide, and come back to it on a double click or Home."""
        self._home = (ra, dec, min(width, 2 * REACH))
        self.show_all()

    def shows(self, ra: Array, dec: Array) -> bool:
        """Whether all these positions (deg) are in view."""
        u, v = self.projection.to_plane(ra, dec)
        rect = self.box.viewRect()
        return bool(np.all((u > rect.left()) & (u < rect.right()) & (v > rect.top()) & (v < rect.bottom())))

    def show_all(self) -> None:
        ra, dec, width = self._home
        if (ra, dec) != (self.projection.lon, self.projection.lat):
            self.set_projection(Projection(ra, dec))
            for layer, circles in self._circles.items():
                self.set_outlines(layer, circles)
            for layer, place in self._places.items():
                self.set_markers(layer, *place)
            self.set_spokes(*self._spoke_ends)
        self.box.setRange(QRectF(-width / 2, -width / 2, width, width), padding=0.0)
        self._redraw_grid()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        colours = page_colours(theme)
        for axis in (self.left, self.bottom, self.top):
            axis.set_theme(theme)
        for layer, color in (("fields", theme.color("on", 0.7)), ("selected", theme.color("selection"))):
            self._outlines[layer].set_color(color)
        self._outlines["cone"].set_color(theme.color("accent"))
        self._outlines["wobble"].set_color(theme.color("reference", 0.9))
        self._spokes.set_color(theme.color("reference", 0.7))
        self.grid.set_colours(colours)
        self._markers["sources"].set_colours(OverlayColours(*(theme.muted,) * 8, halo=theme.background))
        self._markers["target"].set_colours(colours)
        self.box.setBorder(pg.mkPen(theme.color("muted"), width=1))

    def _redraw_grid(self, *_: Any) -> None:
        self.grid.show_view(self.projection, self.box, self.bottom, self.left, self.top, True)
