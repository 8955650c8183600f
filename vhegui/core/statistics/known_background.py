"""Significance, errors and upper limits of an excess over a background that is known exactly (Cash statistic)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.poisson import cash, cash_gradient
from vhegui.core.statistics.roots import solve_rising
from vhegui.core.typing import Array


def cash_significance(n_on: ArrayLike, mu_bkg: ArrayLike) -> Array:
    """Significance in σ, with the sign of the excess n_on − mu_bkg: √(cash(mu_bkg) − cash(n_on))."""
    n_on, mu_bkg = np.broadcast_arrays(np.asarray(n_on, dtype=np.float64), np.asarray(mu_bkg, dtype=np.float64))
    ts = np.maximum(cash(n_on, mu_bkg) - cash(n_on, n_on), 0.0)
    return np.sign(n_on - mu_bkg) * np.sqrt(ts)


def known_background_interval(n_on: ArrayLike, n_sigma: float = 1.0) -> tuple[Array, Array]:
    """Asymmetric errors of the expected ON counts (negative, positive side): where Cash has risen by n_sigma².

    Without counts Cash is a straight line: (0, n_sigma²/2). They do not depend on the background.
    """
    n_on = np.asarray(n_on, dtype=np.float64)
    target = cash(n_on, n_on) + n_sigma**2

    def below(distance: Array) -> tuple[Array, Array]:
        mu = n_on - distance
        return cash(n_on, mu) - target, -cash_gradient(n_on, mu)

    def above(distance: Array) -> tuple[Array, Array]:
        mu = n_on + distance
        return cash(n_on, mu) - target, cash_gradient(n_on, mu)

    # cash(n + d) ≥ cash(n) + d²/(n + d): the rise is reached before d = n_sigma² + n_sigma √n.
    reach = n_sigma**2 + 2.0 * n_sigma * np.sqrt(n_on) + 1.0
    low = solve_rising(below, np.zeros_like(n_on), n_on)
    high = solve_rising(above, np.zeros_like(n_on), reach)
    return np.where(n_on > 0, low, 0.0), np.where(n_on > 0, high, 0.5 * n_sigma**2)


def known_background_upper_limit(n_on: ArrayLike, mu_bkg: ArrayLike, n_sigma: float = 2.0) -> Array:
    """Excess above the best fit n_on − mu_bkg at which Cash has risen by n_sigma²: shape of the arguments, broadcast.

    Without counts the best fit cannot be negative, so the limit is n_sigma²/2 whatever the background.
    """
    n_on, mu_bkg = np.broadcast_arrays(np.asarray(n_on, dtype=np.float64), np.asarray(mu_bkg, dtype=np.float64))
    high = known_background_interval(n_on, n_sigma)[1]
    return np.where(n_on > 0, n_on - mu_bkg + high, high)


def known_background_excess_for_significance(mu_bkg: ArrayLike, n_sigma: float = 5.0) -> Array:
    """Excess that would have the significance `n_sigma` above this known background, not rounded; NaN without one:
    shape of `mu_bkg`.

    Without any background a single count is infinitely significant.
    """
    mu_bkg = np.asarray(mu_bkg, dtype=np.float64)
    known = np.where(mu_bkg > 0, mu_bkg, np.nan)
    target = n_sigma**2

    def value(excess: Array) -> tuple[Array, Array]:
        n = known + excess
        return 2.0 * (n * np.log(n / known) - excess) - target, 2.0 * np.log(n / known)

    # n ln(n/b) − x ≥ x²/(2b + x), so TS has reached n_sigma² at x = n_sigma² + n_sigma √(2b); twice that to be safe.
    high = target + 2.0 * n_sigma * np.sqrt(2.0 * known)
    return solve_rising(value, np.zeros_like(known), high)
