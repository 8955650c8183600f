"""The ring of positions at the ON region's offset: every OFF region of a run lies on it.

A point of the ring is given by its position angle about the pointing, so overlap with the ON region, with
exclusions and with each other becomes a question about intervals of angle, answered exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.exclusions import Discs
from vhegui.core.typing import Array

EXCLUSION = "exclusion"
SOURCE = "overlap with ON"
FIELD = "outside the field of view"
OTHER_OFF = "overlap with another OFF region"


@dataclass(frozen=True)
class Rejected:
    """A candidate position of an OFF region that was not used, and why."""

    angle: float
    reason: str


@dataclass(frozen=True, eq=False)
class OffRegions:
    """OFF regions of one run: circles of the ON radius at the ON offset about the pointing.

    pointing_ra, pointing_dec, radius, offset, on_angle : deg · angles : shape (n,), deg, rising from the ON
    region's own position angle · planar : the circles are meant in the tangent plane about the pointing
    (gammapy's geometry), with tangent-plane radius `radius`.
    """

    pointing_ra: float
    pointing_dec: float
    radius: float
    offset: float
    on_angle: float
    angles: Array
    rejected: tuple[Rejected, ...] = ()
    planar: bool = False

    def __len__(self) -> int:
        return len(self.angles)

    @cached_property
    def centres(self) -> tuple[Array, Array]:
        """Right ascension and declination of the centres, deg, shape (n,)."""
        return sphere.offset_by(self.pointing_ra, self.pointing_dec, self.angles, self.offset)

    @cached_property
    def rejected_centres(self) -> tuple[Array, Array]:
        """Centres of the rejected candidates, deg."""
        angles = np.array([candidate.angle for candidate in self.rejected])
        return sphere.offset_by(self.pointing_ra, self.pointing_dec, angles, self.offset)


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
) -> list[tuple[float, float]]:
    """Merged intervals of angle from `on_angle`, in [0, 360], where an OFF circle would touch an excluded disc.

    pointing : ra, dec · radius : of the OFF region; all deg.
    """
    ra, dec, disc_radius = discs.ra, discs.dec, discs.radius
    if len(ra) == 0:
        return []
    distance = sphere.separation(*pointing, ra, dec)
    near = np.abs(distance - offset) < disc_radius + radius
    if not near.any():
        return []
    half = blocked_half_width(offset, distance[near], disc_radius[near] + radius)
    middle = (sphere.position_angle(*pointing, ra[near], dec[near]) - on_angle) % 360.0
    return merge_intervals([(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True) if h > 0.0])


def merge_intervals(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Union of intervals of angle (deg), wrapped into [0, 360], sorted."""
    pieces: list[tuple[float, float]] = []
    for low, high in intervals:
        if high - low >= 360.0:
            return [(0.0, 360.0)]
        low_wrapped = low % 360.0
        high_wrapped = low_wrapped + (high - low)
        pieces.append((low_wrapped, min(high_wrapped, 360.0)))
        if high_wrapped > 360.0:
            pieces.append((0.0, high_wrapped - 360.0))
    merged: list[tuple[float, float]] = []
    for low, high in sorted(pieces):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
