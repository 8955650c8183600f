"""The θ² plot: events against the squared distance θ² to the centre of the ON region and of OFF regions.

A flat background fills equal steps of θ² equally, a source piles up at zero. Events about ON are compared with events
about OFF centres at the same offset from the pointing, each run's OFF divided by its number of centres.

Circles that touch share no event only up to half the distance of their centres, and the packed OFF regions of an
analysis touch already at the ON radius. So every step of θ² uses the OFF centres of its *tier*: inside the ON radius
those of the analysis, and further out centres that are placed anew for a larger radius. There fewer fit, and the error
bars grow; but no event is counted about two centres, and none of the source's own about an OFF centre.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.background.method import Off
from vhegui.core.background.scattered import ScatteredOff
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.spectra.overlap import narrowest_gap
from vhegui.core.spectra.region_counts import OffsetEvents
from vhegui.core.statistics import li_ma_significance
from vhegui.core.typing import Array

BASE = 0.1  # deg²; the plot reaches to 0.2 deg² times a power of two
BINS = 80
AREAS = 4.0  # the inner half of the plot holds at least this many times the area of the ON region


@dataclass(frozen=True, eq=False)
class Tier:
    """OFF centres to be used for θ² up to `reach` (deg), and from where the tier before it ends. One set a run.

    OFF regions that are no copies of ON are one tier for all θ², see `vhegui.core.estimators.theta_scaled`.
    """

    reach: float
    regions: Mapping[int, Off]


@dataclass(frozen=True)
class Inside:
    """Counts in the ON region and in the OFF regions of the analysis. background : Σ α OFF · variance : Σ α² OFF."""

    on: float
    off: float
    background: float
    variance: float

    @property
    def excess(self) -> float:
        """ON − Σ α OFF."""
        return self.on - self.background

    @property
    def excess_error(self) -> float:
        """√(ON + Σ α² OFF)."""
        return float(np.sqrt(self.on + self.variance))

    @property
    def significance(self) -> float:
        """Li & Ma 1983, equation 17; 0 without OFF counts."""
        return float(li_ma_significance(self.on, self.off, self.background / self.off)) if self.off > 0 else 0.0


@dataclass(frozen=True, eq=False)
class ThetaSquared:
    """Counts against θ², all runs. Bins: edges (n + 1,), deg²; all others shape (n,).

    on : events about the centre of the ON region · off : events about OFF centres, of the bin's tier
    background : OFF divided by the number of centres, run by run: to be compared with `on` · variance : its variance
    centres : OFF centres of all runs · radius : of the ON region, deg · inside : counts in it, whatever the bins
    inside_on, inside_off, inside_background, inside_variance : shape (n + 1,), the same within each edge, OFF by the
    tier that reaches there, so that they are what an ON region of that radius would count.
    """

    radius: float
    inside: Inside
    edges: Array
    on: Array
    off: Array
    background: Array
    variance: Array
    centres: Array
    inside_on: Array
    inside_off: Array
    inside_background: Array
    inside_variance: Array

    @property
    def reach(self) -> float:
        """θ² (deg²) to which there is room for OFF circles."""
        used = np.flatnonzero(self.centres > 0)
        return float(self.edges[used[-1] + 1]) if len(used) else 0.0

    @property
    def level(self) -> float:
        """Mean background of a bin: a flat background is this everywhere."""
        used = self.centres > 0
        return float(self.background[used].mean()) if used.any() else 0.0

    @property
    def excess(self) -> Array:
        """ON − background, shape (n,)."""
        return self.on - self.background

    @property
    def excess_error(self) -> Array:
        """√(ON + Σ α² OFF), shape (n,)."""
        return np.sqrt(self.on + self.variance)

    @property
    def inside_excess(self) -> Array:
        """Excess within each edge, shape (n + 1,)."""
        return self.inside_on - self.inside_background

    @property
    def inside_significance(self) -> Array:
        """Significance (Li & Ma 1983, equation 17) of the excess within each edge, shape (n + 1,); 0 without OFF."""
        off = self.inside_off
        alpha = np.divide(self.inside_background, off, out=np.zeros_like(off), where=off > 0)
        return li_ma_significance(self.inside_on, off, alpha)

    def rebinned(self, factor: int) -> ThetaSquared:
        """Wider bins: `factor` (a divisor of the number of bins) of them in one."""

        def summed(values: Array) -> Array:
            return values.reshape(-1, factor).sum(axis=1)

        return ThetaSquared(
            radius=self.radius,
            inside=self.inside,
            edges=self.edges[::factor],
            on=summed(self.on),
            off=summed(self.off),
            background=summed(self.background),
            variance=summed(self.variance),
            centres=self.centres[factor - 1 :: factor],
            inside_on=self.inside_on[::factor],
            inside_off=self.inside_off[::factor],
            inside_background=self.inside_background[::factor],
            inside_variance=self.inside_variance[::factor],
        )


def plot_reach(radius: float) -> float:
    """θ² (deg²) to which the plot goes for an ON `radius` (deg); by factors of two, so that bins seldom change."""
    return 2.0 * BASE * 2.0 ** np.ceil(np.log2(AREAS * radius**2 / BASE))


def tiers(analysis: Mapping[int, Off], radius: float, place: Callable[[int, float], Off]) -> tuple[Tier, ...]:
    """OFF centres of every run for each part of the plot.

    analysis : the OFF regions of the analysis, by run · place : run, radius (deg) → OFF regions of that radius
    A run without OFF regions takes no part. A larger tier is used when every run has room for a circle of its size.
    """
    runs = [run for run, regions in analysis.items() if len(regions)]
    scattered = {run: off for run, off in analysis.items() if isinstance(off, ScatteredOff) and len(off)}
    if scattered:
        return (Tier(np.inf, scattered),)
    own = {run: off for run in runs if isinstance(off := analysis[run], OffRegions)}
    if not own:
        return ()
    found = [Tier(min(radius, *(half_distance(regions) for regions in own.values())), own)]
    for square in np.array([0.5, 1.0]) * plot_reach(radius):
        reach = float(np.sqrt(square))
        if reach <= found[-1].reach:
            continue
        placed: dict[int, OffRegions] = {}
        for run in runs:
            off = place(run, reach)
            if not isinstance(off, OffRegions) or not len(off):
                return tuple(found)
            placed[run] = off
        found.append(Tier(reach, placed))
    return tuple(found)


def half_distance(off: OffRegions) -> float:
    """Half the distance (deg) of the two nearest centres of a ring, ON among them: beyond it circles overlap."""
    sine = np.sin(np.radians(off.offset)) * np.sin(np.radians(narrowest_gap(off)) / 2.0)
    return float(np.degrees(np.arcsin(min(sine, 1.0))))


def theta_squared(events: Mapping[int, OffsetEvents], used: Sequence[Tier], radius: float) -> ThetaSquared:
    """The histogram of events (by run, those in the energy range).

    used : of `tiers` · radius : of the ON region, deg. Bins beyond the last tier are empty, with 0 centres.
    """
    edges = np.linspace(0.0, plot_reach(radius), BINS + 1)
    shape = (len(used), BINS)
    on, off, background, variance = np.zeros(BINS), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    centres, inside = np.zeros(len(used)), np.zeros(4)
    limit = radius**2 * (1.0 + 1e-12)
    for level, tier in enumerate(used):
        for run, regions in tier.regions.items():
            assert isinstance(regions, OffRegions), "these are for theta_scaled"
            last = level == len(used) - 1
            reach = tier.reach if level else max(tier.reach, radius)  # lattice regions overlap a little
            about_on, about_off = _squares(events[run], regions, reach, last)
            counts = _histogram(about_off, edges)
            off[level] += counts
            background[level] += counts / len(regions)
            variance[level] += counts / len(regions) ** 2
            centres[level] += len(regions)
            if level == 0:
                found = float((about_off <= limit).sum())
                inside[1:] += found, found / len(regions), found / len(regions) ** 2
            if last:
                on += _histogram(about_on, edges)
                inside[0] += float((about_on <= limit).sum())
    return _together(edges, radius, Inside(*inside.tolist()), used, on, off, background, variance, centres)


def _together(
    edges: Array,
    radius: float,
    inside_region: Inside,
    used: Sequence[Tier],
    on: Array,
    off: Array,
    background: Array,
    variance: Array,
    centres: Array,
) -> ThetaSquared:
    """Take every bin from the first tier that reaches its upper edge."""
    reach = np.array([tier.reach for tier in used]) ** 2 * (1.0 + 1e-9)
    level = np.searchsorted(reach, edges[1:])
    covered = level < len(used)
    pick = np.minimum(level, max(len(used) - 1, 0))

    def bins(values: Array) -> Array:
        return np.where(covered, values[pick, np.arange(BINS)], 0.0) if len(used) else np.zeros(BINS)

    def inside(values: Array) -> Array:
        if not len(used):
            return np.zeros(BINS + 1)
        return np.append(0.0, np.where(covered, np.cumsum(values, axis=1)[pick, np.arange(BINS)], np.nan))

    return ThetaSquared(
        radius=radius,
        inside=inside_region,
        edges=edges,
        on=np.where(covered, on, 0.0),
        off=bins(off),
        background=bins(background),
        variance=bins(variance),
        centres=np.where(covered, centres[pick], 0.0) if len(used) else np.zeros(BINS),
        inside_on=np.append(0.0, np.where(covered, np.cumsum(on), np.nan)),
        inside_off=inside(off),
        inside_background=inside(background),
        inside_variance=inside(variance),
    )


def squares_about_on(events: OffsetEvents, offset: float, angle: float, reach: float) -> Array:
    """θ² (deg²) of events about a direction at `offset` and position `angle` (deg), within `reach` (deg)."""
    ring = slice(*np.searchsorted(events.offset, [offset - reach, offset + reach]).tolist())
    d = np.radians(offset)
    along, beside = np.cos(d) * events.cos_offset[ring], np.sin(d) * events.sin_offset[ring]
    return _square(along + beside * np.cos(np.radians(events.angle[ring] - angle)), reach)


def _squares(events: OffsetEvents, off: OffRegions, reach: float, with_on: bool) -> tuple[Array, Array]:
    """θ² (deg²) of events about ON (if wanted) and about their nearest OFF centre, within `reach` (deg)."""
    ring = slice(*np.searchsorted(events.offset, [off.offset - reach, off.offset + reach]).tolist())
    angle, sine, cosine = events.angle[ring], events.sin_offset[ring], events.cos_offset[ring]
    d = np.radians(off.offset)
    along, beside = np.cos(d) * cosine, np.sin(d) * sine
    on = _square(along + beside * np.cos(np.radians(angle - off.on_angle)), reach) if with_on else np.zeros(0)
    ordered = np.sort(off.angles % 360.0)
    ordered = np.concatenate(([ordered[-1] - 360.0], ordered, [ordered[0] + 360.0]))
    above = np.searchsorted(ordered, angle)
    gap = np.minimum(np.abs(angle - ordered[above - 1]), np.abs(ordered[np.minimum(above, len(ordered) - 1)] - angle))
    return on, _square(along + beside * np.cos(np.radians(gap)), reach)


def _square(cosine: Array, reach: float) -> Array:
    """θ² (deg²) from cos θ, of those within `reach` (deg); exact to 10⁻¹² deg² near 0."""
    near = cosine[cosine >= np.cos(np.radians(reach))]
    return np.degrees(np.arccos(np.minimum(near, 1.0))) ** 2


def _histogram(values: Array, edges: Array) -> Array:
    bins = (values * (BINS / edges[-1])).astype(np.int64)
    return np.bincount(bins[bins < BINS], minlength=BINS).astype(np.float64)
