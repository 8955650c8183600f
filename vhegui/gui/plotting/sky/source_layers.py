"""Catalogues on a sky image: symbols with names, circles where sizes are known, and what lies under the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from vhegui.core import sphere
from vhegui.core.typing import Array
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.contour_layers import COLOURS
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, PathLayer
from vhegui.gui.plotting.sky.sky_names import SkyNames

SYMBOLS = ("square", "circle", "diamond")


@dataclass(frozen=True, eq=False)
class SourceSet:
    """ra, dec, size : shape (n,), deg; size is the radius, NaN where it is not known · names : on the image
    tips : under the mouse · colour : "#rrggbb", "" for one that stands out · drawn : False for tips alone.
    """

    ra: Array
    dec: Array
    size: Array
    names: tuple[str, ...]
    tips: tuple[str, ...]
    colour: str = ""
    drawn: bool = True


class SourceLayers:
    """All catalogues in a view box."""

    def __init__(self, box: pg.ViewBox, colours: OverlayColours, projection: Projection, names: SkyNames) -> None:
        self._box, self._colours, self._projection, self._names = box, colours, projection, names
        self.sets: tuple[SourceSet, ...] = ()
        self.layers: list[tuple[MarkerLayer, PathLayer]] = []
        self._named = True

    def show_sets(self, sets: Sequence[SourceSet]) -> None:
        """Draw these and no others."""
        self.sets = tuple(sets)
        while len(self.layers) < len(self.sets):
            symbol = SYMBOLS[len(self.layers) % len(SYMBOLS)]
            markers = MarkerLayer(41.0, symbol, self._colours)
            circles = PathLayer(16.0, QColor(), width=1.4, smooth=True)
            for layer in (markers, circles):
                self._box.addItem(layer, ignoreBounds=True)
            self._names.follow(markers)
            self.layers.append((markers, circles))
        for number, layers in enumerate(self.layers):
            shown = number < len(self.sets) and self.sets[number].drawn
            for layer in layers:
                layer.setVisible(shown)
        self.draw(self._projection)
        self.set_named(self._named)
        self.set_colours(self._colours)

    def draw(self, projection: Projection) -> None:
        """On another plane."""
        self._projection = projection
        for (markers, circles), each in zip(self.layers, self.sets, strict=False):
            markers.set_markers(*projection.to_plane(each.ra, each.dec), each.names)
            wide = each.size > 0.0
            circles.set_circles(projection, each.ra[wide], each.dec[wide], each.size[wide])

    def set_named(self, named: bool) -> None:
        """Whether names stand beside the symbols."""
        self._named = named
        for markers, _ in self.layers:
            markers.set_named(named)

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image, where none was chosen."""
        self._colours = colours
        free = COLOURS[colours.halo == "#000000"]
        for number, ((markers, circles), each) in enumerate(zip(self.layers, self.sets, strict=False)):
            color = each.colour or free[-1 - number % len(free)]
            markers.set_colours(_with_marker(colours, color))
            circles.set_color(QColor(color))

    def at(self, ra: float, dec: float, reach: float) -> list[str]:
        """What is said of the sources within `reach` (deg) of a place, or whose circle holds it; nearest first."""
        found: list[tuple[float, str]] = []
        for each in self.sets:
            distance = sphere.separation(ra, dec, each.ra, each.dec)
            near = distance <= np.fmax(reach, each.size)
            found += [(float(distance[i]), each.tips[i]) for i in np.flatnonzero(near)]
        return [tip for _, tip in sorted(found)]


def _with_marker(colours: OverlayColours, color: str) -> OverlayColours:
    return replace(colours, marker=color)
