"""Candidate sources on the map: numbered, each in the circle that holds it with 95 % probability."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.studies.candidates import FoundCandidates
from vhegui.core.typing import EMPTY
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.sky_layers import MarkerLayer, PathLayer
from vhegui.gui.plotting.sky.sky_view import SkyView

OLD = 0.45  # opacity of what belongs to an earlier state


class CandidateMarks:
    """Two layers of a sky view."""

    def __init__(self, sky: SkyView) -> None:
        self._sky = sky
        self.circles = PathLayer(46.5, sky.colours.color("marker"), width=1.4, smooth=True)
        self.marks = MarkerLayer(47.0, "plus", sky.colours, size=6.0)
        self._found: FoundCandidates | None = None
        for layer in (self.circles, self.marks):
            sky.box.addItem(layer, ignoreBounds=True)
        sky.region_layer.names.follow(self.marks, first=True)

    def show_found(self, found: FoundCandidates | None, old: bool) -> None:
        """Other candidates; None: none. old : they belong to an earlier state."""
        self._found = found
        for layer in (self.circles, self.marks):
            layer.setOpacity(OLD if old else 1.0)
        self.redraw()

    def redraw(self) -> None:
        """On another projection."""
        rows = () if self._found is None else self._found.rows
        if not rows:
            self.marks.set_markers(EMPTY, EMPTY)
            self.circles.set_lines(EMPTY, EMPTY)
            return
        ra, dec, radius = np.array([(row.found.ra, row.found.dec, row.found.radius_95) for row in rows]).T
        names = tuple(str(number) for number in range(1, len(rows) + 1))
        self.marks.set_markers(*self._sky.projection.to_plane(ra, dec), names)
        known = np.isfinite(radius)
        self.circles.set_circles(self._sky.projection, ra[known], dec[known], radius[known])

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self.marks.set_colours(colours)
        self.circles.set_color(colours.color("marker"))
