"""A line on the sphere: the shortest way from one place to another, along which maps are measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import along_arc
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.region import WithoutArea
from vhegui.core.typing import Array


@dataclass(frozen=True)
class Line(WithoutArea):
    """The arc of a great circle from `start` to `stop`, (ra, dec) each, ICRS, deg.

    >>> line = Line((83.0, 22.0), (83.0, 22.5))
    >>> round(line.length, 6), round(line.angle, 6)  # deg; north
    (0.5, 0.0)
    """

    start: tuple[float, float]
    stop: tuple[float, float]

    @property
    def ra(self) -> float:
        """Right ascension of the middle, deg."""
        return float(sphere.lon_lat(self._ends.sum(axis=0))[0])

    @property
    def dec(self) -> float:
        """Declination of the middle, deg."""
        return float(sphere.lon_lat(self._ends.sum(axis=0))[1])

    @property
    def length(self) -> float:
        """From end to end, deg."""
        return float(sphere.separation(*self.start, *self.stop))

    @property
    def angle(self) -> float:
        """Position angle (deg) of `stop` seen from the middle, from north through east."""
        return float(sphere.position_angle(self.ra, self.dec, *self.stop))

    @property
    def bounding(self) -> Circle:
        """The circle about the middle through both ends."""
        return Circle(self.ra, self.dec, 0.5 * self.length)

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """The line as ra, dec (deg), shape (points + 1,)."""
        return sphere.lon_lat(along_arc(self._ends[0], self._ends[1], points + 1))

    def moved(self, ra: float, dec: float) -> Line:
        """The line about another middle (deg), with the same angle to north there."""
        half = 0.5 * self.length
        return Line(_place(ra, dec, self.angle + 180.0, half), _place(ra, dec, self.angle, half))

    def rotated(self, ra: float, dec: float, angle: float) -> Line:
        """The line turned by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat = sphere.lon_lat(sphere.turned(self._ends, ra, dec, angle))
        return Line((float(lon[0]), float(lat[0])), (float(lon[1]), float(lat[1])))

    @cached_property
    def _ends(self) -> Array:
        """Unit vectors of both ends, shape (2, 3)."""
        return sphere.unit_vectors(*np.array([self.start, self.stop]).T)


def _place(ra: float, dec: float, angle: float, distance: float) -> tuple[float, float]:
    lon, lat = sphere.offset_by(ra, dec, angle, distance)
    return float(lon), float(lat)
