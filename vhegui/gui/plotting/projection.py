"""The plane a sky image is drawn on: gnomonic, u to the west (right), v to the north (up), both in deg."""

from __future__ import annotations

from dataclasses import dataclass

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
        angle = np.linspace(0.0, 360.0, points + 1)
        ra, dec, radius = (np.atleast_1d(np.asarray(a, float))[:, None] for a in (ra, dec, radius))
        return self.to_plane(*sphere.offset_by(ra, dec, angle, radius))
