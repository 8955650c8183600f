"""An ellipse on the sphere: for sources that are longer than they are wide.

The set of directions inside the cone whose section is an ellipse, or, which is the same, of all points whose distances
to two foci add up to at most 2a. In the tangent plane about its centre it is a plane ellipse with semi-axes tan a and
tan b, so that DS9's and gammapy's ellipses are the same to (a²/3, a in radians) of their size: 10⁻⁴ for a = 1 deg.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary, of_chain
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import AnyArray, Array, BoolArray

SIDES = 720  # arcs that stand for an ellipse in its boundary: 10⁻⁵ of its size
LONGEST = 20.0  # times as long as wide: beyond it copies are not placed exactly


@dataclass(frozen=True)
class Ellipse:
    """All directions inside an elliptical cone about (ra, dec), ICRS, deg. A `Region`.

    a, b : semi-axes, deg, distance from the centre to the outline along them · angle : position angle of the axis `a`,
    deg, from north through east. gammapy's and DS9's `width`, `height`, `angle` are 2a, 2b, angle − 90 deg, because
    theirs is the angle of the width from west through north.

    >>> jet = Ellipse(83.63, 22.01, a=0.4, b=0.1, angle=30.0)
    >>> ra, dec = sphere.offset_by(83.63, 22.01, np.array([30.0, 120.0]), 0.2)
    >>> jet.contains(ra, dec)  # 0.2 deg along the long axis and along the short one
    array([ True, False])
    >>> round(jet.area, 5), jet.bounding.radius  # deg²; in the plane π a b = 0.12566
    (0.12566, 0.4)
    """

    ra: float
    dec: float
    a: float
    b: float
    angle: float = 0.0

    @property
    def bounding(self) -> Circle:
        """The circle about the centre through the ends of the longer axis."""
        return Circle(self.ra, self.dec, max(self.a, self.b))

    @property
    def area(self) -> float:
        """Area on the sphere, deg²: π a b for small ones."""
        slope_a, slope_b = self._slopes
        turn = np.radians(np.arange(64) * (360.0 / 64))  # a smooth periodic integrand: exact to rounding
        slant = np.sqrt(1.0 + (slope_a * np.cos(turn)) ** 2 + (slope_b * np.sin(turn)) ** 2)
        steradians = 2.0 * np.pi * slope_a * slope_b * np.mean(1.0 / (slant * (1.0 + slant)))
        return float(np.degrees(np.degrees(steradians)))

    @property
    def boundary(self) -> Boundary:
        """Its outline, in `SIDES` arcs."""
        return of_chain(self.edge(np.arange(SIDES) * (360.0 / SIDES)))

    def contains(self, ra: Array, dec: Array) -> BoolArray:
        """Whether directions (deg) lie inside; shape of the inputs."""
        slope_a, slope_b = self._slopes
        major, minor, centre = np.moveaxis(sphere.unit_vectors(ra, dec) @ self._axes.T, -1, 0)
        return (centre > 0.0) & ((major / slope_a) ** 2 + (minor / slope_b) ** 2 <= centre**2)

    def outline(self, points: int = 64) -> tuple[Array, Array]:
        """Closed outline as ra, dec (deg), shape (points + 1,)."""
        return sphere.lon_lat(self.edge(np.linspace(0.0, 360.0, points + 1)))

    def edge(self, at: AnyArray, margin: float = 0.0) -> Array:
        """Points of the outline, `margin` deg outside, shape (n, 3). at : shape (n,), deg, 0 at the end of axis `a`.

        `at` is the ellipse's parameter (eccentric anomaly), not a position angle.
        """
        slope_a, slope_b = self._slopes
        cosine, sine = np.cos(np.radians(at)), np.sin(np.radians(at))
        point = np.stack([slope_a * cosine, slope_b * sine, np.ones_like(cosine)], axis=-1)
        outward = np.stack([slope_b * cosine, slope_a * sine, np.full_like(cosine, -slope_a * slope_b)], axis=-1)
        point *= (np.cos(np.radians(margin)) / np.sqrt((point**2).sum(axis=-1)))[..., None]
        outward *= (np.sin(np.radians(margin)) / np.sqrt((outward**2).sum(axis=-1)))[..., None]
        return (point + outward) @ self._axes

    def radii(self) -> tuple[Array, Array]:
        """Distances (deg) from the centre to the outline with their weights, over a quarter of the ellipse.

        The angle to axis `a` is integrated over the ellipse's parameter, by the midpoint rule: exact to rounding where
        the function is smooth. More nodes for longer ellipses.
        """
        slope_a, slope_b = self._slopes
        n = int(np.ceil(8.0 + 8.0 * max(self.a / self.b, self.b / self.a)))
        at = np.radians((np.arange(n) + 0.5) * (90.0 / n))
        square = (slope_a * np.cos(at)) ** 2 + (slope_b * np.sin(at)) ** 2
        return np.degrees(np.arctan(np.sqrt(square))), slope_a * slope_b / square / n

    def moved(self, ra: float, dec: float) -> Ellipse:
        """The ellipse about another centre (deg), with the same angle to north there."""
        return replace(self, ra=ra, dec=dec)

    def rotated(self, ra: float, dec: float, angle: float) -> Ellipse:
        """The ellipse turned rigidly by `angle` (deg, from north through east) about a direction (deg)."""
        lon, lat, at = sphere.turned_axis(self._axes, ra, dec, angle)
        return replace(self, ra=lon, dec=lat, angle=at)

    @cached_property
    def _slopes(self) -> tuple[float, float]:
        """Semi-axes in the tangent plane about the centre."""
        return float(np.tan(np.radians(self.a))), float(np.tan(np.radians(self.b)))

    @cached_property
    def _axes(self) -> Array:
        """Unit vectors along axis `a`, along axis `b` (a right angle further through east) and to the centre."""
        north, east, centre = sphere.local_axes(self.ra, self.dec)
        cosine, sine = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        return np.stack([cosine * north + sine * east, cosine * east - sine * north, centre])
