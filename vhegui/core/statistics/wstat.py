"""W statistic: Poisson counts in ON with a Poisson measurement of the background in OFF, background profiled out.

    W(s) = 2 [ s + (1 + α) b − n_on ln(s + α b) − n_off ln b ] − (the same for a perfect model),

with b = b(s) ≥ 0 the OFF expectation that makes W smallest and s + α b ≥ 0 (XSPEC manual, appendix B, "W statistic").
b solves a quadratic; written with D² = (u + α (n_off − n_on))² + 4 α² n_on n_off, u = (1 + α) s, a sum of squares,
it never loses digits, and W is defined and convex for negative s as well. α = 0 means that nothing constrains the
background: it is then taken to be zero in ON, which leaves the Cash statistic of n_on.

All functions broadcast: n_on, n_off counts; alpha ≥ 0, ON / OFF exposure; mu_sig signal counts expected in ON.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from vhegui.core.statistics.interface import StatTerms
from vhegui.core.typing import Array, BoolArray

# Stands for "zero expected counts" where counts were seen and no background is possible (α = 0).
TRUNCATION = 1e-25
_TINY = 1e-300


WstatTerms = StatTerms


@dataclass(frozen=True, eq=False)
class WstatCounts:
    """Counts with everything that does not depend on the signal worked out once; `at` is then fast enough for a drag.

    n_on, n_off, alpha : broadcast to one shape · total = α (n_on + n_off) · difference = α (n_off − n_on)
    product = 4 α² n_on n_off · saturated : see `saturated_wstat` · unknown : bins with α = 0, None if there are none.
    """

    n_on: Array
    n_off: Array
    alpha: Array
    total: Array
    difference: Array
    product: Array
    saturated: Array
    unknown: BoolArray | None

    @classmethod
    def of(cls, n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike) -> WstatCounts:
        """From counts and α of shapes that broadcast together."""
        n_on, n_off, alpha = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (n_on, n_off, alpha)))
        unknown = alpha <= 0
        return cls(
            n_on=n_on,
            n_off=n_off,
            alpha=alpha,
            total=alpha * (n_on + n_off),
            difference=alpha * (n_off - n_on),
            product=4.0 * alpha * alpha * (n_on * n_off),
            saturated=saturated_wstat(n_on, n_off),
            unknown=unknown if np.any(unknown) else None,
        )

    @property
    def used(self) -> BoolArray:
        """All bins: a mask (n_bins,)."""
        return np.ones(self.n_on.shape, dtype=bool)

    def with_counts(self, n_on: ArrayLike, n_off: ArrayLike) -> WstatCounts:
        """Other counts with the same α."""
        return WstatCounts.of(n_on, n_off, self.alpha)

    def scaled_background(self, factor: ArrayLike) -> WstatCounts:
        """`factor` times α: so many times the background for the same OFF counts."""
        factor = np.asarray(factor, dtype=np.float64)
        return replace(
            self,
            alpha=self.alpha * factor,
            total=self.total * factor,
            difference=self.difference * factor,
            product=self.product * factor * factor,
        )

    def stat_at(self, mu_sig: Array) -> Array:
        """The statistic alone."""
        return self.at(mu_sig).stat

    def at(self, mu_sig: Array) -> StatTerms:
        """W and its derivatives for a signal of the counts' shape (or one that broadcasts with it)."""
        mu_on, mu_bkg, slope, bound = self._profile(mu_sig)
        safe_on, safe_off = np.maximum(mu_on, TRUNCATION), np.maximum(mu_bkg, TRUNCATION)
        logs = self.n_on * np.log(safe_on) + self.n_off * np.log(safe_off)
        ratio = self.n_on / safe_on
        gradient = 2.0 - 2.0 * ratio
        curvature = 2.0 * ratio * slope / safe_on
        if bound is not None:
            gradient = np.where(bound, 2.0 * (self.n_off / safe_off - 1.0) / np.where(bound, self.alpha, 1.0), gradient)
            curvature = np.where(bound, 2.0 * self.n_off / np.where(bound, mu_sig, 1.0) ** 2, curvature)
        return StatTerms(
            stat=2.0 * (mu_sig + (1.0 + self.alpha) * mu_bkg - logs) + self.saturated,
            gradient=gradient,
            expected_curvature=2.0 / np.maximum(mu_on + self.alpha * self.alpha * mu_bkg, TRUNCATION),
            curvature=curvature,
            mu_on=mu_on,
            mu_bkg=mu_bkg,
        )

    def _profile(self, mu_sig: Array) -> tuple[Array, Array, Array, BoolArray | None]:
        """Expected counts in ON and OFF at the best background, d mu_on/d mu_sig, and where mu_on = 0 is a bound."""
        double = 2.0 * (1.0 + self.alpha)
        u = 0.5 * double * mu_sig
        t = u + self.difference
        d = np.sqrt(t * t + self.product)
        # Each root of the quadratic in the form that adds numbers of the same sign.
        minus = self.total - u
        sum_off = np.abs(minus) + d
        known = self.alpha if self.unknown is None else np.where(self.unknown, 1.0, self.alpha)
        mu_bkg = np.where(
            minus >= 0, sum_off / (known * double), 2.0 * self.n_off * mu_sig / np.maximum(sum_off, _TINY)
        )
        plus = self.total + u
        sum_on = np.abs(plus) + d
        mu_on = sum_on / double
        slope = 0.5 + 0.5 * t / np.maximum(d, _TINY)
        bound = None
        if np.min(mu_sig, initial=0.0) < 0:
            mu_on = np.where(plus >= 0, mu_on, -2.0 * self.alpha * mu_sig * self.n_on / np.maximum(sum_on, _TINY))
            bound = (self.n_on == 0) & (mu_sig < 0) & (u <= -self.alpha * self.n_off) & (self.alpha > 0)
            mu_on = np.where(bound, 0.0, mu_on)
        if self.unknown is not None:
            mu_on = np.where(self.unknown, mu_sig, mu_on)
            mu_bkg = np.where(self.unknown, self.n_off, mu_bkg)
            slope = np.where(self.unknown, 1.0, slope)
        return mu_on, mu_bkg, slope, bound


def saturated_wstat(n_on: ArrayLike, n_off: ArrayLike) -> Array:
    """The data-only part subtracted in W: 2 (n ln n − n) summed over ON and OFF, so that a perfect model has W = 0."""
    n_on, n_off = np.asarray(n_on, dtype=np.float64), np.asarray(n_off, dtype=np.float64)
    on = n_on * np.log(np.maximum(n_on, _TINY)) - n_on
    off = n_off * np.log(np.maximum(n_off, _TINY)) - n_off
    return 2.0 * (on + off)


def profiled_background(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> Array:
    """OFF counts expected at the best background for a signal `mu_sig`: shape of the arguments, broadcast."""
    return _at(n_on, n_off, alpha, mu_sig).mu_bkg


def wstat(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> Array:
    """W statistic per bin (shape of the arguments, broadcast); sum it over bins and runs.

    >>> wstat(110, 600, 0.1, np.array([0.0, 50.0, 60.0])).round(2).tolist()  # signals: none, the excess, too much
    [29.65, 0.0, 0.82]
    """
    return _at(n_on, n_off, alpha, mu_sig).stat


def wstat_gradient(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> Array:
    """dW/d mu_sig = 2 (1 − n_on/mu_on); the derivative to the right at the one kink, mu_sig = 0 without any counts."""
    return _at(n_on, n_off, alpha, mu_sig).gradient


def wstat_curvature(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> Array:
    """d²W/d mu_sig² of these data, ≥ 0: shape of the arguments, broadcast."""
    return _at(n_on, n_off, alpha, mu_sig).curvature


def wstat_expected_curvature(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> Array:
    """Expected d²W/d mu_sig² = 2/(mu_on + α² mu_bkg): the Fisher information with the background profiled out."""
    return _at(n_on, n_off, alpha, mu_sig).expected_curvature


def _at(n_on: ArrayLike, n_off: ArrayLike, alpha: ArrayLike, mu_sig: ArrayLike) -> StatTerms:
    return WstatCounts.of(n_on, n_off, alpha).at(np.asarray(mu_sig, dtype=np.float64))
