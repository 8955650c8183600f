"""Where the pixels of a map are, worked out once: coordinates for profiles that follow the mouse."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class SkyPixels:
    """The pixels of a grid.

    directions : unit vectors (ICRS) of their centres, shape (rows, columns, 3) · area : deg², shape (rows, columns);
    both NaN where no sky is.
    """

    directions: Array
    area: Array

    @classmethod
    def of(cls, grid: SkyGrid) -> SkyPixels:
        """Those of a grid."""
        return cls(sphere.unit_vectors(*grid.coordinates()), np.degrees(np.degrees(grid.solid_angle)))

    def distance(self, ra: float, dec: float) -> Array:
        """From a point (deg), to 1e-6 deg: the coordinate of a radial profile, shape (rows, columns), deg."""
        return np.degrees(np.arccos(np.clip(self.directions @ sphere.unit_vectors(ra, dec), -1.0, 1.0)))

    def angle(self, ra: float, dec: float) -> Array:
        """Position angle seen from a point (deg), from north through east: shape (rows, columns), deg in [0, 360)."""
        north, east, _ = sphere.local_axes(ra, dec)
        return np.degrees(np.arctan2(self.directions @ east, self.directions @ north)) % 360.0

    def in_wedge(self, ra: float, dec: float, start: float, stop: float) -> BoolArray:
        """Seen from a point (deg) at position angles from `start` to `stop` (deg, from north through east).

        >>> pixels = SkyPixels.of(SkyGrid(83.63, 22.01, pixel=0.1, columns=21))
        >>> east = pixels.in_wedge(83.63, 22.01, 45.0, 135.0)
        >>> bool(east[10, 2]), bool(east[10, 18]), bool(east[18, 10])
        (True, False, False)
        """
        return (self.angle(ra, dec) - start) % 360.0 < (stop - start) % 360.0

    def along_line(self, start: tuple[float, float], stop: tuple[float, float]) -> tuple[Array, Array]:
        """Place along the great circle from one point (ra, dec, deg) to another, 0 at the first, and distance to its
        side, positive to the left of it on the sky, where east is left of north: shape (rows, columns) each, deg.

        >>> pixels = SkyPixels.of(SkyGrid(83.63, 22.01, pixel=0.1, columns=21))
        >>> along, across = pixels.along_line((83.63, 22.01), (83.63, 23.01))
        >>> round(float(along[15, 10]), 3), round(float(across[10, 4]), 3)
        (0.5, 0.6)
        """
        first, last = sphere.unit_vectors(*start), sphere.unit_vectors(*stop)
        side = np.cross(last, first)
        side /= np.linalg.norm(side)
        ahead = np.cross(first, side)
        along = np.degrees(np.arctan2(self.directions @ ahead, self.directions @ first))
        return along, np.degrees(np.arcsin(np.clip(self.directions @ side, -1.0, 1.0)))
