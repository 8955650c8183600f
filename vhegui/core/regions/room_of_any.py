"""Where copies of a region with any boundary fit: as `room` has it for circles and ellipses, in closed form.

A copy touches something where their boundaries meet. Between the angles where they do, a copy either keeps clear of all
exclusions, or holds one of them wholly, or lies in one; which of these is asked once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.boundary import Boundary, together
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.intervals import Interval, gaps, merge_intervals
from vhegui.core.regions.meeting import Branches, meeting
from vhegui.core.regions.region import Region


def turn_apart(source: Region, pointing: tuple[float, float], gap: float) -> float:
    """Angle (deg) about a pointing beyond which two copies of a region leave `gap` (deg) free between them; 360 where
    half a turn does not.

    Copies that could be hooked into each other are not.
    """
    own = Branches.of(source.boundary, pointing)
    grown = Branches.of(source.boundary, pointing, gap) if gap else own
    near = merge_intervals(meeting(grown, own))  # the same to both sides
    furthest = max((min(high, 180.0) for low, high in near if low <= 180.0), default=360.0)  # never apart
    holds_pointing = source.contains(*(np.array([each]) for each in pointing)).any()
    return 360.0 if furthest > 180.0 - 1e-6 or holds_pointing else furthest


def outermost(source: Region, pointing: tuple[float, float]) -> float:
    """The largest offset from a pointing inside a region, deg."""
    return float(np.degrees(Branches.of(source.boundary, pointing).high.max()))


def blocked_turns(source: Region, pointing: tuple[float, float], discs: Discs) -> list[Interval]:
    """Merged intervals of turning (deg), in [0, 360], where a region would touch an exclusion, hold it or lie in it."""
    own, others = Branches.of(source.boundary, pointing), (*discs.others, *discs.obstacles)
    none = np.empty((0, 3))
    circles = Boundary(sphere.unit_vectors(discs.ra, discs.dec), discs.radius, none, none)
    boundaries = [circles, *(each.boundary for each in others)]
    touched = [turn for each in boundaries for turn in meeting(own, Branches.of(each, pointing))]
    places = together(boundaries).places
    within = [
        (low, high)
        for low, high in gaps(merge_intervals(touched))
        if _is_within(source.rotated(*pointing, 0.5 * (low + high)), discs, others, places)
    ]
    return merge_intervals(touched + within)


def _is_within(region: Region, discs: Discs, others: Sequence[Region], places: np.ndarray) -> bool:
    """Whether a region whose boundary meets no exclusion's holds one, or lies in one. places : of their boundaries."""
    if region.contains(*sphere.lon_lat(places)).any():
        return True
    ra, dec = sphere.lon_lat(region.boundary.places)
    in_disc = sphere.separation(ra[:, None], dec[:, None], discs.ra, discs.dec) <= discs.radius
    return bool(in_disc.any() or any(each.contains(ra, dec).any() for each in others))
