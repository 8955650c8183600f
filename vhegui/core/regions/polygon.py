"""A polygon on the sphere: its sides are great circles, straight in every tangent plane, as DS9 draws them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary, along_chain, of_chain
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import EMPTY, Array, BoolArray


@dataclass(frozen=True)
class Polygon:
    """What a closed chain of great-circle arcs encloses, smaller than a hemisphere, convex or not. A `Region`.

    vertices : (ra, dec) of each corner once round, ICRS, deg; the sides do not cross (see `crosses_itself`).

    >>> triangle = Polygon(((83.0, 22.0), (84.0, 22.0), (83.5, 23.0)))
    >>> triangle.contains(np.array([83.5, 83.1]), np.array([22.2, 22.9]))
    array([ True, False])
    """

    vertices: tuple[tuple[float, float], ...]

    @property
    def ra(self) -> float:
        """Right ascension of the mean of the corners, deg."""
        return self._centre[0]

    @property
    def dec(self) -> float:
        """Declination of the mean of the corners, deg."""
        return self._centre[1]

    @property
    def bounding(self) -> Circle:
        """The circle about the centre through the furthest corner."""
        ra, dec = np.array(self.vertices).T
        return Circle(self.ra, self.dec, float(sphere.separation(self.ra, self.dec, ra, dec).max()))

    @property
    def area(self) -> float:
        """Area on the sphere, deg²: signed excesses of the triangles from the centre to each side (Eriksson 1990)."""
        a, b = self._corners, np.roll(self._corners, -1, axis=0)
        c = sphere.unit_vectors(self.ra, self.dec)
        excess = 2.0 * np.arctan2(np.cross(a, b) @ c, 1.0 + (a * b).sum(axis=1) + (a + b) @ c)
        return float(np.degrees(np.degrees(abs(excess.sum()))))

    @property
    def boundary(self) -> Boundary:
        """Its sides."""
        return of_chain(self._corners)

    @property
    def crosses_itself(self) -> bool:
        """Whether two sides cross, so that inside and outside are a matter of taste."""
        a = np.stack(self._in_plane, axis=1)
        b = np.roll(a, -1, axis=0)
        first, second = _side(a[:, None], b[:, None], a), _side(a[:, None], b[:, None], b)
        apart = first * second < 0.0
        return bool(np.any(apart & apart.T))

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside, shape of the inputs: a ray crosses an odd number of sides."""
        ra, dec = np.broadcast_arrays(np.asarray(ra, dtype=np.float64), np.asarray(dec, dtype=np.float64))
        circle = self.bounding
        near = sphere.separation(circle.ra, circle.dec, ra, dec) <= circle.radius
        x, y = sphere.to_tangent(ra[near], dec[near], self.ra, self.dec)
        corner_x, corner_y = self._in_plane
        inside = np.zeros(x.shape, dtype=bool)
        for x0, y0, x1, y1 in zip(corner_x, corner_y, np.roll(corner_x, -1), np.roll(corner_y, -1), strict=True):
            if y0 != y1:
                inside ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
        found = np.zeros(ra.shape, dtype=bool)
        found[near] = inside
        return found

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), about `points` of them, the corners included."""
        return sphere.lon_lat(along_chain(self._corners, points))

    def radii(self) -> tuple[Array, Array]:
        """See `Region.radii`; none where the mean of the corners lies outside."""
        inside = self.contains(np.array(self.ra), np.array(self.dec))
        return self.boundary.radii(self.ra, self.dec) if inside else (EMPTY, EMPTY)

    def moved(self, ra: float, dec: float) -> Polygon:
        """The polygon about another centre (deg), with the same angles to north there."""
        lon, lat = np.array(self.vertices).T
        away = sphere.separation(self.ra, self.dec, lon, lat)
        angle = sphere.position_angle(self.ra, self.dec, lon, lat)
        lon, lat = sphere.offset_by(ra, dec, angle, away)
        return Polygon(tuple(zip(lon.tolist(), lat.tolist(), strict=True)))

    def rotated(self, ra: float, dec: float, angle: float) -> Polygon:
        """The polygon turned rigidly by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat = sphere.lon_lat(sphere.turned(self._corners, ra, dec, angle))
        return Polygon(tuple(zip(lon.tolist(), lat.tolist(), strict=True)))

    @cached_property
    def _centre(self) -> tuple[float, float]:
        ra, dec = sphere.lon_lat(self._corners.mean(axis=0))
        return float(ra), float(dec)

    @cached_property
    def _corners(self) -> Array:
        """Unit vectors of the corners, shape (n, 3)."""
        ra, dec = np.array(self.vertices).T
        return sphere.unit_vectors(ra, dec)

    @cached_property
    def _in_plane(self) -> tuple[Array, Array]:
        """Where the corners are in the tangent plane about the centre, deg."""
        ra, dec = np.array(self.vertices).T
        return sphere.to_tangent(ra, dec, self.ra, self.dec)


def _side(a: Array, b: Array, point: Array) -> Array:
    """On which side of the line from a to b points of a plane lie: the sign says; shape of the arguments."""
    along, away = b - a, point - a
    return along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
