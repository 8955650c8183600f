"""ON and OFF counts of a run, fast enough to follow the mouse.

All regions of a run lie on one ring about its pointing. Events are kept sorted by their offset from the pointing,
so a ring is a slice; inside it, an event at offset θ is within `radius` of a region centre exactly when its position
angle is within a half-width w(θ) of the centre's (spherical law of cosines), which is computed once per event.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ring import OffRegions
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class RingEvents:
    """Events of one run about its pointing, sorted by offset.

    offset, angle : shape (n,), deg, offset from the pointing and position angle about it
    energy_bin : shape (n,), int64, reconstructed-energy bin, -1 below and `n_bins` above the axis.
    """

    offset: Array
    angle: Array
    energy_bin: IntArray
    n_bins: int
    sin_offset: Array
    cos_offset: Array


@dataclass(frozen=True, eq=False)
class RegionCounts:
    """Counts against reconstructed energy: `on`, `off` with shape (n_reco,), float64."""

    on: Array
    off: Array


def ring_events(
    ra: Array, dec: Array, energy: Array, pointing: tuple[float, float], axis: EnergyAxis, max_offset: float = 90.0
) -> RingEvents:
    """Sort events (deg, TeV) by offset from the pointing; events outside the axis or the field are left out.

    max_offset : deg, beyond which no region can lie.
    """
    bins = axis.bin_index(energy)
    keep = (bins >= 0) & (bins < axis.n)
    offset = sphere.separation(*pointing, ra[keep], dec[keep])
    order = np.argsort(offset, kind="stable")
    order = order[: int(np.searchsorted(offset[order], max_offset))]
    angle = sphere.position_angle(*pointing, ra[keep][order], dec[keep][order])
    offset = offset[order]
    radians = np.radians(offset)
    return RingEvents(offset, angle, bins[keep][order], axis.n, np.sin(radians), np.cos(radians))


def count_regions(events: RingEvents, source: Circle, off: OffRegions) -> RegionCounts:
    """Counts per energy bin in the ON region and in all OFF regions of the run."""
    ring = _ring_slice(events, off.offset, source.radius)
    theta, angle, bins = events.offset[ring], events.angle[ring], events.energy_bin[ring]
    cosine = _cosine_limit(events.sin_offset[ring], events.cos_offset[ring], off.offset, source.radius)
    away = np.radians(angle - off.on_angle)
    on = np.bincount(bins[np.cos(away) >= cosine], minlength=events.n_bins).astype(float)
    if len(off) == 0:
        return RegionCounts(on, np.zeros(events.n_bins))
    if off.planar:
        cosine = _planar_cosine_limit(theta, off.offset, off.radius)
    inside = _near_any(angle, np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), cosine <= 1.0, off.angles)
    return RegionCounts(on, np.bincount(bins[inside], minlength=events.n_bins).astype(float))


def _ring_slice(events: RingEvents, offset: float, radius: float) -> slice:
    # Tangent-plane circles reach a little further than circles on the sphere; the exact test follows.
    margin = 1.01 * radius
    low, high = np.searchsorted(events.offset, [offset - margin, offset + margin])
    return slice(int(low), int(high))


def _cosine_limit(sin_theta: Array, cos_theta: Array, offset: float, radius: float) -> Array:
    """Cosine of the half-width w(θ): an event is inside when cos(Δ angle) is not below it; > 1 never, < -1 always."""
    d = np.radians(offset)
    numerator = np.cos(np.radians(radius)) - np.cos(d) * cos_theta
    return numerator / np.maximum(np.sin(d) * sin_theta, 1e-300)


def _planar_cosine_limit(theta: Array, offset: float, radius: float) -> Array:
    """The same for circles in the tangent plane about the pointing (law of cosines in the plane)."""
    rho, centre, r = np.tan(np.radians(theta)), np.tan(np.radians(offset)), np.radians(radius)
    return (rho**2 + centre**2 - r**2) / np.maximum(2.0 * rho * centre, 1e-300)


def _near_any(angle: Array, half_width: Array, possible: BoolArray, centres: AnyArray) -> BoolArray:
    """Whether each position angle is within its half-width of the nearest of `centres` (all deg)."""
    ordered = np.sort(np.asarray(centres) % 360.0)
    ordered = np.concatenate(([ordered[-1] - 360.0], ordered, [ordered[0] + 360.0]))
    above = np.searchsorted(ordered, angle)
    nearest = np.minimum(
        np.abs(angle - ordered[above - 1]), np.abs(ordered[np.minimum(above, len(ordered) - 1)] - angle)
    )
    return possible & (nearest <= half_width)
