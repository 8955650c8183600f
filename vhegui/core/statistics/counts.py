"""Significance, errors and upper limits of the excess n_on − α n_off, without a spectral model.

Likelihood intervals of W as a function of the signal: an error is the distance from the excess to where W has risen by
n_sigma²; the upper limit is the signal above the excess with that rise. The reference is the unconstrained best fit,
the excess itself, even if negative. All vectorised; α > 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.roots import solve_rising
from vhegui.core.statistics.wstat import wstat, wstat_gradient
from vhegui.core.typing import Array


def excess_error(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike) -> Array:
    """Symmetric error of the excess, √(n_on + α² n_off): the common shape of the arguments."""
    n_on, n_off, alpha = _counts(n_on, n_off, alpha)
    return np.sqrt(n_on + alpha * alpha * n_off)


def li_ma_significance(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike) -> Array:
    """Significance in σ with the sign of the excess: Li & Ma 1983, ApJ 272, 317, equation 17; 0 without counts.

    Arguments are broadcast; the result has their common shape.

    >>> round(float(li_ma_significance(110, 600, 0.1)), 2)  # 110 counts in ON where 60 are expected from 600 in OFF
    5.45
    """
    n_on, n_off, alpha = _counts(n_on, n_off, alpha)
    excess = n_on - alpha * n_off
    total = np.where(n_on + n_off > 0, n_on + n_off, 1.0)
    a = np.where(alpha > 0, alpha, 1.0)
    on = n_on * np.log(np.where(n_on > 0, (1.0 + a) / a * n_on / total, 1.0))
    off = n_off * np.log(np.where(n_off > 0, (1.0 + a) * n_off / total, 1.0))
    ts = np.where(alpha > 0, np.maximum(2.0 * (on + off), 0.0), 0.0)
    return np.sign(excess) * np.sqrt(ts)


def excess_interval(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, n_sigma: float = 1.0) -> tuple[Array, Array]:
    """Asymmetric errors (negative side, positive side), both positive numbers of counts.

    The negative side is searched down to excess − 2 n_sigma (error + 1), further than any signal with a background ≥ 0
    explains; where W does not rise enough there, n_on is the error.

    >>> low, high = excess_interval(110, 600, 0.1)
    >>> print(f"50 -{low:.1f} +{high:.1f}, below {excess_upper_limit(110, 600, 0.1):.1f}")
    50 -10.5 +11.1, below 72.8
    """
    n_on, n_off, alpha = _counts(n_on, n_off, alpha)
    excess = n_on - alpha * n_off
    reach = 2.0 * n_sigma * (excess_error(n_on, n_off, alpha) + 1.0)
    low = excess - _rise(n_on, n_off, alpha, excess, -reach, n_sigma)
    high = _rise(n_on, n_off, alpha, excess, reach, n_sigma) - excess
    return np.where(np.isnan(low), n_on, low), high


def excess_upper_limit(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, n_sigma: float = 2.0) -> Array:
    """Signal above the excess at which W has risen by n_sigma² (2 by default: 95.45 % two-sided, 97.7 % one-sided)."""
    n_on, n_off, alpha = _counts(n_on, n_off, alpha)
    excess = n_on - alpha * n_off
    reach = 2.0 * n_sigma * (excess_error(n_on, n_off, alpha) + 1.0)
    return _rise(n_on, n_off, alpha, excess, reach, n_sigma)


def excess_for_significance(n_off: ArrayLike, alpha: ArrayLike, n_sigma: float = 5.0) -> Array:
    """Excess that would have a Li & Ma significance of `n_sigma` above this OFF measurement, not rounded.

    Arguments are broadcast; the result has their common shape.
    """
    n_off, alpha, _ = _counts(n_off, alpha, alpha)
    background = alpha * n_off
    # Without OFF counts √(2 n ln((1+α)/α)) = n_sigma; with them the variance grows: high enough in any case.
    high = 2.0 * n_sigma**2 / np.log1p(1.0 / alpha) + n_sigma**2 + 4.0 * n_sigma * np.sqrt(background * (1.0 + alpha))

    def value(excess: Array) -> tuple[Array, Array]:
        significance = li_ma_significance(background + excess, n_off, alpha)
        on = np.maximum(background + excess, 1e-300)
        slope = np.log((1.0 + alpha) / alpha * on / (on + n_off)) / np.maximum(significance, 1e-9)
        return significance - n_sigma, slope

    return solve_rising(value, np.zeros_like(high), high)


def _rise(n_on: Array, n_off: Array, alpha: Array, excess: Array, reach: Array, n_sigma: float) -> Array:
    """Signal between excess and excess + reach where W is n_sigma² above its minimum; NaN where it never is."""
    target = wstat(n_on, n_off, alpha, excess) + n_sigma**2
    sign = np.sign(reach)

    def value(distance: Array) -> tuple[Array, Array]:
        signal = excess + sign * distance
        return wstat(n_on, n_off, alpha, signal) - target, sign * wstat_gradient(n_on, n_off, alpha, signal)

    return excess + sign * solve_rising(value, np.zeros_like(excess), np.abs(reach))


def _counts(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike) -> tuple[Array, Array, Array]:
    on, off, ratio = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (n_on, n_off, alpha)))
    return on, off, ratio
