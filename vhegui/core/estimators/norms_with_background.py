"""Norms on a known signal while the background beside it is fitted along.

Where the background of some bins is only known up to a factor b (norm of a run's field of view), a bin expects

    μ_i = offset_i + norm × unit_i + b × background_i,

and b is what makes the statistic least for each norm. In Cash, which is convex in both, that least value is convex in
the norm: `vhegui.core.estimators.norms` finds norms, errors and limits of it as of any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vhegui.core.estimators.norms import NormProblem
from vhegui.core.statistics.known import CashCounts
from vhegui.core.typing import EMPTY, Array, IntArray

STEPS = 50
TOLERANCE = 1e-10  # of b
LEAST = 1e-6  # a background never is less than this part of what it was


@dataclass(frozen=True, eq=False)
class NormsWithBackground(NormProblem):
    """counts : with the Cash statistic · background : (n_bins,), for b = 1 · factor : index of each bin's b
    n_factors : of those; all bins of one belong to one group.
    """

    background: Array = field(default_factory=lambda: EMPTY)
    factor: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_factors: int = 0

    def expected(self, norm: Array) -> Array:
        """Counts expected in each group at the best b, (n,)."""
        signal = self.signal(norm)
        return self.total(signal + self._best(signal)[self.factor] * self.background)

    def at(self, norm: Array) -> tuple[Array, Array, Array]:
        """The statistic at the best b, its slope and curvature by the norm, each (n,).

        The slope is that at fixed b (which is at its best); the curvature is less by what b takes away.
        """
        signal = self.signal(norm)
        b = self._best(signal)
        if self._is_positive(signal):
            stat, slope, (of_norm, across, of_b) = self._of_seen(signal, b)
        else:
            terms = self._counts(b[self.factor]).at(signal)
            stat, slope = self.total(terms.stat), self.total(terms.gradient * self.unit)
            of_norm = self.total(terms.curvature * self.unit**2)
            across = self._sums(terms.curvature * self.unit * self.background)
            of_b = self._sums(terms.curvature * self.background**2)
        taken = np.divide(across**2, of_b, out=np.zeros_like(across), where=of_b > 0)
        lost = np.bincount(self._group_of_factor, weights=taken, minlength=self.n)
        return stat, slope, np.maximum(of_norm - lost, 0.0)

    def _of_seen(self, signal: Array, b: Array) -> tuple[Array, Array, tuple[Array, Array, Array]]:
        """Statistic, slope, and second derivatives by the norm, both, and b: Cash is linear where nothing is counted,
        so that only the bins with counts, few of many, have to be looked at.
        """
        seen, counts = self._seen, self.counts
        assert isinstance(counts, CashCounts)
        n, unit, background = counts.n_on[seen], self.unit[seen], self.background[seen]
        mu = signal[seen] + b[self.factor[seen]] * background
        ratio = n / mu
        expected = self.total(signal) + np.bincount(
            self._group_of_factor, weights=b * self._background_sums, minlength=self.n
        )
        stat = 2.0 * (expected - self._total_seen(n * np.log(mu))) + self._offsets
        slope = 2.0 * (self._unit_sums - self._total_seen(ratio * unit))
        bending = 2.0 * ratio / mu
        across = self._sums_seen(bending * unit * background)
        seconds = self._total_seen(bending * unit**2), across, self._sums_seen(bending * background**2)
        return stat, slope, seconds

    @cached_property
    def _seen(self) -> IntArray:
        return np.flatnonzero(self.counts.n_on > 0)

    @cached_property
    def _group_of_factor(self) -> IntArray:
        group = np.zeros(self.n_factors, dtype=np.int64)
        group[self.factor] = self.group
        return group

    @cached_property
    def _background_sums(self) -> Array:
        return self._sums(self.background)

    @cached_property
    def _unit_sums(self) -> Array:
        return self.total(self.unit)

    @cached_property
    def _offsets(self) -> Array:
        assert isinstance(self.counts, CashCounts)
        return self.total(self.counts.offset)

    def _total_seen(self, per_bin: Array) -> Array:
        return np.bincount(self.group[self._seen], weights=per_bin, minlength=self.n).astype(np.float64)

    def _sums_seen(self, per_bin: Array) -> Array:
        return np.bincount(self.factor[self._seen], weights=per_bin, minlength=self.n_factors).astype(np.float64)

    @staticmethod
    def _is_positive(signal: Array) -> bool:
        return bool(np.min(signal, initial=0.0) >= 0.0)

    def scan(self, norm_scan: Array) -> Array:
        """The statistic at every norm of a scan, see `NormProblem.scan`."""
        grid = np.broadcast_to(norm_scan, (self.n, np.shape(norm_scan)[-1]))
        return np.stack([self.at(norm)[0] for norm in grid.T], axis=1)

    def _sums(self, per_bin: Array) -> Array:
        return np.asarray(np.bincount(self.factor, weights=per_bin, minlength=self.n_factors), dtype=np.float64)

    def _counts(self, b: Array) -> CashCounts:
        counts = self.counts
        assert isinstance(counts, CashCounts)
        return CashCounts(counts.n_on, self.background, b, b * self.background, counts.offset)

    def _best(self, signal: Array) -> Array:
        """The best b for a signal (n_bins,): Newton steps, which never take more than nine tenths away."""
        b, slopes = np.ones(self.n_factors), self._slopes_of_seen if self._is_positive(signal) else self._slopes
        for _ in range(STEPS):
            slope, curvature = slopes(signal, b)
            step = np.divide(slope, curvature, out=np.zeros_like(slope), where=curvature > 0)
            new = np.maximum(b - step, np.maximum(0.1 * b, LEAST))
            done = np.all(np.abs(new - b) <= TOLERANCE * b)
            b = new
            if done:
                break
        return b

    def _slopes(self, signal: Array, b: Array) -> tuple[Array, Array]:
        """Slope and expected curvature by b."""
        terms = self._counts(b[self.factor]).at(signal)
        return (
            self._sums(terms.gradient * self.background),
            self._sums(terms.expected_curvature * self.background**2),
        )

    def _slopes_of_seen(self, signal: Array, b: Array) -> tuple[Array, Array]:
        """The same for a signal that is nowhere negative, with the curvature of these counts."""
        seen, background = self._seen, self.background[self._seen]
        mu = signal[seen] + b[self.factor[seen]] * background
        share = self.counts.n_on[seen] * background / mu
        return 2.0 * (self._background_sums - self._sums_seen(share)), 2.0 * self._sums_seen(share * background / mu)


def with_background(problem: NormProblem, background: Array, factor: IntArray) -> NormsWithBackground:
    """The same norms with a factor of its own on the background (n_bins,) of all bins that `factor` names alike."""
    names, index = np.unique(factor, return_inverse=True)
    known = (problem.counts, problem.unit, problem.group, problem.n, problem.offset)
    return NormsWithBackground(*known, background, index, len(names))
