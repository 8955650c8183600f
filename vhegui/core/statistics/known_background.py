"""Significance, errors and upper limits of an excess over a background that is known exactly (Cash statistic)."""

from __future__ import annotations

import numpy as np

from vhegui.core.statistics.poisson import cash, cash_gradient
from vhegui.core.statistics.roots import solve_rising
from vhegui.core.typing import Array


def cash_significance(n_on: Array, mu_bkg: Array) -> Array:
    """Significance in σ, with the sign of the excess n_on − mu_bkg: √(cash(mu_bkg) − cash(n_on))."""
    n_on, mu_bkg = np.broadcast_arrays(np.asarray(n_on, dtype=np.float64), np.asarray(mu_bkg, dtype=np.float64))
    ts = np.maximum(cash(n_on, mu_bkg) - cash(n_on, n_on), 0.0)
    return np.sign(n_on - mu_bkg) * np.sqrt(ts)


def known_background_interval(n_on: Array, n_sigma: float = 1.0) -> tuple[Array, Array]:
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


def known_background_upper_limit(n_on: Array, mu_bkg: Array, n_sigma: float = 2.0) -> Array:
    """Excess above the best fit n_on − mu_bkg at which Cash has risen by n_sigma².

    Without counts the best fit cannot be negative, so the limit is n_sigma²/2 whatever the background.
    """
    n_on, mu_bkg = np.broadcast_arrays(np.asarray(n_on, dtype=np.float64), np.asarray(mu_bkg, dtype=np.float64))
    high = known_background_interval(n_on, n_sigma)[1]
    return np.where(n_on > 0, n_on - mu_bkg + high, high)
