"""Facts that make one careful with a fit: more parameters than the data tell, data sets that differ in flux."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.result import FitResult
from vhegui.core.statistics.wstat import wstat
from vhegui.core.typing import Array


@dataclass(frozen=True)
class Support:
    """How much the data say: free parameters of the sources, bins with counts, TS of all sources against none."""

    n_free: int
    n_bins: int
    ts: float


def support(data: JointData, result: FitResult) -> Support | None:
    """What a fit rests on; None where the background is no measurement in OFF, but fitted along."""
    if data.statistic != "wstat":
        return None
    n_free = sum(each.varies for source in result.joint.sources for each in source.parameters)
    nothing = float(data.counts.at(np.zeros(data.n_bins)).stat.sum())
    seen = (data.counts.n_on > 0) | (data.counts.n_off > 0)
    return Support(n_free, int(np.count_nonzero(seen)), nothing - float(result.total_stat - result.prior_stat))


@dataclass(frozen=True)
class Scatter:
    """Whether data sets differ in flux by more than chance, under one model for all.

    chi2, dof : of the norms of the data sets, by the likelihood of their counts in all bins
    spread : their true scatter as a fraction of the flux, beyond the errors; 0 where there is none.
    """

    chi2: float
    dof: int
    spread: float

    @property
    def probability(self) -> float:
        """That a constant source scatters as much."""
        from scipy.special import gammaincc

        return float(gammaincc(0.5 * self.dof, 0.5 * self.chi2)) if self.dof > 0 else 1.0


def flux_scatter(data: JointData, model_counts: Array) -> Scatter | None:
    """Compare the counts of each data set with what one model expects of it.

    model_counts : shape (n_bins,), counts of all sources at the best fit. None with fewer than two data sets, and
    for statistics other than W, whose background is not measured in OFF.
    """
    if data.statistic != "wstat" or len(data.names) < 2:
        return None
    counts = data.counts
    on, off, expected = (data.per_run(each) for each in (counts.n_on, counts.n_off, model_counts))
    background = data.per_run(counts.alpha * counts.n_off)
    seen = (off > 0) & (expected > 0)
    if seen.sum() < 2:
        return None
    on, off, expected, background = on[seen], off[seen], expected[seen], background[seen]
    alpha = background / off
    best = np.maximum(on - background, 0.0)
    chi2 = float(np.sum(wstat(on, off, alpha, expected) - wstat(on, off, alpha, best)))
    return Scatter(max(chi2, 0.0), int(seen.sum()) - 1, _spread(on, background, alpha, expected))


def scatter_of(data: JointData, result: FitResult) -> Scatter | None:
    """The same for a fit."""
    if data.statistic != "wstat" or len(data.names) < 2:
        return None
    likelihood = Likelihood.of(data, result.joint)
    return flux_scatter(data, likelihood.by_source(likelihood.values).sum(axis=0))


def _spread(on: Array, background: Array, alpha: Array, expected: Array) -> float:
    """√(variance of the norms beyond their errors), as of an excess variance (Vaughan et al. 2003, eq. 8)."""
    norm = (on - background) / expected
    variance = (on + alpha * background) / expected**2
    weight = expected / expected.sum()
    mean = float(weight @ norm)
    beyond = float(weight @ ((norm - mean) ** 2 - variance))
    return float(np.sqrt(max(beyond, 0.0))) / mean if mean > 0 else 0.0
