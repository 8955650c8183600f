"""A ruler on the sky: the great circle between two places, its length and its position angle."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from vhegui.core import sphere
from vhegui.core.typing import EMPTY, Array
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.projection import Projection
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, PathLayer
from vhegui.gui.plotting.sky.sky_names import SkyNames

Place = tuple[float, float]
POINTS = 65


class Ruler:
    """A line with crosses at its ends in a view box; `text` says what it measures, "" while there is none."""

    def __init__(self, box: pg.ViewBox, colours: OverlayColours) -> None:
        self._line = PathLayer(61.0, colours.color("source"), width=2.0, smooth=True)
        self._ends = MarkerLayer(62.0, "cross", colours)
        self._places: tuple[Place, Place] | None = None
        self._names, self.text = SkyNames(), ""
        self._names.follow(self._ends)
        for layer in (self._line, self._ends, self._names):
            box.addItem(layer, ignoreBounds=True)

    def measure(self, start: Place, end: Place, projection: Projection) -> None:
        """Lay it between two places (RA and Dec, deg)."""
        self._places = start, end
        self.text = measured(start, end)
        self.draw(projection)

    def clear(self) -> None:
        """Take it away."""
        if self._places is not None:
            self._places, self.text = None, ""
            self._line.set_lines(EMPTY, EMPTY)
            self._ends.set_markers(EMPTY, EMPTY)

    def draw(self, projection: Projection) -> None:
        """On another plane."""
        if self._places is None:
            return
        start, end = self._places
        self._line.set_lines(*projection.to_plane(*great_circle(start, end)))
        ra, dec = (np.array(pair) for pair in zip(start, end, strict=True))
        self._ends.set_markers(*projection.to_plane(ra, dec), ("", self.text))

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self._line.set_color(colours.color("source"))
        self._ends.set_colours(colours)


def great_circle(start: Place, end: Place) -> tuple[Array, Array]:
    """RA and Dec (deg) of points on the shortest way between two places."""
    length = float(sphere.separation(*start, *end))
    angle = float(sphere.position_angle(*start, *end))
    return sphere.offset_by(*start, angle, np.linspace(0.0, length, POINTS))


def measured(start: Place, end: Place) -> str:
    """Separation and position angle (from north through east, at the start) in words.

    >>> measured((83.6, 22.0), (83.6, 22.5)), measured((83.6, 0.0), (83.7, 0.0))
    ('30.00′ · PA 0.0°', '6.00′ · PA 90.0°')
    """
    length = float(sphere.separation(*start, *end))
    angle = float(sphere.position_angle(*start, *end)) % 360.0
    shown = f"{length:.3f}°" if length >= 1.0 else f"{60.0 * length:.2f}′"
    return f"{shown} · PA {angle:.1f}°"
