"""Reflected OFF regions: as many as fit on the ring of the ON region (Berge, Funk & Hinton 2007, A&A 466, 1219).

Two placements. "packed" is ours: exact circles on the sphere that never overlap, packed from the end of
every blocked interval, so that no room is lost. "gammapy" repeats the peer's search, for comparison:
see `vhegui.core.regions.reflected_lattice`.
"""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.off_regions import OffRegions, Rejected, blocked_intervals, touching_angle

EXCLUSION = "exclusion"
SOURCE = "overlap with ON"
FIELD = "outside the field of view"
OTHER_OFF = "overlap with another OFF region"


def place_packed(
    source: Circle,
    pointing: tuple[float, float],
    discs: Discs,
    field_of_view: float = np.inf,
    min_distance: float = 0.0,
    min_distance_source: float = 0.05,
    max_regions: int = 1000,
) -> OffRegions:
    """As many OFF circles as fit on the ring, greedily from every blocked interval's end (optimal on an interval).

    pointing : ra, dec, deg · field_of_view : radius, deg
    min_distance : free space between two OFF regions, deg · min_distance_source : between ON and OFF, deg.
    """
    ra, dec = pointing
    offset = float(sphere.separation(ra, dec, source.ra, source.dec))
    on_angle = float(sphere.position_angle(ra, dec, source.ra, source.dec))
    step = touching_angle(offset, 2.0 * source.radius + min_distance)
    keep_out = touching_angle(offset, 2.0 * source.radius + min_distance_source)
    blocked = blocked_intervals(pointing, offset, on_angle, discs, source.radius)
    if keep_out >= 180.0:
        angles, rejected = [], [Rejected((on_angle + 180.0) % 360.0, SOURCE)]
    elif offset + source.radius > field_of_view:
        angles, rejected = [], [Rejected((on_angle + 180.0) % 360.0, FIELD)]
    else:
        angles, rejected = _pack(keep_out, 360.0 - keep_out, step, blocked, max_regions)
        rejected = [Rejected((on_angle + item.angle) % 360.0, item.reason) for item in rejected]
    centres = (on_angle + np.array(angles, dtype=float)) % 360.0
    return OffRegions(ra, dec, source.radius, offset, on_angle, centres, tuple(rejected))


def _pack(
    start: float, stop: float, step: float, blocked: list[tuple[float, float]], max_regions: int
) -> tuple[list[float], list[Rejected]]:
    """Accepted angles between `start` and `stop`, and the candidates that fell into a blocked interval."""
    accepted: list[float] = []
    rejected: list[Rejected] = []
    angle, tolerance = start, 1e-9
    for low, high in [*blocked, (stop + 2 * tolerance, np.inf)]:
        while angle <= min(low, stop + tolerance) and len(accepted) < max_regions:
            accepted.append(angle)
            angle += step
        while low < angle < min(high, stop):
            rejected.append(Rejected(angle, EXCLUSION))
            if angle + step >= high:
                break
            angle += step
        if high < np.inf:
            angle = max(angle, high)
    return accepted, rejected


def place_wobble(
    source: Circle,
    pointing: tuple[float, float],
    discs: Discs,
    n_regions: int,
    field_of_view: float = np.inf,
    least_radius: float | None = None,
) -> OffRegions:
    """`n_regions` OFF circles spread evenly with the ON region: 3 are at 90, 180 and 270 deg about the pointing.

    least_radius : deg, of circles whose radius depends on energy and is `source.radius` at most: only circles of this
    radius must keep apart, the counting sees to larger ones (`vhegui.core.spectra.region_counts.count_with_cut`).
    """
    ra, dec = pointing
    offset = float(sphere.separation(ra, dec, source.ra, source.dec))
    on_angle = float(sphere.position_angle(ra, dec, source.ra, source.dec))
    spacing = 360.0 / (n_regions + 1)
    step = touching_angle(offset, 2.0 * (least_radius or source.radius))
    blocked = blocked_intervals(pointing, offset, on_angle, discs, source.radius)
    accepted: list[float] = []
    rejected: list[Rejected] = []
    for angle in spacing * np.arange(1, n_regions + 1):
        reason = ""
        if offset + source.radius > field_of_view:
            reason = FIELD
        elif min(angle, 360.0 - angle) < step - 1e-9:
            reason = SOURCE
        elif accepted and angle - accepted[-1] < step - 1e-9:
            reason = OTHER_OFF
        elif any(low < angle < high for low, high in blocked):
            reason = EXCLUSION
        if reason:
            rejected.append(Rejected(float((on_angle + angle) % 360.0), reason))
        else:
            accepted.append(float(angle))
    centres = (on_angle + np.array(accepted, dtype=float)) % 360.0
    return OffRegions(ra, dec, source.radius, offset, on_angle, centres, tuple(rejected))
