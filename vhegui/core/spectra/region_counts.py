"""ON and OFF counts of a run, fast enough to follow the mouse.

All regions of a run lie on one ring about its pointing. Events are kept sorted by their offset from the pointing,
so a ring is a slice; inside it, an event at offset θ is within `radius` of a region centre exactly when its position
angle is within a half-width w(θ) of the centre's (spherical law of cosines), which is computed once per event. So the
radius may be another one for each event, as a directional cut that depends on energy needs. For regions that are no
circles see `in_copies`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.background.method import Off
from vhegui.core.background.scattered import ScatteredOff, in_circle
from vhegui.core.irf.base import RadMax
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.region import Region
from vhegui.core.spectra.in_copies import in_copies
from vhegui.core.spectra.overlap import exposure_ratio, overlapping
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

REMEMBERED = 100  # circles


@dataclass(frozen=True, eq=False)
class OffsetEvents:
    """Events of one run about its pointing, sorted by offset.

    offset, angle : shape (n,), deg, offset from the pointing and position angle about it · energy : shape (n,), TeV
    energy_bin : shape (n,), int64, reconstructed-energy bin, -1 below and `n_bins` above the axis
    index : shape (n,), int64, place of each event in the list it came from.
    """

    offset: Array
    angle: Array
    energy_bin: IntArray
    n_bins: int
    sin_offset: Array
    cos_offset: Array
    energy: Array
    index: IntArray
    _inside: dict[tuple[float, float, float], IntArray] = field(default_factory=dict, repr=False)

    def in_any_circle(self, places: tuple[Array, Array, Array]) -> BoolArray:
        """Which events lie in any circle; offsets and position angles of the centres, radii, deg, shape (m,) each.

        The events of a circle that stays where it is while another one is moved are remembered.
        """
        found = np.zeros(len(self.offset), dtype=np.bool_)
        for place in zip(*(each.tolist() for each in places), strict=True):
            inside = self._inside.pop(place, None)
            if inside is None:
                inside = np.flatnonzero(in_circle(self.offset, self.angle, *place))
                if len(self._inside) >= REMEMBERED:
                    del self._inside[next(iter(self._inside))]
            self._inside[place] = inside  # at the end: those asked for longest ago go first
            found[inside] = True
        return found

    def where(self, mask: BoolArray | IntArray) -> OffsetEvents:
        """The events for which `mask`, shape (n,), is true, or those at these places, which must not fall."""
        return OffsetEvents(
            self.offset[mask],
            self.angle[mask],
            self.energy_bin[mask],
            self.n_bins,
            self.sin_offset[mask],
            self.cos_offset[mask],
            self.energy[mask],
            self.index[mask],
        )


@dataclass(frozen=True, eq=False)
class RegionCounts:
    """Counts against reconstructed energy: `on`, `off` with shape (n_reco,), float64.

    alpha : shape (n_reco,), ON / OFF exposure ratio, 0 without OFF.
    """

    on: Array
    off: Array
    alpha: Array


def offset_events(
    ra: Array, dec: Array, energy: Array, pointing: tuple[float, float], axis: EnergyAxis, max_offset: float = 90.0
) -> OffsetEvents:
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
    bins, energy = bins[keep][order], energy[keep][order]
    index = np.flatnonzero(keep)[order]
    return OffsetEvents(offset, angle, bins, axis.n, np.sin(radians), np.cos(radians), energy, index)


def count_regions(events: OffsetEvents, source: Region, off: Off) -> RegionCounts:
    """Counts per energy bin in the ON region and in all OFF regions of the run."""
    if isinstance(off, ScatteredOff):
        return _count_scattered(events, off, source.bounding.radius)
    alpha = np.full(events.n_bins, 1.0 / len(off) if len(off) else 0.0)
    ring, on, outside = _in_ring(events, source, off)
    return RegionCounts(_histogram(events, ring, on), _histogram(events, ring, outside), alpha)


def count_with_cut(events: OffsetEvents, off: Off, cut: RadMax, axis: EnergyAxis) -> RegionCounts:
    """The same with a radius for each event: that of the directional cut at its reconstructed energy.

    Where regions overlap, an event counts once and alpha is that of what they cover, see `overlap`. A bin with several
    radii takes the mean alpha of its OFF events, so that alpha × OFF is the sum over them; without OFF events, alpha at
    its centre.
    """
    if isinstance(off, ScatteredOff):
        return _count_scattered_with_cut(events, off, cut, axis)
    ring = _ring_slice(events, off.offset, cut.extent(axis.edges[0], axis.edges[-1], off.offset)[1])
    radius = cut.radius(events.energy[ring], off.offset)
    on, cosine = _in_source(events, ring, off, radius)
    outside = _in_off(events, ring, off, cosine) & ~on
    counts_off = _histogram(events, ring, outside)
    centres = cut.radius(axis.centres, off.offset)
    radii, which = np.unique(np.concatenate((centres, radius[outside])), return_inverse=True)
    ratio = np.full(len(radii), 1.0 / len(off) if len(off) else 0.0)
    for k in np.flatnonzero(overlapping(off, radii)):
        ratio[k] = exposure_ratio(off, float(radii[k]))
    total = np.bincount(events.energy_bin[ring][outside], ratio[which[axis.n :]], axis.n)
    alpha = np.divide(total, counts_off, out=ratio[which[: axis.n]], where=counts_off > 0)
    return RegionCounts(_histogram(events, ring, on), counts_off, np.where(centres > 0.0, alpha, 0.0))


def region_members(
    events: OffsetEvents, source: Region, off: Off, cut: RadMax | None = None, axis: EnergyAxis | None = None
) -> tuple[IntArray, IntArray]:
    """Places in `events` of those that `count_regions` counts as ON and as OFF; of `count_with_cut` with cut and axis.

    axis : reconstructed energy, needed with a cut.
    """
    if isinstance(off, ScatteredOff):
        radius = cut.radius(events.energy, off.offset) if cut else source.bounding.radius
        on, outside = _in_scattered(events, off, radius)
        return np.flatnonzero(on), np.flatnonzero(outside)
    if cut is None or axis is None:
        ring, on, outside = _in_ring(events, source, off)
    else:
        ring = _ring_slice(events, off.offset, cut.extent(axis.edges[0], axis.edges[-1], off.offset)[1])
        on, cosine = _in_source(events, ring, off, cut.radius(events.energy[ring], off.offset))
        outside = _in_off(events, ring, off, cosine) & ~on
    return ring.start + np.flatnonzero(on), ring.start + np.flatnonzero(outside)


def _count_scattered(events: OffsetEvents, off: ScatteredOff, radius: float) -> RegionCounts:
    """Counts of OFF regions anywhere in the field."""
    on, outside = _in_scattered(events, off, radius)
    everything = slice(0, len(events.offset))
    return RegionCounts(
        _histogram(events, everything, on),
        _histogram(events, everything, outside),
        off.ratio(radius, events.n_bins),
    )


def _count_scattered_with_cut(events: OffsetEvents, off: ScatteredOff, cut: RadMax, axis: EnergyAxis) -> RegionCounts:
    """The same with the radius of a directional cut: an OFF event stands for the ON region of its own energy."""
    on, outside = _in_scattered(events, off, cut.radius(events.energy, off.offset))
    everything = slice(0, len(events.offset))
    counts_off = _histogram(events, everything, outside)
    centres, bins = cut.radius(axis.centres, off.offset), events.energy_bin[outside]
    of_events = cut.radius(events.energy[outside], off.offset)
    radii, which = np.unique(np.concatenate((centres, of_events)), return_inverse=True)
    ratio = np.stack([off.ratio(float(radius), axis.n) for radius in radii])
    total = np.bincount(bins, ratio[which[axis.n :], bins], axis.n)
    at_centre = ratio[which[: axis.n], np.arange(axis.n)]
    alpha = np.divide(total, counts_off, out=at_centre, where=counts_off > 0)
    return RegionCounts(_histogram(events, everything, on), counts_off, np.where(centres > 0.0, alpha, 0.0))


def _in_scattered(events: OffsetEvents, off: ScatteredOff, radius: Array | float) -> tuple[BoolArray, BoolArray]:
    """Which events lie in ON, of this radius (deg, one for all or one for each), and which in any OFF circle."""
    on = in_circle(events.offset, events.angle, off.offset, off.on_angle, radius)
    return on, events.in_any_circle(off.places)


def _in_ring(events: OffsetEvents, source: Region, off: OffRegions) -> tuple[slice, BoolArray, BoolArray]:
    """The slice of the ring, and which of its events are in ON and which in any OFF region."""
    ring = _ring_slice(events, off.offset, source.bounding.radius)
    if not isinstance(source, Circle):
        place = events.offset[ring], events.angle[ring]
        return ring, in_copies(*place, off, np.array([off.on_angle])), in_copies(*place, off, off.angles)
    on, cosine = _in_source(events, ring, off, source.radius)
    if off.planar:
        cosine = _planar_cosine_limit(events.offset[ring], off.offset, off.radius)
    return ring, on, _in_off(events, ring, off, cosine)


def _in_source(events: OffsetEvents, ring: slice, off: OffRegions, radius: Array | float) -> tuple[BoolArray, Array]:
    """Which events of the ring are in the ON circle, and the cosine limits of circles on the sphere."""
    cosine = _cosine_limit(events.sin_offset[ring], events.cos_offset[ring], off.offset, radius)
    return np.cos(np.radians(events.angle[ring] - off.on_angle)) >= cosine, cosine


def _in_off(events: OffsetEvents, ring: slice, off: OffRegions, cosine: Array) -> BoolArray:
    """Which events of the ring are in any OFF circle."""
    if len(off) == 0:
        return np.zeros(len(cosine), dtype=np.bool_)
    half_width = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return _near_any(events.angle[ring], half_width, cosine <= 1.0, off.angles)


def _histogram(events: OffsetEvents, ring: slice, chosen: BoolArray) -> Array:
    return np.bincount(events.energy_bin[ring][chosen], minlength=events.n_bins).astype(np.float64)


def _ring_slice(events: OffsetEvents, offset: float, radius: float) -> slice:
    # Tangent-plane circles reach a little further than circles on the sphere; the exact test follows.
    margin = 1.01 * radius
    low, high = np.searchsorted(events.offset, [offset - margin, offset + margin])
    return slice(int(low), int(high))


def _cosine_limit(sin_theta: Array, cos_theta: Array, offset: float, radius: Array | float) -> Array:
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
