"""Where on the ring of the ON region's offset copies of it fit: angles of turning about the pointing, all in deg.

What stands in the way of a copy (ON itself, exclusions, other copies) does so in intervals of its angle, which are
found exactly: for circles by the spherical law of cosines, for ellipses by `vhegui.core.regions.turning`, for all other
shapes by `vhegui.core.regions.meeting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.intervals import Interval, merge_intervals
from vhegui.core.regions.obstacle import blocked_by
from vhegui.core.regions.region import Region
from vhegui.core.regions.room_of_any import blocked_turns, outermost, turn_apart
from vhegui.core.regions.turning import Turning, touching
from vhegui.core.typing import EMPTY, Array

OUTLINE = 720  # points of an exclusion around the pointing
FINE = 50  # points of an obstacle's boundary in the smallest distance from a region's centre to its outline


@dataclass(frozen=True, eq=False)
class Room:
    """What limits copies of an ON region about a pointing.

    offset, on_angle : of the region's centre, from and about the pointing · outermost : largest offset inside it
    blocked : intervals of angle from `on_angle`, in [0, 360], where a copy would touch an exclusion
    apart : free space between two copies → the angle between them that leaves it; 360 where none does.
    """

    offset: float
    on_angle: float
    outermost: float
    blocked: list[Interval]
    apart: Callable[[float], float]


def room_for(source: Region, pointing: tuple[float, float], discs: Discs) -> Room:
    """The limits of copies of `source` about a pointing (ra, dec)."""
    offset = float(sphere.separation(*pointing, source.ra, source.dec))
    on_angle = float(sphere.position_angle(*pointing, source.ra, source.dec))
    if isinstance(source, Circle):
        blocked = blocked_intervals(pointing, offset, on_angle, discs, source.radius)
        radius = source.radius
        return Room(offset, on_angle, offset + radius, blocked, lambda gap: touching_angle(offset, 2.0 * radius + gap))
    if isinstance(source, Ellipse):
        shape = Turning(source, pointing)
        blocked, furthest = _blocked_turns(shape, discs), float(shape.outline[0].max())
        return Room(offset, on_angle, furthest, blocked, lambda gap: _turn_apart(shape, gap))
    blocked = blocked_turns(source, pointing, discs)
    if isinstance(source, Annulus):  # of the same size, so that none fits into the hole of another
        return replace(room_for(source.outer, pointing, Discs(EMPTY, EMPTY, EMPTY)), blocked=blocked)
    return Room(offset, on_angle, outermost(source, pointing), blocked, lambda gap: turn_apart(source, pointing, gap))


def _turn_apart(shape: Turning, gap: float) -> float:
    """Angle between two copies of a region with `gap` between them."""
    grown = Turning(shape.region, shape.pointing, gap) if gap else shape
    if grown.holds_pointing:
        return 360.0
    turns = touching(grown, shape)
    return 360.0 if turns is None else turns[1]


def _blocked_turns(shape: Turning, discs: Discs) -> list[Interval]:
    """Merged intervals of turning, in [0, 360], where a region would touch an exclusion."""
    found: list[Interval] = []
    if not shape.holds_pointing:
        distance = sphere.separation(*shape.pointing, discs.ra, discs.dec)
        angle = sphere.position_angle(*shape.pointing, discs.ra, discs.dec)
        low, high = shape.outline[0].min(), shape.outline[0].max()
        near = (distance > low - discs.radius) & (distance < high + discs.radius)
        for radius in np.unique(discs.radius[near]):
            alike = near & (discs.radius == radius)
            found += Turning(shape.region, shape.pointing, float(radius)).hit_by(distance[alike], angle[alike])
        for other in discs.others:
            found += _turns_to(shape, Turning(other, shape.pointing))
        for obstacle in discs.obstacles:
            found += _turns_to_obstacle(shape, obstacle)
    return merge_intervals(found)


def _turns_to(shape: Turning, other: Turning) -> list[Interval]:
    """Intervals of turning where a region that does not hold the pointing would touch an excluded one."""
    if not other.holds_pointing:
        turns = touching(shape, other)
        return [] if turns is None else [turns]
    # The excluded outline goes round the pointing: its points, each with the space to the next, stand for it.
    at = np.linspace(0.0, 360.0, OUTLINE, endpoint=False)
    points = other.region.edge(at)
    space = float(np.degrees(np.linalg.norm(points - np.roll(points, 1, axis=0), axis=1).max()))
    found = Turning(shape.region, shape.pointing, 0.5 * space).hit_by(*other.polar(at))
    inside = other.arcs(sphere.separation(*shape.pointing, np.array([shape.region.ra]), np.array([shape.region.dec])))
    return found + [
        (float(low - shape.angle), float(high - shape.angle)) for low, high in zip(inside.low, inside.high, strict=True)
    ]


def _turns_to_obstacle(shape: Turning, obstacle: Region) -> list[Interval]:
    """Intervals of turning where a region would hold a point of an obstacle's boundary, or have its centre inside.

    Points stand for the boundary, and the region is grown by what of it could reach between two of them: 10⁻⁴ of its
    size for an ellipse (the sagitta s²/8ρ where its outline is most curved, ρ = b²/a).
    """
    points = obstacle.boundary.points(float(shape.region.radii()[0].min()) / FINE)
    ra, dec = sphere.lon_lat(points)
    distance = sphere.separation(*shape.pointing, ra, dec)
    grown = Turning(shape.region, shape.pointing, shape.reach / (8.0 * FINE**2))
    near = (distance >= grown.outline[0].min()) & (distance <= grown.outline[0].max())
    found = grown.hit_by(distance[near], sphere.position_angle(*shape.pointing, ra[near], dec[near]))
    offset = float(sphere.separation(*shape.pointing, shape.region.ra, shape.region.dec))
    inside = blocked_by(obstacle, shape.pointing, offset, 0.0)
    return found + [(low - shape.angle, high - shape.angle) for low, high in inside]


def touching_angle(offset: float, distance: float) -> float:
    """Angle (deg) about the pointing between two points of the ring that are `distance` deg apart; 360 if none are."""
    sine = np.sin(np.radians(distance) / 2.0) / max(np.sin(np.radians(offset)), 1e-300)
    return float(2.0 * np.degrees(np.arcsin(sine))) if sine < 1.0 else 360.0


def blocked_half_width(offset: float, disc_offset: Array, reach: Array) -> Array:
    """Half of the interval of angles (deg) whose ring points are within `reach` of a disc centre: 0 none, 180 all.

    offset, disc_offset : deg, distance of the ring and of the disc centre from the pointing · reach : deg.
    """
    d, dx, r = np.radians(offset), np.radians(disc_offset), np.radians(reach)
    numerator = np.cos(r) - np.cos(d) * np.cos(dx)
    denominator = np.maximum(np.sin(d) * np.sin(dx), 1e-300)
    return np.degrees(np.arccos(np.clip(numerator / denominator, -1.0, 1.0)))


def blocked_intervals(
    pointing: tuple[float, float], offset: float, on_angle: float, discs: Discs, radius: float
) -> list[Interval]:
    """Merged intervals of angle from `on_angle`, in [0, 360], where an OFF circle would touch an exclusion.

    pointing : ra, dec · radius : of the OFF region; all deg.
    """
    found = _by_discs(pointing, offset, on_angle, discs, radius)
    for other in discs.others:
        arcs = Turning(other, pointing, radius).arcs(np.array([offset]))
        found += [
            (float(low - on_angle), float(high - on_angle)) for low, high in zip(arcs.low, arcs.high, strict=True)
        ]
    for obstacle in discs.obstacles:
        found += [(low - on_angle, high - on_angle) for low, high in blocked_by(obstacle, pointing, offset, radius)]
    return merge_intervals(found)


def _by_discs(
    pointing: tuple[float, float], offset: float, on_angle: float, discs: Discs, radius: float
) -> list[Interval]:
    """The intervals of angle from `on_angle` where an OFF circle would touch an excluded disc."""
    ra, dec, disc_radius = discs.ra, discs.dec, discs.radius
    if len(ra) == 0:
        return []
    distance = sphere.separation(*pointing, ra, dec)
    near = np.abs(distance - offset) < disc_radius + radius
    if not near.any():
        return []
    half = blocked_half_width(offset, distance[near], disc_radius[near] + radius)
    middle = (sphere.position_angle(*pointing, ra[near], dec[near]) - on_angle) % 360.0
    return [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True) if h > 0.0]
