"""A circle on the sphere: the shape of most ON regions and exclusions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary, of_circle
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True)
class Circle:
    """All points within `radius` of (ra, dec): ICRS, deg. A `Region`.

    >>> crab = Circle(83.63, 22.01, 0.11)
    >>> bool(crab.contains(83.63, 22.1)), bool(crab.contains(83.63, 22.2))
    (True, False)
    >>> round(crab.area, 6)  # deg²; in the plane 0.038013
    0.038013
    >>> opposite = crab.rotated(83.63, 22.51, 180.0)  # about a pointing half a degree north of it
    >>> round(opposite.ra, 9), round(opposite.dec, 9)
    (83.63, 23.01)
    """

    ra: float
    dec: float
    radius: float

    @property
    def bounding(self) -> Circle:
        """The circle itself."""
        return self

    @property
    def area(self) -> float:
        """Area on the sphere, deg²: 2π (1 − cos radius)."""
        return float(4.0 * np.pi * np.degrees(np.degrees(np.sin(np.radians(0.5 * self.radius)) ** 2)))

    @property
    def boundary(self) -> Boundary:
        """Its outline."""
        return of_circle(self.ra, self.dec, self.radius)

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        return sphere.separation(self.ra, self.dec, ra, dec) <= self.radius

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), shape (points + 1,)."""
        return sphere.offset_by(self.ra, self.dec, np.linspace(0.0, 360.0, points + 1), self.radius)

    def edge(self, at: AnyArray, margin: float = 0.0) -> Array:
        """Points of the outline at position angles `at` (deg, shape (n,)), `margin` deg outside, shape (n, 3)."""
        return sphere.unit_vectors(*sphere.offset_by(self.ra, self.dec, at, self.radius + margin))

    def radii(self) -> tuple[Array, Array]:
        """The radius (deg) in every direction, with weight 1."""
        return np.array([self.radius]), np.ones(1)

    def moved(self, ra: float, dec: float) -> Circle:
        """The circle about another centre (deg)."""
        return replace(self, ra=ra, dec=dec)

    def rotated(self, ra: float, dec: float, angle: float) -> Circle:
        """The circle turned by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat = sphere.lon_lat(sphere.turned(sphere.unit_vectors(self.ra, self.dec), ra, dec, angle))
        return self.moved(float(lon), float(lat))
