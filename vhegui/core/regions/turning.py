"""When a region that turns about the pointing touches something: intervals of the angle of turning, for convex ones
with a smooth outline. (For boundaries of straight lines and circles see `meeting`, in closed form.)

A ring about the pointing (all directions at one offset) meets a region in one or two arcs. So the region, turned by Δ,
holds a point of that ring when Δ is the point's position angle less one of the arc. Two regions touch when one holds a
point of the other's outline, which leads to the largest of such differences along the outline; it is found on a coarse
set of points first, then closer and closer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.intervals import Interval
from vhegui.core.regions.region import Convex
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

SAMPLES = 96  # points of an outline to begin with
ROUNDS = 4  # of looking closer
CLOSE = 25  # points, in each of them
NEAR = 3  # nodes around the best one to look at: those are this sure


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs of rings inside a region: ring `which` is covered from position angle `low` to `high` > low, deg."""

    which: IntArray
    low: Array
    high: Array


@dataclass(frozen=True, eq=False)
class Turning:
    """A region, grown by `margin` deg on all sides, seen from a pointing (ra, dec, deg)."""

    region: Convex
    pointing: tuple[float, float]
    margin: float = 0.0

    def polar(self, at: AnyArray) -> tuple[Array, Array]:
        """Offset and position angle (deg) of points of the grown outline, see `Convex.edge`."""
        y, x, z = self._axes @ self.region.edge(at, self.margin).T
        return np.degrees(np.arctan2(np.hypot(x, y), z)), np.degrees(np.arctan2(x, y))

    @cached_property
    def _axes(self) -> Array:
        return np.stack(sphere.local_axes(*self.pointing))

    @property
    def reach(self) -> float:
        """Largest distance (deg) of the grown outline from the region's centre."""
        return self.region.bounding.radius + self.margin

    @cached_property
    def angle(self) -> float:
        """Position angle (deg) of the region's centre about the pointing."""
        return float(sphere.position_angle(*self.pointing, self.region.ra, self.region.dec))

    @cached_property
    def nodes(self) -> AnyArray:
        """Places on the outline, deg from 0 to 360: evenly spread, and those nearest to and furthest from the pointing,
        so that between neighbours the offset only grows or only falls.
        """
        step = 360.0 / SAMPLES
        even = step * np.arange(SAMPLES)
        offset = self.polar(even)[0]
        rising = np.diff(offset, prepend=offset[-1]) > 0.0
        extreme = even[rising != np.roll(rising, -1)]
        for _ in range(ROUNDS):
            before, middle, after = np.split(
                self.polar(np.concatenate([extreme - step, extreme, extreme + step]))[0], 3
            )
            bend = before - 2.0 * middle + after
            move = np.divide(0.5 * (before - after), bend, out=np.zeros_like(bend), where=bend != 0.0)
            extreme, step = extreme + step * np.clip(move, -1.0, 1.0), step / 8.0
        inner = np.sort(np.concatenate([even, extreme % 360.0]))
        return np.append(inner, inner[0] + 360.0)

    @cached_property
    def outline(self) -> tuple[Array, Array]:
        """`polar` of the nodes."""
        return self.polar(self.nodes)

    def branch(self, left: int) -> IntArray:
        """The nodes, shape (k,), of the part around node `left` along which the offset only grows or only falls."""
        grows = np.diff(self.outline[0]) > 0.0
        ends = np.flatnonzero(grows != np.roll(grows, 1))
        after = int(np.searchsorted(ends, left, side="right")) % len(ends)
        start = int(ends[after - 1]) - (len(grows) if ends[after - 1] > left else 0)
        stop = int(ends[after]) + (len(grows) if ends[after] <= left else 0)
        return np.arange(start, stop + 1)

    def places(self, index: IntArray) -> AnyArray:
        """The places (deg) of nodes, counted on beyond the first and the last."""
        count = len(self.nodes) - 1
        return self.nodes[index % count] + 360.0 * (index // count)

    @cached_property
    def holds_pointing(self) -> bool:
        """Whether the pointing itself is inside: the outline then goes once round it."""
        return abs(float(_signed(np.diff(self.outline[1])).sum())) > 180.0

    def arcs(self, offset: Array) -> Arcs:
        """Where rings at these offsets (deg, shape (m,)) lie inside."""
        nodes, theta = self.nodes, self.outline[0]
        ring, left, part = _chords(theta, offset)
        angle = self._crossings(nodes[left], nodes[left + 1], part, offset[ring])
        found = _paired(ring, angle % 360.0, entering=theta[left + 1] >= offset[ring])
        if not self.holds_pointing:
            return found
        full = np.flatnonzero(offset < theta.min())
        low = np.concatenate([found.low, np.zeros(len(full))])
        return Arcs(np.concatenate([found.which, full]), low, np.concatenate([found.high, np.full(len(full), 360.0)]))

    def _crossings(self, left: Array, right: Array, part: Array, offset: Array) -> Array:
        """Position angle (deg) where the outline between two places passes `offset`: regula falsi, Illinois form."""
        low, high = self.polar(left)[0] - offset, self.polar(right)[0] - offset
        at, angle = left + part * (right - left), np.zeros_like(left)
        for _ in range(8):
            theta, angle = self.polar(at)
            miss = theta - offset
            same = np.sign(miss) == np.sign(high)
            left, low = np.where(same, left, right), np.where(same, 0.5 * low, high)
            right, high = at, miss
            at = right - high * np.divide(right - left, high - low, out=np.zeros_like(at), where=high != low)
        return angle

    def hit_by(self, offset: Array, angle: Array) -> list[Interval]:
        """Angles of turning (deg) for which the region holds one of the points at `offset`, `angle` (deg)."""
        arcs = self.arcs(offset)
        begin, end = angle[arcs.which] - arcs.high, angle[arcs.which] - arcs.low
        return [(float(low), float(high)) for low, high in zip(begin, end, strict=True)]


def touching(first: Turning, second: Turning) -> Interval | None:
    """Angles (deg) from lowest to highest by which `first`, when turned, touches `second`; None where it never does.

    Neither may hold the pointing. Both are convex, so there is no gap between the lowest and the highest angle.
    """
    (theta, phi), (offset, angle) = first.outline, second.outline
    point, left, part = _chords(theta, offset)
    if not len(point):
        return None
    other = phi[left] + part * _signed(phi[left + 1] - phi[left])
    apart = _signed(second.angle - first.angle)
    turn = apart + _signed(angle[point] - second.angle) - _signed(other - first.angle)
    lowest, highest = int(turn.argmin()), int(turn.argmax())
    end = _closer(first, second, int(left[highest]), int(point[highest]), 1.0)
    if first.region == second.region:
        return -end, end
    return -_closer(first, second, int(left[lowest]), int(point[lowest]), -1.0), end


def _closer(first: Turning, second: Turning, left: int, point: int, sign: float) -> float:
    """The highest angle of turning (times `sign`) between places on both outlines, by looking at ever shorter parts.

    left : the part of the first outline from this node to the next · point : a node of the second, and those beside it.
    """
    branch, around = first.branch(left), point + np.arange(-NEAR, NEAR + 1)
    theta, offset = (
        first.outline[0][branch % (len(first.nodes) - 1)],
        second.outline[0][around % (len(second.nodes) - 1)],
    )
    own, places = first.places(branch), second.places(around)
    near, turn, best = slice(0, len(places)), np.zeros(1), 0
    for _ in range(ROUNDS):
        passing, step = _at_offset(theta, own, offset[near]), np.diff(own).max()
        own = np.linspace(max(passing.min() - step, own[0]), min(passing.max() + step, own[-1]), CLOSE)
        places = np.linspace(places[near][0], places[near][-1], CLOSE)
        theta, phi = first.polar(own)
        offset, angle = second.polar(places)
        passed = _at_offset(theta, _signed(phi - first.angle), offset)
        turn = sign * (_signed(second.angle - first.angle) + _signed(angle - second.angle) - passed)
        turn[(offset < theta.min()) | (offset > theta.max())] = -np.inf
        best = int(turn.argmax())
        near = slice(max(best - 1, 0), best + 2)
    return float(turn[best])


def _at_offset(theta: Array, values: AnyArray, offset: Array) -> Array:
    """`values` along a branch with rising or falling `theta`, where it passes `offset`."""
    return np.interp(offset, theta, values) if theta[-1] > theta[0] else np.interp(offset, theta[::-1], values[::-1])


def _chords(theta: Array, offset: Array) -> tuple[IntArray, IntArray, Array]:
    """Where an outline with nodes at offsets `theta` passes each of `offset`: which, after which node, and how far
    (0 to 1) to the next.
    """
    beyond = theta >= offset[:, None]
    ring, left = np.nonzero(beyond[:, 1:] != beyond[:, :-1])
    return ring, left, (offset[ring] - theta[left]) / (theta[left + 1] - theta[left])


def _paired(ring: IntArray, angle: Array, entering: BoolArray) -> Arcs:
    """Arcs from where a ring enters a region (towards rising position angle) to where it leaves it next."""
    order = np.lexsort((angle, ring))
    ring, angle, entering = ring[order], angle[order], entering[order]
    start = np.flatnonzero(entering)
    first, last = np.searchsorted(ring, ring[start]), np.searchsorted(ring, ring[start], side="right")
    stop = np.where(start + 1 < last, start + 1, first)
    return Arcs(ring[start], angle[start], angle[start] + (angle[stop] - angle[start]) % 360.0)


def _signed(angle: Array | float) -> Array:
    """The same angle from -180 to 180 deg."""
    return np.asarray((np.asarray(angle) + 180.0) % 360.0 - 180.0)
