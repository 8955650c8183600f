"""Parts of the sky of any shape that OFF regions keep out of: where they are in the way."""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.intervals import Interval
from vhegui.core.regions.region import Region
from vhegui.core.typing import Array, BoolArray


def is_near(obstacle: Region, ra: Array, dec: Array, reach: Array | float) -> BoolArray:
    """Whether places (deg) are within `reach` (deg) of an obstacle or inside it; shape (n,)."""
    ra, dec, reach = (np.array(each, dtype=np.float64) for each in np.broadcast_arrays(ra, dec, reach))
    circle = obstacle.bounding
    near = sphere.separation(circle.ra, circle.dec, ra, dec) <= circle.radius + reach
    if near.any():
        ra, dec = ra[near], dec[near]
        beside = obstacle.boundary.distance(sphere.unit_vectors(ra, dec)) <= reach[near]
        near[near] = beside | obstacle.contains(ra, dec)
    return near


def blocked_by(obstacle: Region, pointing: tuple[float, float], offset: float, reach: float) -> list[Interval]:
    """Position angles (deg) of the places at `offset` from a pointing (ra, dec) within `reach` of an obstacle; deg.

    >>> from vhegui.core.regions.rectangle import Rectangle
    >>> box = Rectangle(83.63, 23.01, width=0.2, height=0.2)  # half a degree north of the pointing
    >>> [[round(angle, 3) for angle in each] for each in blocked_by(box, (83.63, 22.51), 0.5, 0.0)]
    [[348.463, 371.537]]
    """
    north, east, centre = sphere.local_axes(*pointing)
    cosine, sine = np.cos(np.radians(offset)), np.sin(np.radians(offset))
    poles, levels, where, within = obstacle.boundary.parallels(reach)
    to_north, to_east = poles @ north, poles @ east
    share = (levels - cosine * (poles @ centre)) / np.maximum(sine * np.hypot(to_north, to_east), 1e-300)
    crossing = np.abs(share) <= 1.0
    middle = np.degrees(np.arctan2(to_east, to_north))[crossing]
    half = np.degrees(np.arccos(share[crossing]))
    ends = np.concatenate([middle - half, middle + half]) % 360.0
    places = sphere.unit_vectors(*sphere.offset_by(*pointing, ends, offset))
    close = (places * np.tile(where[crossing], (2, 1))).sum(axis=1) >= np.tile(np.cos(np.radians(within[crossing])), 2)
    ends = np.unique(ends[close])
    if not len(ends):
        ends = np.zeros(1)
    following = np.append(ends[1:], ends[0] + 360.0)
    inside = is_near(obstacle, *sphere.offset_by(*pointing, 0.5 * (ends + following), offset), reach)
    joined: list[Interval] = []
    for low, high in zip(ends[inside].tolist(), following[inside].tolist(), strict=True):
        if joined and joined[-1][1] == low:
            low = joined.pop()[0]
        joined.append((low, high))
    if len(joined) > 1 and joined[-1][1] == joined[0][0] + 360.0:
        joined[-1] = (joined[-1][0], joined.pop(0)[1] + 360.0)
    return joined
