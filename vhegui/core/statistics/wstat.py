"""W statistic: Poisson counts in ON with a Poisson measurement of the background in OFF, background profiled out.

    W(s) = 2 [ s + (1 + α) b − n_on ln(s + α b) − n_off ln b ] − (the same for a perfect model),

with b = b(s) ≥ 0 the OFF expectation that makes W smallest and s + α b ≥ 0 (XSPEC manual, appendix B, "W statistic").
b solves a quadratic; written with D² = (u + α (n_off − n_on))² + 4 α² n_on n_off, u = (1 + α) s, a sum of squares,
it never loses digits, and W is defined and convex for negative s as well. α = 0 means that nothing constrains the
background: it is then taken to be zero in ON, which leaves the Cash statistic of n_on.

All functions are vectorised over broadcastable arrays: n_on, n_off counts; alpha ≥ 0; mu_sig expected excess counts in ON.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import Array

# Stands for "zero expected counts" where counts were seen and no background is possible (α = 0).
TRUNCATION = 1e-25


@dataclass(frozen=True, eq=False)
class WstatTerms:
    """W and what a fit needs of it, all per bin: W, dW/ds, d²W/ds² expected and observed, expected counts in ON, OFF."""

    stat: Array
    gradient: Array
    expected_curvature: Array
    curvature: Array
    mu_on: Array
    mu_bkg: Array


def _log_term(counts: Array, mean: Array) -> Array:
    """counts · ln(mean), 0 where counts are 0."""
    return counts * np.log(np.where(counts > 0, np.maximum(mean, TRUNCATION), 1.0))


def saturated_wstat(n_on: Array, n_off: Array) -> Array:
    """The data-only part subtracted in W: 2 (n ln n − n) summed over ON and OFF, so that a perfect model has W = 0."""
    return 2.0 * (_log_term(n_on, n_on) - n_on + _log_term(n_off, n_off) - n_off)


def _profile(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> tuple[Array, Array, Array]:
    """Expected counts in ON and in OFF at the best background, and d mu_on / d mu_sig."""
    u = (1.0 + alpha) * mu_sig
    total = alpha * (n_on + n_off)
    t = u + alpha * (n_off - n_on)
    d = np.sqrt(t * t + 4.0 * alpha * alpha * (n_on * n_off))
    known = alpha > 0
    a = np.where(known, alpha, 1.0)
    plus, minus = total + u, total - u
    # Each root in the form that adds numbers of the same sign.
    mu_on = np.where(plus >= 0, plus + d, 0.0) / (2.0 * (1.0 + alpha))
    lost = plus < 0
    if np.any(lost):
        mu_on = np.where(lost, -2.0 * alpha * mu_sig * n_on / np.where(lost, d - plus, 1.0), mu_on)
    mu_bkg = np.where(minus >= 0, minus + d, 0.0) / (2.0 * a * (1.0 + alpha))
    lost = minus < 0
    if np.any(lost):
        mu_bkg = np.where(lost, 2.0 * n_off * mu_sig / np.where(lost, d - minus, 1.0), mu_bkg)
    slope = 0.5 * (1.0 + t / np.where(d > 0, d, 1.0))
    slope = np.where(d > 0, slope, np.where(mu_sig >= 0, 1.0, 0.0))
    if not np.all(known):
        mu_on = np.where(known, mu_on, mu_sig)
        mu_bkg = np.where(known, mu_bkg, n_off)
        slope = np.where(known, slope, 1.0)
    return mu_on, mu_bkg, slope


def _gradient(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array, mu_on: Array, mu_bkg: Array) -> Array:
    gradient = 2.0 * (1.0 - n_on / np.where(n_on > 0, np.maximum(mu_on, TRUNCATION), 1.0))
    # No ON counts and a signal so negative that it eats all the background: the bound s + α b = 0 carries the slope.
    bound = (n_on == 0) & (mu_sig < 0) & (alpha > 0) & ((1.0 + alpha) * mu_sig <= -alpha * n_off)
    if np.any(bound):
        at_bound = 2.0 * (n_off / np.where(bound, np.maximum(mu_bkg, TRUNCATION), 1.0) - 1.0)
        gradient = np.where(bound, at_bound / np.where(bound, alpha, 1.0), gradient)
    return gradient


def _curvature(n_on: Array, n_off: Array, mu_sig: Array, mu_on: Array, slope: Array) -> Array:
    on = np.where(n_on > 0, np.maximum(mu_on, TRUNCATION), 1.0)
    curvature = 2.0 * n_on / on * (slope / on)
    below = (n_on == 0) & (mu_sig < 0) & (slope < 0.5)
    if np.any(below):
        curvature = np.where(below, 2.0 * n_off / np.where(below, mu_sig, 1.0) ** 2, curvature)
    return curvature


def _stat(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array, mu_on: Array, mu_bkg: Array) -> Array:
    return 2.0 * (mu_sig + (1.0 + alpha) * mu_bkg - _log_term(n_on, mu_on) - _log_term(n_off, mu_bkg))


def profiled_background(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> Array:
    """OFF counts expected at the best background for a signal `mu_sig`."""
    n_on, n_off, alpha, mu_sig = _floats(n_on, n_off, alpha, mu_sig)
    return _profile(n_on, n_off, alpha, mu_sig)[1]


def wstat(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> Array:
    """W statistic per bin; sum it over bins and runs."""
    n_on, n_off, alpha, mu_sig = _floats(n_on, n_off, alpha, mu_sig)
    mu_on, mu_bkg, _ = _profile(n_on, n_off, alpha, mu_sig)
    return _stat(n_on, n_off, alpha, mu_sig, mu_on, mu_bkg) + saturated_wstat(n_on, n_off)


def wstat_gradient(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> Array:
    """dW/d mu_sig = 2 (1 − n_on/mu_on); the derivative to the right at the one kink, mu_sig = 0 without any counts."""
    n_on, n_off, alpha, mu_sig = _floats(n_on, n_off, alpha, mu_sig)
    mu_on, mu_bkg, _ = _profile(n_on, n_off, alpha, mu_sig)
    return _gradient(n_on, n_off, alpha, mu_sig, mu_on, mu_bkg)


def wstat_curvature(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> Array:
    """d²W/d mu_sig² of these data, ≥ 0."""
    n_on, n_off, alpha, mu_sig = _floats(n_on, n_off, alpha, mu_sig)
    mu_on, _, slope = _profile(n_on, n_off, alpha, mu_sig)
    return _curvature(n_on, n_off, mu_sig, mu_on, slope)


def wstat_expected_curvature(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array) -> Array:
    """Expected d²W/d mu_sig² = 2/(mu_on + α² mu_bkg): the Fisher information with the background profiled out."""
    n_on, n_off, alpha, mu_sig = _floats(n_on, n_off, alpha, mu_sig)
    mu_on, mu_bkg, _ = _profile(n_on, n_off, alpha, mu_sig)
    return 2.0 / np.maximum(mu_on + alpha * alpha * mu_bkg, TRUNCATION)


def wstat_terms(n_on: Array, n_off: Array, alpha: Array, mu_sig: Array, saturated: Array | float) -> WstatTerms:
    """Everything at once, for fits; `saturated` is `saturated_wstat(n_on, n_off)`, constant during a fit. float64 in."""
    mu_on, mu_bkg, slope = _profile(n_on, n_off, alpha, mu_sig)
    return WstatTerms(
        stat=_stat(n_on, n_off, alpha, mu_sig, mu_on, mu_bkg) + saturated,
        gradient=_gradient(n_on, n_off, alpha, mu_sig, mu_on, mu_bkg),
        expected_curvature=2.0 / np.maximum(mu_on + alpha * alpha * mu_bkg, TRUNCATION),
        curvature=_curvature(n_on, n_off, mu_sig, mu_on, slope),
        mu_on=mu_on,
        mu_bkg=mu_bkg,
    )


def _floats(*arrays: Array) -> tuple[Array, ...]:
    return np.broadcast_arrays(*(np.asarray(array, dtype=np.float64) for array in arrays))
