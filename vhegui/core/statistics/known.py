"""Fit statistics for a background that counts as known: Cash and C statistic with the background α·OFF.

The error of the OFF measurement is left out: intervals are too short unless OFF is measured much better than ON, or
known otherwise (α = 0 means no background). Where OFF counts are few, W is the right statistic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.interface import StatTerms
from vhegui.core.statistics.wstat import TRUNCATION
from vhegui.core.typing import Array, BoolArray

# Slope of the wall at a negative expectation in a bin without counts, where the statistic itself says nothing.
WALL = 2e3


@dataclass(frozen=True, eq=False)
class CashCounts:
    """Counts with the Cash statistic, see `vhegui.core.statistics.poisson`.

    background : α·OFF · offset : what is added to Cash, (n_bins,).
    Where signal + background is negative, the statistic goes on as a straight line that rises steeply: it stays convex
    and finite (the plain Cash function is flat there).
    """

    n_on: Array
    n_off: Array
    alpha: Array
    background: Array
    offset: Array

    @classmethod
    def of(cls, n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike) -> Self:
        """From counts and α of shapes that broadcast together."""
        n_on, n_off, alpha = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (n_on, n_off, alpha)))
        return cls(n_on, n_off, alpha, alpha * n_off, cls._offset(n_on))

    @staticmethod
    def _offset(n_on: Array) -> Array:
        return np.zeros_like(n_on)

    @property
    def used(self) -> BoolArray:
        """All bins: a mask (n_bins,)."""
        return np.ones(self.n_on.shape, dtype=bool)

    def at(self, mu_sig: Array) -> StatTerms:
        """Cash and its derivatives for a signal of the counts' shape."""
        mu_on = mu_sig + self.background
        safe = np.maximum(mu_on, TRUNCATION)
        ratio = self.n_on / safe
        stat = 2.0 * (safe - self.n_on * np.log(safe)) + self.offset
        gradient = 2.0 - 2.0 * ratio
        if np.min(mu_on, initial=0.0) < 0:
            gradient = np.where(mu_on < 0, np.minimum(gradient, -WALL), gradient)
            stat = np.where(mu_on < 0, stat + gradient * mu_on, stat)
        return StatTerms(
            stat=stat,
            gradient=gradient,
            expected_curvature=2.0 / safe,
            curvature=2.0 * ratio / safe,
            mu_on=mu_on,
            mu_bkg=self.n_off,
        )

    def stat_at(self, mu_sig: Array) -> Array:
        """Cash alone. Logarithms are taken only of bins with counts, which are few in a cube."""
        mu_on = mu_sig + self.background
        if np.min(mu_on, initial=0.0) < 0:
            return self.at(mu_sig).stat
        stat = np.maximum(mu_on, TRUNCATION)
        logs = np.log(stat, out=np.zeros_like(stat), where=self.n_on != 0)
        logs *= self.n_on
        stat -= logs
        stat *= 2.0
        stat += self.offset
        return stat

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike) -> Self:
        """Other counts with the same factor on the background."""
        return self.of(n_on, n_off, self.alpha)

    def scaled_background(self, factor: ArrayLike) -> Self:
        """`factor` times the background."""
        alpha = self.alpha * np.asarray(factor, dtype=np.float64)
        return replace(self, alpha=alpha, background=alpha * self.n_off)


@dataclass(frozen=True, eq=False)
class CstatCounts(CashCounts):
    """The same with the C statistic: Cash minus its value for a perfect model, so that it tells how good a fit is."""

    @staticmethod
    def _offset(n_on: Array) -> Array:
        return -2.0 * (n_on - n_on * np.log(np.maximum(n_on, TRUNCATION)))


@dataclass(frozen=True, eq=False)
class KnownBackground(CashCounts):
    """Cash for a background that is no measurement but an expectation (`n_off`), as that of a cube: simulated data have
    the same one.
    """

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike) -> Self:
        """Other counts; `n_off` has no meaning. The offset, of bins that stand for many, goes with their counts."""
        new = np.asarray(n_on, dtype=np.float64)
        offset = np.divide(self.offset * new, self.n_on, out=np.zeros_like(new), where=self.n_on > 0)
        return replace(self, n_on=new, offset=offset)
