"""The plane a sky image is drawn on: u to the west (right), v to the north (up), both in deg."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.projections import PROJECTIONS
from vhegui.core.typing import Array

OUTLINE_POINTS = 64
SCALE = float(np.degrees(1.0))


@dataclass(frozen=True, slots=True)
class Projection:
    """A plane about (lon, lat) in deg, with north up and longitude growing to the left.

    galactic : whether north, lon and lat are galactic, else ICRS; positions in and out are ICRS all the same
    name : one of `vhegui.core.maps.projections.PROJECTIONS`. NaN where it has no image, or the plane no sky.
    """

    lon: float
    lat: float
    galactic: bool = False
    name: str = "TAN"

    def to_plane(self, ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
        """(u, v) in deg of ICRS positions."""
        return self._project(_plane_axes(self.lon, self.lat, self.galactic), ra, dec)

    def to_sky(self, u: Array | float, v: Array | float) -> tuple[Array, Array]:
        """RA and Dec in deg of points of the plane."""
        return sphere.lon_lat(self._local(u, v) @ _plane_axes(self.lon, self.lat, self.galactic).T)

    def frame_to_plane(self, lon: Array | float, lat: Array | float) -> tuple[Array, Array]:
        """(u, v) in deg of coordinates of the drawn frame."""
        return self._project(_plane_axes(self.lon, self.lat, False), lon, lat)

    def to_frame(self, u: Array | float, v: Array | float) -> tuple[Array, Array]:
        """Coordinates (deg) of the drawn frame of points of the plane."""
        return sphere.lon_lat(self._local(u, v) @ _plane_axes(self.lon, self.lat, False).T)

    def outlines(self, ra: Array, dec: Array, radius: Array, points: int = OUTLINE_POINTS) -> tuple[Array, Array]:
        """True circles on the sphere, closed: u and v of shape (n circles, points + 1)."""
        ra, dec, radius = (np.atleast_1d(np.asarray(a, float)) for a in (ra, dec, radius))
        west, north, ahead = self._circle(ra, dec, np.radians(radius), *_turn(points))
        return PROJECTIONS[self.name].to_plane(SCALE * west, SCALE * north, ahead, SCALE)

    def _project(self, axes: Array, lon: Array | float, lat: Array | float) -> tuple[Array, Array]:
        """(u, v) of directions in the frame of the axes. Components come first here: many events are drawn at once."""
        lon, lat = np.radians(lon), np.radians(lat)
        flat = np.cos(lat)
        vectors = np.stack(np.broadcast_arrays(flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)))
        west, north, ahead = np.tensordot((axes * [SCALE, SCALE, 1.0]).T, vectors, 1)
        return PROJECTIONS[self.name].to_plane(west, north, ahead, SCALE)

    def _local(self, u: Array | float, v: Array | float) -> Array:
        """Unit vectors in west, north and ahead, shape (..., 3)."""
        return np.stack(PROJECTIONS[self.name].from_plane(np.radians(u), np.radians(v)), axis=-1)

    def _circle(self, ra: Array, dec: Array, radius: Array, cosine: Array, sine: Array) -> tuple[Array, Array, Array]:
        """Points of circles along the plane's own west, north and centre axes, shape (n circles, points).

        A point is cos r · c + sin r · (cos θ · n + sin θ · e) with the circle's own centre c, north n and east e: no
        trigonometry per point, because this runs for every OFF region at every mouse move.
        """
        plane = _plane_axes(self.lon, self.lat, self.galactic).T
        east, north, centre = np.einsum("kna,ja->kjn", _axes(ra, dec), plane)
        centre, east, north = np.cos(radius) * centre, np.sin(radius) * east, np.sin(radius) * north
        points = centre[..., None] + north[..., None] * cosine + east[..., None] * sine
        return points[0], points[1], points[2]


def plane_of(grid: SkyGrid) -> Projection:
    """The plane in which the pixels of a grid are squares."""
    return Projection(grid.lon, grid.lat, grid.frame == "galactic", grid.projection)


@lru_cache(maxsize=8)
def _turn(points: int) -> tuple[Array, Array]:
    """Cosine and sine of the points of a closed circle."""
    angle = np.radians(np.linspace(0.0, 360.0, points + 1))
    return np.cos(angle), np.sin(angle)


@lru_cache(maxsize=8)
def _plane_axes(lon: float, lat: float, galactic: bool) -> Array:
    """West, north and centre of a plane as columns, shape (3, 3): the same at every mouse move."""
    north, east, centre = sphere.local_axes(lon, lat)
    axes = np.stack([-east, north, centre], axis=1)
    return sphere.GALACTIC.T @ axes if galactic else axes


def _axes(ra: Array, dec: Array) -> Array:
    """East, north and outward unit vectors at positions (deg): shape (3, n, 3)."""
    a, d = np.radians(ra), np.radians(dec)
    cos_a, sin_a, cos_d, sin_d = np.cos(a), np.sin(a), np.cos(d), np.sin(d)
    east = np.stack([-sin_a, cos_a, np.zeros_like(a)], axis=-1)
    north = np.stack([-sin_d * cos_a, -sin_d * sin_a, cos_d], axis=-1)
    return np.stack([east, north, np.stack([cos_d * cos_a, cos_d * sin_a, sin_d], axis=-1)])
