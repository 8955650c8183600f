"""A rectangle on the sphere, as DS9's box: its sides are great circles, so that it is one in the tangent plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary, along_chain, of_chain
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True)
class Rectangle:
    """All directions between two pairs of great circles about (ra, dec), ICRS, deg. A `Region`.

    width, height : deg, distances between the middles of opposite sides · angle : position angle of the `height`, deg,
    from north through east: 0 for one that is as wide from east to west as `width`.

    >>> box = Rectangle(83.63, 22.01, width=1.0, height=0.4, angle=0.0)
    >>> box.contains(np.array([84.1, 83.63]), np.array([22.01, 22.3]))
    array([ True, False])
    >>> round(box.area, 4)  # deg²
    0.4
    """

    ra: float
    dec: float
    width: float
    height: float
    angle: float = 0.0

    @property
    def bounding(self) -> Circle:
        """The circle about the centre through the corners."""
        return Circle(self.ra, self.dec, float(np.degrees(np.arctan(np.hypot(*self._slopes)))))

    @property
    def area(self) -> float:
        """Area on the sphere, deg²: 4 arcsin(sin X sin Y), with X and Y half of the angles at which its sides are seen
        from the middles of the others' poles (a rectangular pyramid's solid angle).
        """
        x, y = self._slopes
        return float(np.degrees(np.degrees(4.0 * np.arcsin(x * y / np.sqrt((1.0 + x**2) * (1.0 + y**2))))))

    @property
    def boundary(self) -> Boundary:
        """Its four sides."""
        return of_chain(self._corners)

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        x, y = self._slopes
        along, across, centre = np.moveaxis(sphere.unit_vectors(ra, dec) @ self._axes.T, -1, 0)
        return (centre > 0.0) & (np.abs(across) <= x * centre) & (np.abs(along) <= y * centre)

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), about `points` of them, the corners included."""
        return sphere.lon_lat(along_chain(self._corners, points))

    def radii(self) -> tuple[Array, Array]:
        """See `Region.radii`; the same wherever it lies."""
        return Rectangle(0.0, 0.0, self.width, self.height).boundary.radii(0.0, 0.0)

    def moved(self, ra: float, dec: float) -> Rectangle:
        """The rectangle about another centre (deg), with the same angle to north there."""
        return replace(self, ra=ra, dec=dec)

    def rotated(self, ra: float, dec: float, angle: float) -> Rectangle:
        """The rectangle turned rigidly by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat, at = sphere.turned_axis(self._axes, ra, dec, angle)
        return replace(self, ra=lon, dec=lat, angle=at)

    @cached_property
    def _slopes(self) -> tuple[float, float]:
        """Half of the width and of the height in the tangent plane about the centre."""
        return float(np.tan(np.radians(0.5 * self.width))), float(np.tan(np.radians(0.5 * self.height)))

    @cached_property
    def _axes(self) -> Array:
        """Unit vectors along the height, along the width (a right angle further through east) and to the centre."""
        north, east, centre = sphere.local_axes(self.ra, self.dec)
        cosine, sine = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        return np.stack([cosine * north + sine * east, cosine * east - sine * north, centre])

    @cached_property
    def _corners(self) -> Array:
        """Unit vectors of the corners, shape (4, 3), once round."""
        x, y = self._slopes
        corners = np.array([(y, x, 1.0), (-y, x, 1.0), (-y, -x, 1.0), (y, -x, 1.0)]) @ self._axes
        return corners / np.linalg.norm(corners, axis=1, keepdims=True)
