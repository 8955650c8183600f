"""What every fit statistic of counts can do: counts in once, value and derivatives for any expected signal out.

A fit needs, per bin and at an expected signal s, the statistic, d/ds, and d²/ds² (expected and of these data). A factor
β on the expected background needs no more: every statistic here depends on β through ON = s + β α b, so at the best b

    d stat/dβ = α b · d stat/ds,

and the row of β in an expected Hessian is that of a parameter with d ON/dβ = α b; see `background_slope`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.typing import Array, BoolArray


@dataclass(frozen=True, eq=False)
class StatTerms:
    """A statistic and what a fit needs of it, per bin.

    stat, gradient, expected_curvature, curvature : its value, d/ds, d²/ds² expected and of these data
    mu_on, mu_bkg : counts expected in ON, and in OFF (the measured ones where the background counts as known).
    """

    stat: Array
    gradient: Array
    expected_curvature: Array
    curvature: Array
    mu_on: Array
    mu_bkg: Array


def joined(parts: Sequence[StatTerms]) -> StatTerms:
    """The terms of some bins, then those of others."""
    if len(parts) == 1:
        return parts[0]
    names = (field.name for field in fields(StatTerms))
    return StatTerms(**{name: np.concatenate([getattr(part, name) for part in parts], axis=-1) for name in names})


class CountsStatistic(Protocol):
    """Counts with a statistic. Arrays (n_bins,); α is the ratio of ON and OFF exposures, 0 without OFF."""

    @property
    def n_on(self) -> Array:
        """Counts in ON, (n_bins,)."""
        ...

    @property
    def n_off(self) -> Array:
        """Counts in OFF, (n_bins,)."""
        ...

    @property
    def alpha(self) -> Array:
        """ON / OFF exposure, (n_bins,)."""
        ...

    @property
    def used(self) -> BoolArray:
        """Bins that the statistic says anything about: a mask (n_bins,)."""
        ...

    def at(self, mu_sig: Array, /) -> StatTerms:
        """The statistic at an expected signal (n_bins,)."""
        ...

    def stat_at(self, mu_sig: Array, /) -> Array:
        """The same numbers without derivatives, which cost more than the statistic."""
        ...

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike, /) -> CountsStatistic:
        """The same statistic of other counts, for simulated data."""
        ...

    def scaled_background(self, factor: ArrayLike, /) -> CountsStatistic:
        """The same data with `factor` (scalar or (n_bins,), > 0) times the background expected for them."""
        ...


def background_slope(counts: CountsStatistic, terms: StatTerms) -> Array:
    """d stat/dβ per bin (n_bins,), β a factor on the expected background of `counts`, at β = 1; terms: counts.at(s).

    Of counts that `scaled_background(f)` made it is the derivative by ln f.
    """
    return counts.alpha * terms.mu_bkg * terms.gradient
