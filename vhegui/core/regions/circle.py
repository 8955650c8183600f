"""A circle on the sphere: the shape of ON regions and of most exclusions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True)
class Circle:
    """All points within `radius` of (ra, dec): ICRS, deg."""

    ra: float
    dec: float
    radius: float

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        return sphere.separation(self.ra, self.dec, ra, dec) <= self.radius

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), shape (points + 1,)."""
        return sphere.offset_by(self.ra, self.dec, np.linspace(0.0, 360.0, points + 1), self.radius)
