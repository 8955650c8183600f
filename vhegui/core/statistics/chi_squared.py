"""χ² of the excess, as many scripts fit it: Gaussian errors from the counts themselves.

    χ² = (excess − s)² / σ²,  excess = ON − α OFF,  σ² = ON + α² OFF + (f α OFF)²

with a systematic fraction f of the background; where the data state a variance of the excess themselves, that stands in
for the first two terms. Biased to low fluxes where counts are few, because an upward fluctuation
gets a larger error (Neyman's χ²): a comparison with older work, no replacement for W.

A bin with σ = 0 says nothing and is left out; so is, unless asked for, one without ON counts but with OFF counts: its
σ = α √OFF would be a tenth of a count, and one such bin can outweigh all others (the four Crab runs of H.E.S.S. then
have χ² = 255 for 74 bins and an index of 4.1). Groups of ten and more counts a bin, `minimum`, are what χ² is made for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.interface import StatTerms
from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class Chi2Counts:
    """Counts with χ² of the excess.

    systematic : f · minimum : fewest ON counts of a bin that is used and has no variance of its own
    stated : that variance, (n_bins,), NaN where the counts tell it, 0 where nobody knows it
    weight : 1/σ², 0 in bins that are left out.
    A factor on the background moves the excess but not σ, which is an estimate from these data.
    """

    n_on: Array
    n_off: Array
    alpha: Array
    systematic: float
    minimum: float
    stated: Array
    excess: Array
    weight: Array

    @classmethod
    def of(
        cls,
        n_on: ArrayLike,
        n_off: ArrayLike,
        alpha: ArrayLike,
        systematic: float = 0.0,
        minimum: float = 1.0,
        stated: ArrayLike = math.nan,
    ) -> Self:
        """From counts, α and stated variances of shapes that broadcast together."""
        given = (np.asarray(x, dtype=np.float64) for x in (n_on, n_off, alpha, stated))
        n_on, n_off, alpha, stated = np.broadcast_arrays(*given)
        background, known = alpha * n_off, np.isfinite(stated)
        variance = np.where(known, stated, n_on + alpha * background) + (systematic * background) ** 2
        used = (variance > 0) & (known | (n_on >= minimum))
        weight = np.where(used, 1.0 / np.where(used, variance, 1.0), 0.0)
        return cls(n_on, n_off, alpha, systematic, minimum, stated, n_on - background, weight)

    @property
    def used(self) -> BoolArray:
        """Bins that are not left out: a mask (n_bins,)."""
        return self.weight > 0

    def stat_at(self, mu_sig: Array) -> Array:
        """The statistic alone."""
        return self.at(mu_sig).stat

    def at(self, mu_sig: Array) -> StatTerms:
        """χ² and its derivatives for a signal of the counts' shape."""
        distance = mu_sig - self.excess
        pull = self.weight * distance
        curvature = 2.0 * self.weight
        return StatTerms(
            stat=pull * distance,
            gradient=2.0 * pull,
            expected_curvature=curvature,
            curvature=curvature,
            mu_on=mu_sig + self.alpha * self.n_off,
            mu_bkg=self.n_off,
        )

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike) -> Self:
        """Other counts, their errors and left-out bins worked out anew where none are stated."""
        return self.of(n_on, n_off, self.alpha, self.systematic, self.minimum, self.stated)

    def scaled_background(self, factor: ArrayLike) -> Self:
        """`factor` times the background, the same errors."""
        alpha = self.alpha * np.asarray(factor, dtype=np.float64)
        return replace(self, alpha=alpha, excess=self.n_on - alpha * self.n_off)
