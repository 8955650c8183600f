"""What a fit gives: the model with errors, how good it is, and whether to believe it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.models.parameters import SpectralModel
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class FitResult:
    """A fitted model.

    names, covariance : all parameters in order and their covariance (n_par, n_par), zero rows for frozen ones
    total_stat : W over n_bins bins · stat_per_dataset : (n_runs,) · n_free : fitted parameters · n_calls : evaluations.
    success is False, and `message` says why, when the values should not be used as a measurement.
    """

    model: SpectralModel
    success: bool
    message: str
    total_stat: float
    n_bins: int
    names: tuple[str, ...]
    covariance: Array
    stat_per_dataset: Array
    dataset_names: tuple[str, ...]
    n_free: int
    n_calls: int

    @property
    def correlation(self) -> Array:
        """Correlation matrix (n_par, n_par); 0 beside frozen parameters."""
        error = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        scale = np.where(error > 0, error, 1.0)
        return self.covariance / np.outer(scale, scale)


def embed(covariance: Array, free: tuple[int, ...], size: int) -> Array:
    """Covariance of the free parameters → of all, zero rows and columns for the frozen."""
    full = np.zeros((size, size))
    if free:
        full[np.ix_(free, free)] = covariance
    return full


def invert(matrix: Array) -> Array | None:
    """Inverse of a symmetric matrix whose rows have very different units; None unless it is positive definite."""
    diagonal = np.diag(matrix)
    if not np.all(np.isfinite(matrix)) or np.any(diagonal <= 0):
        return None
    scale = 1.0 / np.sqrt(diagonal)
    try:
        root = np.linalg.cholesky(matrix * np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(root)
    return (inverse.T @ inverse) * np.outer(scale, scale)


def parameters_at_limit(model: SpectralModel) -> tuple[str, ...]:
    """Names of free parameters that sit on one of their limits."""
    return tuple(p.name for p in model.parameters if not p.frozen and (p.value <= p.minimum or p.value >= p.maximum))
