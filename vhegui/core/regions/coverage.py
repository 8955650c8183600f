"""What circles cover together, as arcs of rings about a pointing: area and integrals of a union of circles.

On a ring (all directions at one offset from the pointing) each circle is one arc, by the spherical law of cosines, so
the union of circles is a union of arcs. In between the offsets where a circle begins or ends and those where two
outlines cross, the length of the arcs is a smooth function of the offset but for square roots at the ends, which the
placing of the rings takes away. So a few rings in every such piece give areas to 10⁻⁶ of their value, mostly 10⁻⁹.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.typing import EMPTY, Array, IntArray

RINGS = 16  # in a piece between offsets where something begins, ends or crosses
_U, _WEIGHT = np.polynomial.legendre.leggauss(RINGS)
_U, _WEIGHT = 0.5 * np.pi * (_U + 1.0), 0.5 * np.pi * _WEIGHT


@dataclass(frozen=True, eq=False)
class Coverage:
    """Arcs of rings that together are a part of the sky about a pointing; no two arcs overlap.

    offset : shape (k,), deg, of the rings · weight : shape (k,), deg, sin θ dθ, so that Σ weight × length is deg²
    ring : shape (m,), which ring an arc lies on · start, stop : shape (m,), deg in [0, 360], position angles.
    """

    offset: Array
    weight: Array
    ring: IntArray
    start: Array
    stop: Array

    @property
    def area(self) -> float:
        """Area on the sphere, deg²."""
        return float((self.weight[self.ring] * (self.stop - self.start)).sum())

    def area_between(self, edges: Array) -> Array:
        """Area (deg²) in rings between `edges`, shape (m + 1,), deg: (m,); exact for the `edges` of `coverage`."""
        which = np.searchsorted(edges, self.offset[self.ring], side="right")
        area = np.bincount(which, self.weight[self.ring] * (self.stop - self.start), len(edges) + 1)
        return area[1:-1].astype(np.float64)


def coverage(offset: Array, angle: Array, radius: Array, edges: Array = EMPTY) -> Coverage:
    """What circles cover together.

    offset, angle : shape (n,), deg, where the centres are about the pointing · radius : shape (n,), deg
    edges : offsets (deg, any number) at which the rings are split, too, see `Coverage.area_between`.

    >>> whole = coverage(np.array([0.5]), np.array([30.0]), np.array([0.11]))
    >>> two = coverage(np.array([0.5, 0.6]), np.array([30.0, 30.0]), np.array([0.11, 0.11]))
    >>> round(whole.area, 6), round(two.area, 6)
    (0.038013, 0.05923)
    """
    edges = _breaks(offset, angle, radius, edges)
    half = 0.5 * np.diff(edges)
    theta = (edges[:-1, None] + half[:, None] * (1.0 - np.cos(_U))).ravel()
    width = (half[:, None] * np.sin(_U) * _WEIGHT).ravel()
    ring, start, stop = _arcs(theta, offset, angle, radius)
    return Coverage(theta, np.sin(np.radians(theta)) * width, ring, start, stop)


@lru_cache(500)  # the runs of an analysis ask the same
def additions(circles: tuple[Circle, ...]) -> tuple[tuple[tuple[Circle, ...], tuple[Circle, ...]], ...]:
    """What each circle adds to those before it, as a pair: it and the earlier ones it overlaps, and these without it.

    What circles cover together is what the first of all pairs cover less what the second do. Each pair knows only of
    neighbours: when one circle is moved, the pairs of the others far from it stay as they are.
    """
    if len(circles) < 2:
        return tuple(((circle,), ()) for circle in circles)
    ra, dec, radius = np.array([(each.ra, each.dec, each.radius) for each in circles]).T
    touching = np.tril(sphere.separation(ra[:, None], dec[:, None], ra, dec) < radius[:, None] + radius, -1)
    earlier = [tuple(circles[j] for j in np.flatnonzero(row)) for row in touching]
    return tuple(((*some, circle), some) for circle, some in zip(circles, earlier, strict=True))


def circles_about(pointing: tuple[float, float], circles: Sequence[Circle]) -> tuple[Array, Array, Array]:
    """Offset from a pointing, position angle about it, and radius of circles, deg, shape (n,) each."""
    ra, dec, radius = np.array([(each.ra, each.dec, each.radius) for each in circles]).reshape(-1, 3).T
    return sphere.separation(*pointing, ra, dec), sphere.position_angle(*pointing, ra, dec), radius


def area_together(circles: Sequence[Circle]) -> float:
    """Area on the sphere (deg²) of what circles cover together."""
    return sum((_area(some) - area_together(fewer) for some, fewer in additions(tuple(circles))), 0.0)


@lru_cache(1000)
def _area(circles: tuple[Circle, ...]) -> float:
    """The same for few circles, all at once."""
    if len(circles) < 2:
        return sum(each.area for each in circles)
    return coverage(*circles_about((circles[0].ra, circles[0].dec), circles)).area


def half_width(theta: Array, offset: Array, radius: Array) -> Array:
    """Half of the arc (deg) of a ring at `theta` that a circle at `offset` covers: 0 none, 180 all; broadcast, deg."""
    t, d, r = np.radians(theta), np.radians(offset), np.radians(radius)
    cosine = (np.cos(r) - np.cos(d) * np.cos(t)) / np.maximum(np.sin(d) * np.sin(t), 1e-300)
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def _breaks(offset: Array, angle: Array, radius: Array, edges: Array) -> Array:
    """Offsets (deg, rising) where a circle begins, ends, or crosses another one, and `edges`."""
    found = [np.abs(offset - radius), offset + radius, _crossings(offset, angle, radius), edges]
    if np.any(radius > offset):
        found.append(np.zeros(1))
    edges = np.sort(np.concatenate(found))
    return edges[np.append(True, np.diff(edges) > 1e-9)]


def _crossings(offset: Array, angle: Array, radius: Array) -> Array:
    """Offsets (deg) of the points where the outlines of two circles cross."""
    if len(offset) < 2:
        return np.zeros(0)
    d, phi, cosine = np.radians(offset), np.radians(angle), np.cos(np.radians(radius))
    centre = np.stack([np.sin(d) * np.cos(phi), np.sin(d) * np.sin(phi), np.cos(d)], axis=1)
    i, j = np.triu_indices(len(offset), 1)
    a, b = centre[i], centre[j]
    c = (a * b).sum(axis=1)
    across = np.maximum(1.0 - c**2, 1e-30)
    along_a, along_b = (cosine[i] - c * cosine[j]) / across, (cosine[j] - c * cosine[i]) / across
    left = (1.0 - along_a * cosine[i] - along_b * cosine[j]) / across
    real = left > 0.0
    middle = along_a[real, None] * a[real] + along_b[real, None] * b[real]
    beside = np.sqrt(left[real])[:, None] * np.cross(a[real], b[real])
    x, y, z = np.concatenate([middle + beside, middle - beside]).T
    return np.degrees(np.arctan2(np.hypot(x, y), z))


def _arcs(theta: Array, offset: Array, angle: Array, radius: Array) -> tuple[IntArray, Array, Array]:
    """The arcs of rings at `theta` inside any circle, joined where they overlap."""
    half = half_width(theta[:, None], offset, radius)
    low = (angle - half) % 360.0
    low, high = np.concatenate([low, low - 360.0], axis=1), np.concatenate([low + 2.0 * half] * 2, axis=1)
    high[:, len(offset) :] -= 360.0
    low, high = np.clip(low, 0.0, 360.0), np.clip(high, 0.0, 360.0)
    order = np.argsort(low, axis=1)
    low, high = np.take_along_axis(low, order, axis=1), np.take_along_axis(high, order, axis=1)
    reached = np.maximum.accumulate(high, axis=1)
    low[:, 1:] = np.maximum(low[:, 1:], reached[:, :-1])
    ring, which = np.nonzero(high > low)
    return ring, low[ring, which], high[ring, which]
