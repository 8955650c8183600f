"""What other panels show on the map: brushed events, the brushed circle, and the region of a pinned analysis."""

from __future__ import annotations

from PySide6.QtGui import QColor

from vhegui.core.regions.circle import Circle
from vhegui.core.regions.shapes import Area
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.sky_layers import PathLayer, PointLayer
from vhegui.gui.plotting.sky.sky_view import SkyView

MOST_POINTS = 20_000
BRUSH = {True: "#7dff8a", False: "#0a7a2f"}  # on dark and on light images


class Overlays:
    """Three layers of a sky view."""

    def __init__(self, sky: SkyView) -> None:
        self._sky = sky
        self.points = PointLayer(27.0, QColor(BRUSH[True]), 2.5)
        self.circle = PathLayer(28.0, QColor(BRUSH[True]), width=2.0, smooth=True)
        self.pinned = PathLayer(29.0, QColor(), width=2.0, dashed=True, smooth=True)
        self._events: tuple[Array, Array] = (EMPTY, EMPTY)
        self._circle: Circle | None = None
        self._pinned: Area | None = None
        for layer in (self.points, self.circle, self.pinned):
            sky.box.addItem(layer, ignoreBounds=True)

    def show_brush(self, ra: Array, dec: Array, circle: Circle | None) -> None:
        """Brushed events (deg) as dots, every n-th where there are very many, and the circle that brushes, if any."""
        step = -(-len(ra) // MOST_POINTS) or 1
        self._events, self._circle = (ra[::step], dec[::step]), circle
        self.redraw()

    def show_pinned(self, region: Area | None) -> None:
        """The source region of the pinned analysis."""
        self._pinned = region
        self.redraw()

    def redraw(self) -> None:
        """On another projection."""
        projection = self._sky.projection
        self.points.set_points(*projection.to_plane(*self._events))
        for layer, region in ((self.circle, self._circle), (self.pinned, self._pinned)):
            layer.set_lines(*((EMPTY, EMPTY) if region is None else projection.to_plane(*region.outline())))

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        color = QColor(BRUSH[colours.halo == "#000000"])
        self.points.set_color(color)
        self.circle.set_color(color)
        self.pinned.set_color(colours.color("source", 0.9))
