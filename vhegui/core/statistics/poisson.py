"""Poisson likelihoods with a known expectation: Cash and C statistic.

n : counts · mu : expected counts. Where mu is not positive it is replaced by 1e-25, so that a fit that strays gets a
large finite number; the same for n in the C statistic. Cash 1979, ApJ 228, 939.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.wstat import TRUNCATION
from vhegui.core.typing import Array


def cash(n: ArrayLike, mu: ArrayLike) -> Array:
    """Cash statistic 2 (mu − n ln mu)."""
    n, mu = np.asarray(n, dtype=np.float64), np.maximum(np.asarray(mu, dtype=np.float64), TRUNCATION)
    return 2.0 * (mu - n * np.log(mu))


def cash_gradient(n: ArrayLike, mu: ArrayLike) -> Array:
    """d cash / d mu = 2 (1 − n/mu)."""
    n, mu = np.asarray(n, dtype=np.float64), np.maximum(np.asarray(mu, dtype=np.float64), TRUNCATION)
    return 2.0 * (1.0 - n / mu)


def cstat(n: ArrayLike, mu: ArrayLike) -> Array:
    """C statistic 2 (mu − n + n ln(n/mu)): Cash minus its value for a perfect model."""
    n, mu = np.asarray(n, dtype=np.float64), np.maximum(np.asarray(mu, dtype=np.float64), TRUNCATION)
    n = np.maximum(n, TRUNCATION)
    return 2.0 * (mu - n + n * (np.log(n) - np.log(mu)))


def cstat_gradient(n: ArrayLike, mu: ArrayLike) -> Array:
    """d cstat / d mu, the same as for Cash; shape of the arguments, broadcast."""
    return cash_gradient(n, mu)
