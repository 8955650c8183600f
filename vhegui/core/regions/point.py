"""A place on the sphere, as a shape without extent: where a map is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.region import WithoutArea
from vhegui.core.typing import Array


@dataclass(frozen=True)
class Point(WithoutArea):
    """The direction (ra, dec): ICRS, deg.

    >>> opposite = Point(83.63, 22.01).rotated(83.63, 22.51, 180.0)  # about a pointing half a degree north of it
    >>> round(opposite.ra, 9), round(opposite.dec, 9)
    (83.63, 23.01)
    """

    ra: float
    dec: float

    @property
    def bounding(self) -> Circle:
        """A circle of no radius."""
        return Circle(self.ra, self.dec, 0.0)

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """The place itself as ra, dec (deg), shape (1,)."""
        return np.array([self.ra]), np.array([self.dec])

    def moved(self, ra: float, dec: float) -> Point:
        """Another place (deg)."""
        return replace(self, ra=ra, dec=dec)

    def rotated(self, ra: float, dec: float, angle: float) -> Point:
        """The place turned by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat = sphere.lon_lat(sphere.turned(sphere.unit_vectors(self.ra, self.dec), ra, dec, angle))
        return Point(float(lon), float(lat))
