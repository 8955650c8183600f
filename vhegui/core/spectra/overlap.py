"""Exposure of OFF regions that overlap each other or the ON region, for radii that depend on energy.

A radius that grows towards low energies can make the regions of a ring run into each other. An event then counts once:
in ON if it is inside the ON circle, else in OFF if it is inside any OFF circle. The ratio alpha of the exposures is
that of the solid angles, of the ON circle and of what the OFF circles cover outside it; the acceptance is taken to be
the same all along the ring, as for regions apart from each other, where alpha is one over their number.
"""

from __future__ import annotations

import numpy as np

from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.room import touching_angle
from vhegui.core.typing import Array, BoolArray

RINGS = 200


def narrowest_gap(off: OffRegions) -> float:
    """Smallest angle (deg) about the pointing between the centres of two regions, ON among them."""
    return float(_gaps(off).min())


def overlapping(off: OffRegions, radius: Array) -> BoolArray:
    """Whether regions of each `radius` (deg) overlap; shape of `radius`."""
    gap = narrowest_gap(off)
    return np.array([touching_angle(off.offset, 2.0 * r) > gap + 1e-9 for r in np.ravel(radius)]).reshape(radius.shape)


def exposure_ratio(off: OffRegions, radius: float) -> float:
    """ON / OFF exposure for circles of `radius` (deg); 0 where ON leaves nothing of OFF, or there is none.

    Solid angles are integrated over rings about the pointing: a circle covers 2 w(θ) of the ring at offset θ (spherical
    law of cosines), all circles together Σ min(2w, gap to the next one).
    """
    if len(off) == 0:
        return 0.0
    low = max(off.offset - radius, 0.0)
    theta = np.radians(low + (np.arange(RINGS) + 0.5) * (off.offset + radius - low) / RINGS)
    d, r = np.radians(off.offset), np.radians(radius)
    cosine = (np.cos(r) - np.cos(d) * np.cos(theta)) / np.maximum(np.sin(d) * np.sin(theta), 1e-300)
    width = 2.0 * np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    on = float((width * np.sin(theta)).sum())
    covered = float((np.minimum(width[:, None], _gaps(off)).sum(axis=1) * np.sin(theta)).sum())
    return on / (covered - on) if covered - on > 1e-9 * on else 0.0


def _gaps(off: OffRegions) -> Array:
    """Angles (deg) from each region of the ring, ON among them, to the next; they add up to 360."""
    angles = np.sort(np.append(off.angles, off.on_angle) % 360.0)
    return np.diff(np.append(angles, angles[0] + 360.0))
