"""Bins of counts joined for display, as XSPEC's `setplot rebin`: the fit is not touched by it.

>>> from vhegui.core.spectra.summed import SummedCounts
>>> counts, background = np.array([40.0, 5.0, 4.0, 2.0, 1.0, 0.0]), np.full(6, 1.0)
>>> all_used, alpha = np.ones(6, dtype=bool), np.full(6, 0.1)
>>> summed = SummedCounts(np.geomspace(1, 64, 7), counts, background, alpha, all_used, counts, background, alpha)
>>> first = display_groups(summed, min_sigma=3.0, max_bins=3)
>>> first.tolist()  # 40 counts are a group, as are 5 and 4; three bins are the most that are joined
[0, 1, 3]
>>> joined(summed, first).counts.tolist()
[40.0, 9.0, 3.0]
"""

from __future__ import annotations

import numpy as np

from vhegui.core.spectra.summed import SummedCounts
from vhegui.core.statistics.counts import li_ma_significance
from vhegui.core.statistics.known_background import cash_significance
from vhegui.core.typing import Array, IntArray


def display_groups(summed: SummedCounts, min_sigma: float, max_bins: int) -> IntArray:
    """First bin of each group, rising, shape (n_groups,).

    From the lowest energy upwards, bins are joined until their excess has a significance of `min_sigma` or they are
    `max_bins`. What is not used is not joined, and no group reaches over it; the last group may be weaker.
    """
    n_bins = len(summed.counts)
    first = np.arange(n_bins)[:, None]
    behind = np.minimum(first + 1 + np.arange(min(max_bins, n_bins)), n_bins)  # [first bin, bins more]
    on, background, variance, alpha = (
        total[behind] - total[first]
        for total in (
            np.append(0.0, np.cumsum(values))
            for values in (summed.counts, summed.background, summed.background_variance, summed.alpha)
        )
    )
    enough = excess_significance(on, background, variance, alpha / (behind - first)) >= min_sigma
    steps = np.where(enough.any(axis=1), np.argmax(enough, axis=1) + 1, enough.shape[1])
    ends = _ends_of_use(summed)
    groups, at = [], 0
    while at < n_bins:
        groups.append(at)
        at = min(at + int(steps[at]), int(ends[at]))
    return np.array(groups, dtype=np.intp)


def excess_significance(on: Array, background: Array, variance: Array, alpha: Array) -> Array:
    """Significance of ON counts over a background, any shape, σ with the sign of the excess.

    variance : Σ alpha² OFF of the background · alpha : ON / OFF exposure ratio, 0 where the background is known

    Li & Ma with the one alpha that has this background and this variance of it; `alpha` counts only without OFF counts.
    Of a known background that of the Cash statistic, and √ON where there is none at all.
    """
    measured = (background > 0) & (variance > 0)
    ratio = np.where(measured, variance / np.where(measured, background, 1.0), alpha)
    off = np.divide(background, ratio, out=np.zeros_like(background), where=measured)
    on = np.maximum(on, 0.0)
    known = np.where(background > 0, cash_significance(on, np.maximum(background, 0.0)), np.sqrt(on))
    return np.where(ratio > 0, li_ma_significance(on, off, ratio), known)


def joined(summed: SummedCounts, first: IntArray) -> SummedCounts:
    """The same counts in the groups that begin at the bins `first`, shape (n_groups,)."""
    return SummedCounts(
        edges=np.append(summed.edges[first], summed.edges[-1]),
        counts=sums(summed.counts, first),
        background=sums(summed.background, first),
        background_variance=sums(summed.background_variance, first),
        used=summed.used[first],
        all_counts=sums(summed.all_counts, first),
        all_background=sums(summed.all_background, first),
        alpha=sums(summed.alpha, first) / np.diff(np.append(first, len(summed.alpha))),
    )


def sums(values: Array, first: IntArray) -> Array:
    """Values per bin, shape (…, n_reco), added up in the groups that begin at `first`: (…, n_groups)."""
    return np.add.reduceat(values, first, axis=-1)


def _ends_of_use(summed: SummedCounts) -> IntArray:
    """For each bin the one behind it at which a group has to end, shape (n_reco,)."""
    bins, used = np.arange(len(summed.used)), summed.used
    last = np.append(~used[1:] | ~used[:-1], True)  # the next bin is of another kind, or none is joined
    ends = np.where(last, bins + 1, len(bins))
    return np.minimum.accumulate(ends[::-1])[::-1]
