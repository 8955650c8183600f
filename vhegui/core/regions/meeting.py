"""By which angles a boundary, turned about a pointing, meets another one: for boundaries of any shape, in closed form.

Every line of a boundary is a part of a circle on the sphere, and so is every line at some distance from one. Seen from
the pointing, a circle of opening ρ about a pole at distance d in direction ψ passes the offset θ at the two position
angles ψ ± h(θ), sin²(h/2) = sin((ρ + d − θ)/2) sin((ρ − d + θ)/2) / (sin d sin θ). Cut where it is nearest and
furthest, it falls into branches along which the offset only grows or only falls. A branch turned by Δ meets another one
for all Δ(θ) = φ₂(θ) − φ₁(θ) at offsets that both have. That is one interval, and it ends where either branch does, or
where the two circles touch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary
from vhegui.core.regions.intervals import Interval
from vhegui.core.typing import Array, IntArray

LEAST = 1e-9  # rad, of a pole from the pointing: a ring about it is no function of the offset


@dataclass(frozen=True, eq=False)
class Branches:
    """Parts of circles on the sphere, seen from a pointing; arrays have shape (n,), angles are in rad.

    distance, direction : of the poles, from the pointing and about it · opening : of the circles
    side : +1 where the position angle is larger than that of the pole, else −1 · low, high : offsets at both ends.
    """

    distance: Array
    direction: Array
    opening: Array
    side: Array
    low: Array
    high: Array

    @classmethod
    def of(cls, boundary: Boundary, pointing: tuple[float, float], margin: float = 0.0) -> Branches:
        """Those of a boundary; or of lines at distance `margin` (deg) on both sides of it and around its corners."""
        frame = np.stack(sphere.local_axes(*pointing))
        m = np.radians(margin)
        parts = []
        radii = np.radians(boundary.radius)
        for centres, openings in (
            [(boundary.centre, radii)]
            if margin == 0.0
            else [(boundary.centre, radii + m), (boundary.centre, np.abs(radii - m)),
                  (boundary.start, np.full(len(boundary.start), m))]
        ):  # fmt: skip
            parts += _of_circles(frame, centres, openings)
        pole = boundary.poles
        for aside in (0.0,) if margin == 0.0 else (m, -m):
            ends = (np.cos(aside) * each + np.sin(aside) * pole for each in (boundary.start, boundary.stop))
            parts += _of_arcs(frame, pole, np.full(len(pole), 0.5 * np.pi - aside), *ends)
        return cls(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def half_width(self, which: IntArray, offset: Array) -> Array:
        """h(θ) of the branches `which`, shape (k,), at offsets, shape (k, …); rad."""
        shape = (-1, *[1] * (offset.ndim - 1))
        d, rho = self.distance[which].reshape(shape), self.opening[which].reshape(shape)
        product = np.sin(0.5 * (rho + d - offset)) * np.sin(0.5 * (rho - d + offset))
        square = product / np.maximum(np.sin(d) * np.sin(offset), 1e-300)
        return 2.0 * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0)))


def meeting(first: Branches, second: Branches) -> list[Interval]:
    """Intervals of the angle (deg, from north through east) by which `first` is turned where it meets `second`.

    >>> from vhegui.core.regions.boundary import of_circle
    >>> circle = Branches.of(of_circle(83.63, 22.01, 0.11), (83.63, 22.51))
    >>> round(max(high for _, high in meeting(circle, circle)), 3)  # 2 arcsin(sin 0.11° / sin 0.5°)
    25.418
    """
    i, j = np.nonzero(np.maximum(first.low[:, None], second.low) <= np.minimum(first.high[:, None], second.high))
    low, high = np.maximum(first.low[i], second.low[j]), np.minimum(first.high[i], second.high[j])
    offset = np.stack([low, high, *_tangent_offsets(first, second, i, j)], axis=1)
    offset = np.where((offset >= low[:, None]) & (offset <= high[:, None]), offset, low[:, None])
    turn = (second.direction[j] - first.direction[i])[:, None]
    turn = turn + second.side[j, None] * second.half_width(j, offset)
    turn = np.degrees(turn - first.side[i, None] * first.half_width(i, offset))
    return list(zip(turn.min(axis=1).tolist(), turn.max(axis=1).tolist(), strict=True))


def _tangent_offsets(first: Branches, second: Branches, i: IntArray, j: IntArray) -> tuple[Array, Array]:
    """Offsets (rad) at which the circles of two branches touch from outside and from inside, NaN where none does.

    They touch on the great circle through their poles, where the place is a sum of the two.
    """
    rho, d = first.opening[i], first.distance[i]
    sigma, e = second.opening[j], second.distance[j]
    one, other = np.cos(d) * np.sin(sigma), np.cos(e) * np.sin(rho)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.arccos((one + other) / np.sin(rho + sigma)), np.arccos((one - other) / np.sin(sigma - rho))


def _of_circles(frame: Array, centres: Array, opening: Array) -> list[tuple[Array, ...]]:
    """Both branches of whole circles."""
    distance, direction = _seen(frame, centres)
    nearest, furthest = _extremes(distance, opening)
    return [(distance, direction, opening, np.full(len(opening), side), nearest, furthest) for side in (1.0, -1.0)]


def _of_arcs(frame: Array, poles: Array, opening: Array, start: Array, stop: Array) -> list[tuple[Array, ...]]:
    """The branches of arcs of circles, shorter than half of one: two where the arc goes on to the other side."""
    distance, direction = _seen(frame, poles)
    nearest, furthest = _extremes(distance, opening)
    aside = np.cos(direction)[:, None] * frame[1] - np.sin(direction)[:, None] * frame[0]
    sides = [np.where((each * aside).sum(axis=1) >= 0.0, 1.0, -1.0) for each in (start, stop)]
    ends = [np.clip(_seen(frame, each)[0], nearest, furthest) for each in (start, stop)]
    toward = frame[2] - (poles @ frame[2])[:, None] * poles
    turning = np.where(((start + stop) * toward).sum(axis=1) > 0.0, nearest, furthest)
    crossing = sides[0] != sides[1]
    following = np.where(crossing, turning, ends[1])
    whole = (distance, direction, opening, sides[0], np.minimum(ends[0], following), np.maximum(ends[0], following))
    rest = (distance, direction, opening, sides[1], np.minimum(ends[1], turning), np.maximum(ends[1], turning))
    return [whole, tuple(column[crossing] for column in rest)]


def _seen(frame: Array, places: Array) -> tuple[Array, Array]:
    """Distance from the pointing and position angle about it (rad) of places, unit vectors of shape (n, 3)."""
    north, east, centre = frame @ places.T
    distance = np.arctan2(np.hypot(north, east), centre)
    return np.clip(distance, LEAST, np.pi - LEAST), np.arctan2(east, north)


def _extremes(distance: Array, opening: Array) -> tuple[Array, Array]:
    """The smallest and the largest offset on circles, rad."""
    total = distance + opening
    return np.abs(distance - opening), np.minimum(total, 2.0 * np.pi - total)
