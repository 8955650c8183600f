"""Contours on a sky image: one layer of short lines for each map that has some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtGui import QColor

from vhegui.core.typing import Array
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import PathLayer

COLOURS = {
    True: ("#00e5ff", "#ffe14d", "#ff7de0", "#7dff8a", "#ffab5e"),  # on dark images
    False: ("#005a94", "#b34700", "#8f1f68", "#0a7a2f", "#5b3fa8"),
}


@dataclass(frozen=True, eq=False)
class ContourSet:
    """Lines of one map: RA and Dec (deg) with NaN between them · colour : "#rrggbb", "" for the next that is free
    name : in the legend.
    """

    ra: Array
    dec: Array
    colour: str
    name: str


class ContourLayers:
    """All contours in a view box."""

    def __init__(self, box: pg.ViewBox, colours: OverlayColours, projection: Projection) -> None:
        self._box, self._colours, self._projection = box, colours, projection
        self._sets: tuple[ContourSet, ...] = ()
        self._layers: list[PathLayer] = []

    def show_sets(self, sets: Sequence[ContourSet]) -> None:
        """Draw these and no others."""
        self._sets = tuple(sets)
        while len(self._layers) < len(self._sets):
            layer = PathLayer(15.0, QColor(), width=1.6, smooth=True)
            self._box.addItem(layer, ignoreBounds=True)
            self._layers.append(layer)
        for layer in self._layers[len(self._sets) :]:
            layer.setVisible(False)
        self.draw(self._projection)
        self.set_colours(self._colours)

    def draw(self, projection: Projection) -> None:
        """On another plane."""
        self._projection = projection
        for layer, each in zip(self._layers, self._sets, strict=False):
            layer.set_lines(*projection.to_plane(each.ra, each.dec))
            layer.setVisible(True)

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image, where none was chosen."""
        self._colours = colours
        for layer, (color, _) in zip(self._layers, self.legend, strict=False):
            layer.set_color(color)

    @property
    def legend(self) -> list[tuple[QColor, str]]:
        """Colour and name of each."""
        free = COLOURS[self._colours.halo == "#000000"]
        return [(QColor(each.colour or free[place % len(free)]), each.name) for place, each in enumerate(self._sets)]
