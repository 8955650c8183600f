"""What the best of many choices is worth: the look-elsewhere effect of an optimisation, by formula and by toys.

If N independent choices are tried, the chance that the best of them reaches a local p-value p is 1 − (1 − p)^N (Šidák
1967, J. Am. Stat. Assoc. 62, 626; for small p Bonferroni's N p). Choices on a grid of radii and thresholds share most
of their events, so N is less than their number. How much less is found with toys: skies without a source, on which the
whole search is repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.optimise import FEWEST_OFF, summed_above
from vhegui.core.progress import Progress
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs
from vhegui.core.regions.off_regions import OffRegions
from vhegui.core.regions.room import blocked_intervals
from vhegui.core.spectra.region_counts import OffsetEvents, count_regions
from vhegui.core.sphere import offset_by, separation
from vhegui.core.statistics import li_ma_significance
from vhegui.core.typing import Array, BoolArray

BATCH = 20
OFFSETS = 60
LEAST_FREE = 0.1  # of a ring; where less is free of sources, its events say too little


@dataclass(frozen=True, eq=False)
class ToyRun:
    """A run without its sources, to draw skies from.

    events : those away from sources · weight : shape (n,), one over the free part of the ring each lies on
    regions : OFF regions of every radius of the scan · usable : shape (n_r, n_reco), bins that are used.
    """

    events: OffsetEvents
    weight: Array
    regions: tuple[OffRegions, ...]
    usable: BoolArray


def toy_run(
    events: OffsetEvents,
    pointing: tuple[float, float],
    source: Circle,
    excluded: Callable[[Array, Array], BoolArray],
    discs: Discs,
    regions: Sequence[OffRegions],
    usable: BoolArray,
) -> ToyRun:
    """Take the source and the exclusions out of a run.

    pointing : ra, dec, deg · source : a circle that holds all of the source, larger than the ON region
    excluded : ra, dec (deg) → whether there is an exclusion, and `discs` the same as discs.
    """
    reach = max(each.radius for each in regions)
    low, high = np.searchsorted(events.offset, [regions[0].offset - 1.01 * reach, regions[0].offset + 1.01 * reach])
    inside = np.zeros(len(events.offset), dtype=np.bool_)
    inside[low:high] = np.asarray(usable.any(axis=0))[events.energy_bin[low:high]]
    ring = events.where(inside)
    ra, dec = offset_by(*pointing, ring.angle, ring.offset)
    away = (separation(source.ra, source.dec, ra, dec) > source.radius) & ~excluded(ra, dec)
    free = _free_part(ring.offset, pointing, source, discs)
    kept = away & (free >= LEAST_FREE)
    return ToyRun(ring.where(kept), 1.0 / free[kept], tuple(regions), usable)


def _free_part(offset: Array, pointing: tuple[float, float], source: Circle, discs: Discs) -> Array:
    """Part of the ring at each `offset` (deg) about the pointing that no source and no exclusion covers."""
    if len(offset) == 0:
        return np.zeros(0)
    covered = Discs(
        np.append(discs.ra, source.ra),
        np.append(discs.dec, source.dec),
        np.append(discs.radius, source.radius),
        discs.others,
        discs.obstacles,
    )
    nodes = np.linspace(offset.min(), offset.max() + 1e-9, OFFSETS)
    free = [
        1.0 - sum(b - a for a, b in blocked_intervals(pointing, float(x), 0.0, covered, 0.0)) / 360.0 for x in nodes
    ]
    return np.interp(offset, nodes, free)


def toy_maxima(
    runs: Sequence[ToyRun],
    edges: Array,
    threshold: Array,
    count: int,
    rng: np.random.Generator,
    progress: Progress | None = None,
) -> Array:
    """The best significance of the whole scan on `count` skies without a source, shape (count,).

    A sky is drawn run by run: every event away from sources appears a Poisson number of times (mean: its weight), each
    time anywhere on its ring. So the rings have their events, in number and energy, but no direction is special.
    edges : of the reconstructed-energy axis, TeV · threshold : of the scan, TeV · progress : may raise to stop.
    """
    found = []
    for start in range(0, count, BATCH):
        if progress is not None:
            progress(start / count, f"Sky {start} of {count} without a source")
        size = min(BATCH, count - start)
        found.append(_maxima(runs, edges, threshold, size, rng))
    return np.concatenate(found) if found else np.zeros(0)


def _maxima(runs: Sequence[ToyRun], edges: Array, threshold: Array, size: int, rng: np.random.Generator) -> Array:
    radii = len(runs[0].regions)
    on, off, background = (np.zeros((size, radii, len(threshold))) for _ in range(3))
    for run in runs:
        sky = _skies(run, len(edges) - 1, size, rng)
        for row, regions in enumerate(run.regions):
            source = Circle(0.0, 0.0, regions.radius)  # where it is, the regions know
            counts = count_regions(sky, source, regions)
            shape = (size, len(edges) - 1)
            bins = np.array([counts.on, counts.off, counts.alpha * counts.off]).reshape(3, *shape) * run.usable[row]
            above = summed_above(bins, edges, threshold)
            on[:, row] += above[0]
            off[:, row] += above[1]
            background[:, row] += above[2]
    alpha = np.divide(background, off, out=np.zeros_like(off), where=off > 0)
    return np.where(off >= FEWEST_OFF, li_ma_significance(on, off, alpha), -np.inf).reshape(size, -1).max(axis=1)


def _skies(run: ToyRun, bins: int, size: int, rng: np.random.Generator) -> OffsetEvents:
    """`size` skies at once: the bins of one after those of the other."""
    copies = rng.poisson(size * run.weight)
    drawn = run.events.where(np.repeat(np.arange(len(copies)), copies))
    total = len(drawn.offset)
    sky = rng.integers(0, size, total)
    return OffsetEvents(
        drawn.offset,
        rng.uniform(0.0, 360.0, total),
        sky * bins + drawn.energy_bin,
        size * bins,
        drawn.sin_offset,
        drawn.cos_offset,
        drawn.energy,
        drawn.index,
    )


def chance(significance: Array | float) -> Array:
    """One-sided p-value of a significance: the upper tail of a normal distribution; shape of `significance`."""
    from scipy.special import ndtr

    return ndtr(-np.asarray(significance, dtype=np.float64))


def after_trials(significance: float, trials: float) -> float:
    """Significance left when the best of `trials` independent choices reached `significance`: from 1 − (1 − p)^N.

    Works in logarithms, so that it holds beyond 38 σ where p is no longer a number.
    """
    from scipy.special import log_ndtr, ndtri_exp

    log_p = float(log_ndtr(-significance))
    # ln(1 − (1 − p)^N); for tiny p the sum N p, in logarithms.
    log_post = np.log(trials) + log_p if log_p < -30.0 else np.log(-np.expm1(trials * np.log1p(-np.exp(log_p))))
    return float(-ndtri_exp(min(log_post, -1e-300)))


def effective_trials(maxima: Array, part: float = 0.1) -> float:
    """N for which 1 − (1 − p)^N is right where the best `part` of the toys begins; NaN for fewer than ten of those.

    From the upper tail, because N grows with the significance: choices that share events differ most in their extremes.
    """
    count = int(part * len(maxima))
    if count < 10:
        return float("nan")
    level = np.sort(maxima)[-count]
    return float(np.log1p(-count / len(maxima)) / np.log1p(-chance(level)))


def toy_chance(maxima: Array, significance: float) -> tuple[float, float]:
    """Part of the toys that reach a significance, and its error; (1 / n, 0) as an upper bound where none does."""
    n = len(maxima)
    reached = int((maxima >= significance).sum())
    if reached == 0:
        return 1.0 / n, 0.0
    p = reached / n
    return p, float(np.sqrt(p * (1.0 - p) / n))
