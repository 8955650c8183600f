"""What is drawn over a sky image and cannot be dragged: OFF regions, fields of view, edges of models, named markers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyqtgraph as pg

from vhegui.core.typing import Array, BoolArray
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.outlines import Outlines
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, PathLayer
from vhegui.gui.plotting.sky.sky_names import SkyNames

Draw = Callable[[Projection], None]


class DrawnLayers:
    """Lines and markers in layers with names, on whichever plane is shown. Places are ICRS, deg, of shape (n,).

    Lines: `off`, `rejected` (dashed), `field` (fields of view), `model` (edges of sources that are images).
    Markers: a layer for pointings, one for catalogue sources …, made when they are first set.
    """

    def __init__(self, box: pg.ViewBox, names: SkyNames, colours: OverlayColours) -> None:
        self._box, self._names = box, names
        self._projection, self._colours = Projection(0.0, 0.0), colours
        color = colours.color("off")
        self.lines = {
            "off": PathLayer(25.0, color),
            "rejected": PathLayer(24.0, color, dashed=True),
            "field": PathLayer(12.0, color),
            "model": PathLayer(17.0, colours.color("model"), width=1.6, dashed=True, smooth=True),
        }
        self._draw: dict[str, Draw] = {}
        self.markers: dict[str, tuple[MarkerLayer, Array, Array, tuple[str, ...]]] = {}
        self._hidden: frozenset[str] = frozenset()
        names.keep_off(self.lines["off"], self.lines["rejected"])
        for layer in self.lines.values():
            box.addItem(layer, ignoreBounds=True)

    def set_projection(self, projection: Projection) -> None:
        """Another plane."""
        self._projection = projection
        for draw in self._draw.values():
            draw(projection)
        for item, ra, dec, names in self.markers.values():
            item.set_markers(*projection.to_plane(ra, dec), names)

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self._colours = colours
        for name, layer in self.lines.items():
            role, alpha = ("off", 0.6) if name == "field" else (name, 1.0)
            layer.set_color(colours.color(role, alpha))
        for item, *_ in self.markers.values():
            item.set_colours(colours)

    def show(self, layer: str, visible: bool) -> None:
        """Show or hide lines or markers by name, or all `names`; markers that are made later, too."""
        self._hidden = self._hidden - {layer} if visible else self._hidden | {layer}
        if layer in self.lines:
            self.lines[layer].setVisible(visible)
        elif layer == "names":
            for item, *_ in self.markers.values():
                item.set_named(visible)
        elif layer in self.markers:
            self.markers[layer][0].setVisible(visible)

    def set_off_regions(self, ra: Array, dec: Array, radius: Array, rejected: BoolArray | None = None) -> None:
        """OFF circles; where `rejected`, drawn dashed and grey."""
        ra, dec, radius = (np.asarray(a, float) for a in np.broadcast_arrays(ra, dec, radius))
        bad = np.zeros(len(ra), bool) if rejected is None else rejected

        def draw(projection: Projection) -> None:
            circles = Outlines.of(projection, ra, dec, radius) if len(ra) else None
            for layer, some in (("off", ~bad), ("rejected", bad)):
                self.lines[layer].draw_outlines(None if circles is None else circles.chosen(some))

        self._draw.pop("rejected", None)
        self._set("off", draw)

    def set_off_outlines(self, ra: Array, dec: Array, rejected: BoolArray) -> None:
        """OFF regions of any shape by the points of their outlines, (n, points); see `set_off_regions`."""
        for layer, chosen in (("off", ~rejected), ("rejected", rejected)):
            self._set(layer, partial(self.lines[layer].set_outlines, ra=ra[chosen], dec=dec[chosen]))

    def set_outlines(self, layer: str, ra: Array, dec: Array, radius: Array) -> None:
        """Circles of a layer; empty arrays clear it."""
        ra, dec, radius = (np.atleast_1d(np.asarray(a, float)) for a in np.broadcast_arrays(ra, dec, radius))
        self._set(layer, lambda projection: self.lines[layer].set_circles(projection, ra, dec, radius))

    def set_lines(self, layer: str, ra: Array, dec: Array) -> None:
        """Lines of a layer by their points, NaN between them."""
        self._set(layer, lambda projection: self.lines[layer].set_lines(*projection.to_plane(ra, dec)))

    def set_markers(
        self,
        layer: str,
        ra: Array,
        dec: Array,
        names: tuple[str, ...] = (),
        symbol: str = "cross",
    ) -> None:
        """Symbols, with names where there are some; empty arrays clear the layer."""
        ra, dec = np.atleast_1d(np.asarray(ra, float)), np.atleast_1d(np.asarray(dec, float))
        item = self.markers[layer][0] if layer in self.markers else self._new_markers(layer, symbol)
        self.markers[layer] = (item, ra, dec, names)
        item.set_markers(*self._projection.to_plane(ra, dec), names)

    def _set(self, layer: str, draw: Draw) -> None:
        """Draw a layer now, and again on every other plane."""
        self._draw[layer] = draw
        draw(self._projection)

    def _new_markers(self, layer: str, symbol: str) -> MarkerLayer:
        item = MarkerLayer(40.0, symbol, self._colours)
        self._box.addItem(item, ignoreBounds=True)
        self._names.follow(item)
        item.setVisible(layer not in self._hidden)
        item.set_named("names" not in self._hidden)
        return item
