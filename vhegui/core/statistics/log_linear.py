"""Counts whose logarithmic expectation is linear in the parameters: the Poisson fit that needs no minimiser.

    mu_i = expected_i × exp(Σ_k design_ik c_k)

The norm and tilt of a background (columns 1 and −ln E) and a Gaussian in a histogram (1, x, x²) are of this form. Cash
is then convex in c, its second derivatives do not depend on the counts, and Newton steps, halved where they go too far,
lead to the one minimum (McCullagh & Nelder 1989, "Generalized Linear Models", section 2.5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.statistics.poisson import cash
from vhegui.core.typing import Array

ITERATIONS = 100
PRECISION = 1e-16  # of Cash, what a last step may still gain


@dataclass(frozen=True, eq=False)
class LogLinearFit:
    """The best coefficients (k,), their covariance (k, k), the Cash statistic there, and whether they were found."""

    coefficients: Array
    covariance: Array
    stat: float
    converged: bool


def fit_log_linear(n: Array, expected: Array, design: Array) -> LogLinearFit:
    """Minimise the Cash statistic of counts. n, expected : shape (m,), expected > 0 · design : shape (m, k).

    Not converged, with NaN as covariance, where the counts do not determine the coefficients.

    >>> x = np.array([0.0, 1.0, 2.0, 3.0])
    >>> found = fit_log_linear(np.array([100.0, 50.0, 25.0, 12.5]), np.ones(4), np.stack([np.ones(4), x], axis=1))
    >>> np.exp(found.coefficients).round(3).tolist()  # halves at each step
    [100.0, 0.5]
    """
    coefficients = _start(n, expected, design)
    unknown = np.full((design.shape[1],) * 2, np.nan)
    mu = expected * np.exp(design @ coefficients)
    stat = float(cash(n, mu).sum())
    for _ in range(ITERATIONS):
        gradient, curvature = design.T @ (mu - n), design.T @ (mu[:, None] * design)
        try:
            step = -np.linalg.solve(curvature, gradient)
        except np.linalg.LinAlgError:
            break
        gain = -float(gradient @ step)  # twice what the parabola promises, in units of ln L
        if gain < PRECISION:
            return LogLinearFit(coefficients, np.asarray(np.linalg.inv(curvature), np.float64), stat, True)
        trial, value = coefficients, np.inf
        for halvings in range(60):
            trial = coefficients + 0.5**halvings * step
            with np.errstate(over="ignore"):
                mu = expected * np.exp(design @ trial)
                value = float(cash(n, mu).sum())
            if value <= stat + 1e-12 * abs(stat):
                break
        coefficients, stat = trial, value
    return LogLinearFit(coefficients, unknown, stat, False)


def _start(n: Array, expected: Array, design: Array) -> Array:
    """Least squares of the logarithm, weighted with the counts."""
    weight = np.sqrt(n + 0.5)
    found = np.linalg.lstsq(design * weight[:, None], np.log((n + 0.5) / expected) * weight, rcond=None)[0]
    return np.asarray(found, dtype=np.float64)
