"""Whether the excess of a θ² plot is wider than the PSF, and how wide: the width of a Gaussian source.

The PSF's share of events in θ² is written as a sum of two-dimensional Gaussians, Σ wₖ (1 − exp(−θ² / 2 sₖ²)); convolved
with a Gaussian source of width σ each has s² + σ² instead. σ and the number of events are fitted to ON and OFF counts
of the bins (the W statistic), the centre stays where the ON region is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.theta_psf import PsfExpectation
from vhegui.core.estimators.theta_squared import ThetaSquared
from vhegui.core.statistics.wstat import WstatCounts
from vhegui.core.typing import Array

WIDTHS = 48  # Gaussians that a PSF is made of
SIGMAS = 61
SCORING_STEPS, SMALLEST = 20, 0.1  # of Fisher's scoring, and to what part of itself a number may fall in one
LARGEST = 1.0  # deg, of a radius that is proposed
ENOUGH = 0.97  # of what the PSF alone would hold, for a radius whose containment is nearly that of a point


@dataclass(frozen=True)
class Extension:
    """A Gaussian source that describes a θ² plot best.

    sigma, error : deg, its width in one dimension · ts : of the width, against a point source
    at_least : the plot does not reach far enough to tell the width: it is `sigma` or more
    point, extended : fractions of the events inside the ON radius, of a point source and of this one
    radius : deg, from which on the containment is nearly that of a point.
    """

    sigma: float
    error: float
    ts: float
    at_least: bool
    point: float
    extended: float
    radius: float

    @property
    def flux_factor(self) -> float:
        """By what a flux has to be multiplied that was corrected for the containment of a point source."""
        return self.point / self.extended


def extension(theta: ThetaSquared, psf: PsfExpectation) -> Extension | None:
    """The width of the excess beyond the PSF; None without an excess, or without OFF counts to compare with."""
    used = (theta.centres > 0) & (theta.off > 0)
    if used.sum() < 3 or theta.inside.excess <= 0.0:
        return None
    on, off = theta.on[used], theta.off[used]
    alpha = theta.background[used] / off
    weights, widths = gaussians_of(psf.square, psf.contained)
    sigmas = np.linspace(0.0, np.sqrt(theta.reach) / 2.0, SIGMAS)
    inside = np.array([contained(theta.edges, weights, widths, sigma) for sigma in sigmas])
    shares = np.diff(inside, axis=1)[:, used]
    stat = _best(shares, WstatCounts.of(on, off, alpha))
    best = int(np.argmin(stat))
    sigma, error = _parabola(sigmas, stat, best)
    at = theta.radius**2
    within = contained(np.array([at]), weights, widths, sigma)[0]
    point = contained(np.array([at]), weights, widths, 0.0)[0]
    return Extension(
        sigma, error, float(stat[0] - stat[best]), best == SIGMAS - 1, float(point), float(within),
        _wide_enough(theta.radius, weights, widths, sigma),
    )  # fmt: skip


def gaussians_of(square: Array, inside: Array) -> tuple[Array, Array]:
    """Weights and widths (deg) of the Gaussians that make up a containment `inside` at θ² `square` (deg²)."""
    from scipy.optimize import nnls

    reach = np.sqrt(square[-1])
    widths = np.geomspace(reach / 200.0, reach, WIDTHS)
    parts = 1.0 - np.exp(-square[:, None] / (2.0 * widths**2))
    weights, _ = nnls(parts, inside)
    return weights, widths


def contained(square: Array, weights: Array, widths: Array, sigma: float) -> Array:
    """Fraction within θ² `square` (deg²) of a source of width `sigma` (deg) seen through a PSF of Gaussians.

    >>> contained(np.array([0.01]), np.array([1.0]), np.array([0.06]), 0.08).round(3)  # as of one Gaussian of 0.1 deg
    array([0.393])
    """
    return (1.0 - np.exp(-square[:, None] / (2.0 * (widths**2 + sigma**2)))) @ weights


def _best(shares: Array, counts: WstatCounts) -> Array:
    """Smallest W of sources with these shares (n, n_bins) of their events in the bins, whatever their number: (n,)."""
    excess = float(np.sum(counts.n_on - counts.alpha * counts.n_off))
    number = max(excess, 1.0) / shares.sum(axis=1)
    for _ in range(SCORING_STEPS):
        terms = counts.at(number[:, None] * shares)
        step = (shares * terms.gradient).sum(axis=1) / (shares**2 * terms.expected_curvature).sum(axis=1)
        number = np.maximum(number - step, SMALLEST * number)
    return counts.at(number[:, None] * shares).stat.sum(axis=1)


def _parabola(sigmas: Array, stat: Array, best: int) -> tuple[float, float]:
    """The minimum between three points about the best one, and where the statistic is 1 higher."""
    if best in (0, len(sigmas) - 1):
        above = np.flatnonzero(stat - stat[best] > 1.0)
        error = float(np.abs(sigmas[above] - sigmas[best]).min()) if len(above) else float("nan")
        return float(sigmas[best]), error
    step = sigmas[1] - sigmas[0]
    low, middle, high = stat[best - 1 : best + 2]
    curvature = low - 2.0 * middle + high
    shift = 0.5 * (low - high) / curvature
    return float(sigmas[best] + shift * step), float(step * np.sqrt(2.0 / curvature))


def _wide_enough(radius: float, weights: Array, widths: Array, sigma: float) -> float:
    radii = np.arange(radius, LARGEST, 0.01)
    ratio = contained(radii**2, weights, widths, sigma) / contained(radii**2, weights, widths, 0.0)
    enough = np.flatnonzero(ratio >= ENOUGH)
    return float(radii[enough[0]]) if len(enough) else LARGEST
