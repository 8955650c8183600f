"""How the significances of a map are distributed: without a source, as a Gaussian of mean 0 and width 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.statistics.log_linear import fit_log_linear
from vhegui.core.typing import Array, BoolArray

EDGES = np.linspace(-8.0, 20.0, 141)  # σ
FITTED = 3.0  # σ, on either side of the middle


@dataclass(frozen=True, eq=False)
class Distribution:
    """Significances of some pixels.

    edges : shape (n + 1,), σ · pixels : shape (n,), how many in each bin; what lies outside is in the outermost bins
    above : how many are in the last bin, but above its upper edge · highest : the largest value, NaN without pixels
    number, mean, width : of all · fitted_mean, fitted_width : of the Gaussian that describes the bins near the middle
    best, NaN where there are too few pixels.
    """

    edges: Array
    pixels: Array
    above: int
    highest: float
    number: int
    mean: float
    width: float
    fitted_mean: float
    fitted_width: float

    def gaussian(self, mean: float = 0.0, width: float = 1.0) -> Array:
        """Pixels expected in each bin from a Gaussian with as many pixels as there are: shape (n,)."""
        centres = 0.5 * (self.edges[1:] + self.edges[:-1])
        density = np.exp(-0.5 * ((centres - mean) / width) ** 2) / (width * np.sqrt(2.0 * np.pi))
        return self.number * density * np.diff(self.edges)


def distribution(significance: Array, chosen: BoolArray, edges: Array = EDGES) -> Distribution:
    """The distribution of the chosen pixels; both of one shape.

    The Gaussian is fitted to the bins within 3 σ of 0, so that sources do not widen it. Pixels closer than a
    correlation radius share counts: its errors say nothing, and are not given.

    >>> values = np.random.default_rng(1).normal(0.1, 1.1, (100, 100))
    >>> found = distribution(values, values > -np.inf)
    >>> round(found.fitted_mean, 1), round(found.fitted_width, 1)
    (0.1, 1.1)
    """
    values = significance[chosen & np.isfinite(significance)]
    inner = np.nextafter(edges[[0, -1]], edges[[-1, 0]])
    pixels = np.histogram(np.clip(values, *inner), edges)[0].astype(np.float64)
    above, highest = int(np.count_nonzero(values > edges[-1])), float(values.max()) if len(values) else np.nan
    mean, width = (float(values.mean()), float(values.std())) if len(values) else (np.nan, np.nan)
    return Distribution(edges, pixels, above, highest, len(values), mean, width, *_gaussian_fit(pixels, edges))


def inside_and_outside(
    significance: Array, used: BoolArray, not_excluded: BoolArray, edges: Array = EDGES
) -> tuple[Distribution, Distribution]:
    """The distributions of used pixels inside and outside the exclusions."""
    return distribution(significance, used & ~not_excluded, edges), distribution(
        significance, used & not_excluded, edges
    )


def _gaussian_fit(pixels: Array, edges: Array) -> tuple[float, float]:
    """Mean and width; a Gaussian is a parabola in the logarithm."""
    centres = 0.5 * (edges[1:] + edges[:-1])
    near = np.abs(centres) < FITTED
    if np.count_nonzero(pixels[near]) < 3:
        return np.nan, np.nan
    x, n = centres[near], pixels[near]
    found = fit_log_linear(n, np.diff(edges)[near], np.stack([np.ones_like(x), x, x**2], axis=1))
    _, slope, curvature = found.coefficients
    if not found.converged or curvature >= 0.0:
        return np.nan, np.nan
    return float(-0.5 * slope / curvature), float(np.sqrt(-0.5 / curvature))
