"""The plane a sky image is drawn on: gnomonic, u to the west (right), v to the north (up), both in deg."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array

OUTLINE_POINTS = 64


@dataclass(frozen=True, slots=True)
class Projection:
    """A tangent plane about (ra, dec) in deg, seen with right ascension growing to the left."""

    ra: float
    dec: float

    def to_plane(self, ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
        """(u, v) in deg; NaN for the far hemisphere."""
        x, y = sphere.to_tangent(ra, dec, self.ra, self.dec)
        return -x, y

    def to_sky(self, u: Array | float, v: Array | float) -> tuple[Array, Array]:
        """RA and Dec in deg of points of the plane."""
        return sphere.from_tangent(-np.asarray(u), v, self.ra, self.dec)

    def outlines(self, ra: Array, dec: Array, radius: Array, points: int = OUTLINE_POINTS) -> tuple[Array, Array]:
        """True circles on the sphere, closed: u and v of shape (n circles, points + 1)."""
        ra, dec, radius = (np.atleast_1d(np.asarray(a, float)) for a in (ra, dec, radius))
        x, y, depth = self._circle(ra, dec, np.radians(radius), *_turn(points))
        with np.errstate(divide="ignore", invalid="ignore"):
            scale = np.where(depth > 1e-9, np.degrees(1.0) / depth, np.nan)
        return -x * scale, y * scale

    def _circle(self, ra: Array, dec: Array, radius: Array, cosine: Array, sine: Array) -> tuple[Array, Array, Array]:
        """Points of circles along the plane's own east, north and centre axes, shape (n circles, points).

        A point is cos r · c + sin r · (cos θ · n + sin θ · e) with the circle's own centre c, north n and east e: no
        trigonometry per point, because this runs for every OFF region at every mouse move.
        """
        plane = _plane_axes(self.ra, self.dec)
        east, north, centre = np.einsum("kna,ja->kjn", _axes(ra, dec), plane)
        centre, east, north = np.cos(radius) * centre, np.sin(radius) * east, np.sin(radius) * north
        points = centre[..., None] + north[..., None] * cosine + east[..., None] * sine
        return points[0], points[1], points[2]


@lru_cache(maxsize=8)
def _turn(points: int) -> tuple[Array, Array]:
    """Cosine and sine of the points of a closed circle."""
    angle = np.radians(np.linspace(0.0, 360.0, points + 1))
    return np.cos(angle), np.sin(angle)


@lru_cache(maxsize=8)
def _plane_axes(ra: float, dec: float) -> Array:
    """East, north and centre of a plane, shape (3, 3): the same at every mouse move."""
    return _axes(np.array([ra]), np.array([dec]))[:, 0]


def _axes(ra: Array, dec: Array) -> Array:
    """East, north and outward unit vectors at positions (deg): shape (3, n, 3)."""
    a, d = np.radians(ra), np.radians(dec)
    cos_a, sin_a, cos_d, sin_d = np.cos(a), np.sin(a), np.cos(d), np.sin(d)
    east = np.stack([-sin_a, cos_a, np.zeros_like(a)], axis=-1)
    north = np.stack([-sin_d * cos_a, -sin_d * sin_a, cos_d], axis=-1)
    return np.stack([east, north, np.stack([cos_d * cos_a, cos_d * sin_a, sin_d], axis=-1)])
