"""What bounds a part of the sky of any shape, hollow or not convex: circles, and arcs of great circles in chains.

From it follows, exactly, where on a ring about a pointing one is within some distance of the part: that begins and ends
where the ring crosses the lines at this distance from the boundary, and these are circles on the sphere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array

MOST_NODES = 96  # about the centre of a shape, of all its sides together


@dataclass(frozen=True, eq=False)
class Boundary:
    """Circles and great-circle arcs.

    centre : shape (k, 3), unit vectors, and radius : shape (k,), deg, of the circles
    start, stop : shape (m, 3), unit vectors, ends of the arcs, which are shorter than half a great circle.
    """

    centre: Array
    radius: Array
    start: Array
    stop: Array

    def distance(self, places: Array) -> Array:
        """Distance (deg) of places, unit vectors of shape (n, 3), from the nearest point of the boundary; (n,)."""
        to_circle = np.abs(_angle(places @ self.centre.T) - self.radius)
        pole, start, stop = self.poles, self.start, self.stop
        beside = (places @ np.cross(pole, start).T >= 0.0) & (places @ np.cross(stop, pole).T >= 0.0)
        sine = np.where(beside, np.abs(places @ pole.T), 1.0).min(axis=1, initial=1.0)
        to_corner = _angle((places @ start.T).max(axis=1, initial=-1.0))
        nearest = np.minimum(np.degrees(np.arcsin(sine)), to_corner)
        return np.minimum(nearest, to_circle.min(axis=1, initial=180.0))

    def parallels(self, margin: float) -> tuple[Array, Array, Array, Array]:
        """Circles p · pole = level on which all places at distance `margin` (deg) from the boundary lie.

        Returns the poles, unit vectors of shape (n, 3), and the levels, shape (n,); and where on each of them such
        places are: within an angle, shape (n,), deg, of a direction, shape (n, 3).
        """
        pole = self.poles
        poles = np.concatenate([self.centre, self.centre, pole, pole, self.start])
        beside = np.full(len(pole), np.sin(np.radians(margin)))
        around = np.cos(np.radians([self.radius + margin, self.radius - margin])).ravel()
        levels = np.concatenate([around, beside, -beside, np.full(len(pole), np.cos(np.radians(margin)))])
        middle = (self.start + self.stop) / np.linalg.norm(self.start + self.stop, axis=1, keepdims=True)
        half = _angle((middle * self.start).sum(axis=1)) + margin + 1e-5
        behind = np.cross(self.start, pole)  # of an arc's beginning: elsewhere the arc itself is nearer
        where = np.concatenate([self.centre, self.centre, middle, middle, behind])
        all_of, half_sky = np.full(2 * len(self.centre), 180.0), np.full(len(pole), 90.0 + 1e-5)
        return poles, levels, where, np.concatenate([all_of, half, half, half_sky])

    def points(self, spacing: float) -> Array:
        """Points of the boundary, at most `spacing` deg apart, unit vectors of shape (n, 3)."""
        found = [np.empty((0, 3))]
        for centre, radius in zip(self.centre, self.radius, strict=True):
            count = int(np.ceil(360.0 * np.sin(np.radians(radius)) / spacing)) + 3
            place = sphere.lon_lat(centre)
            found.append(
                sphere.unit_vectors(*sphere.offset_by(*place, np.linspace(0.0, 360.0, count, endpoint=False), radius))
            )
        for start, stop in zip(self.start, self.stop, strict=True):
            found.append(_between(start, stop, int(np.ceil(float(_angle(start @ stop)) / spacing)) + 1))
        return np.concatenate(found)

    def radii(self, ra: float, dec: float) -> tuple[Array, Array]:
        """Distances (deg) from a place (deg) to the arcs, and the part of all directions that each stands for, negative
        where an arc goes the other way round it: see `Region.radii`. Gauss-Legendre in direction, on every arc.
        """
        node, share = np.polynomial.legendre.leggauss(max(MOST_NODES // len(self.start), 4))
        start, stop = (np.stack(sphere.to_tangent(*sphere.lon_lat(each), ra, dec)) for each in (self.start, self.stop))
        first = np.arctan2(*start)
        swept = np.arctan2(_cross(stop, start), (start * stop).sum(axis=0))
        at = first[:, None] + 0.5 * swept[:, None] * (node + 1.0)
        direction = np.stack([np.sin(at), np.cos(at)])
        slant = _cross(direction, (stop - start)[:, :, None])
        away = np.divide(_cross(start, stop)[:, None], slant, out=np.zeros_like(slant), where=slant != 0.0)
        weight = 0.5 * swept[:, None] * share / (2.0 * np.pi)
        return np.degrees(np.arctan(np.radians(away))).ravel(), (weight * np.sign(swept.sum())).ravel()

    @property
    def places(self) -> Array:
        """A point of every circle and every corner, unit vectors of shape (k + m, 3)."""
        on_circles = sphere.unit_vectors(*sphere.offset_by(*sphere.lon_lat(self.centre), 0.0, self.radius))
        return np.concatenate([on_circles, self.start])

    @cached_property
    def poles(self) -> Array:
        """Poles of the arcs' great circles, unit vectors of shape (m, 3)."""
        pole = np.cross(self.start, self.stop)
        return pole / np.linalg.norm(pole, axis=1, keepdims=True)


def of_circle(ra: float, dec: float, radius: float) -> Boundary:
    """The outline of a circle (deg)."""
    none = np.empty((0, 3))
    return Boundary(sphere.unit_vectors(ra, dec)[None], np.array([radius]), none, none)


def of_chain(corners: Array) -> Boundary:
    """The closed chain of arcs through corners, unit vectors of shape (n, 3)."""
    return Boundary(np.empty((0, 3)), np.empty(0), corners, np.roll(corners, -1, axis=0))


def together(parts: Sequence[Boundary]) -> Boundary:
    """Several boundaries as one."""
    return Boundary(
        *(np.concatenate([getattr(each, name) for each in parts]) for name in Boundary.__dataclass_fields__)
    )


def along_chain(corners: Array, points: int) -> Array:
    """A closed chain of arcs with about `points` points, every corner among them, as unit vectors of shape (n, 3)."""
    steps = max(points // len(corners), 1)
    parts = [_between(*ends, steps) for ends in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    return np.concatenate([*parts, corners[:1]])


def along_arc(start: Array, stop: Array, points: int) -> Array:
    """`points` points of an arc from end to end, unit vectors of shape (n, 3)."""
    return np.concatenate([_between(start, stop, points - 1), stop[None]])


def _between(start: Array, stop: Array, count: int) -> Array:
    """`count` points of the arc from `start` on, evenly spread on its chord; `stop` is not among them."""
    share = np.arange(count)[:, None] / count
    chord = (1.0 - share) * start + share * stop
    return chord / np.linalg.norm(chord, axis=1, keepdims=True)


def _cross(a: Array, b: Array) -> Array:
    """x, y each, shape (2, …): how far b lies to the left of a."""
    return a[0] * b[1] - a[1] * b[0]


def _angle(cosine: Array) -> Array:
    """Angle (deg) between unit vectors with this scalar product, to 10⁻⁶ deg."""
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
