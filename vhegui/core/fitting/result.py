"""What a fit gives: the model with errors, how good it is, and whether to believe it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.verdict import Verdict
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Fitted:
    """A joint model at its best values: `joint`, and the covariance of all its parameters (n_joint, n_joint), zero
    rows for fixed ones. total_stat : statistic with priors · prior_stat : what the priors add, 0 at best.

    The properties without "joint" are of the source that is shown, the first.
    """

    joint: JointModel
    total_stat: float
    joint_covariance: Array
    prior_stat: float

    @property
    def model(self) -> SpectralModel:
        """The spectrum of the first source."""
        return self.joint.first

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters of the shown spectrum, in order."""
        return tuple(parameter.name for parameter in self.model.parameters)

    @property
    def covariance(self) -> Array:
        """Covariance of the parameters of the shown spectrum (n_par, n_par)."""
        spectrum = self.joint.first_spectrum
        return self.joint_covariance[spectrum, spectrum]

    @property
    def correlation(self) -> Array:
        """Correlation matrix (n_par, n_par) of the shown spectrum's parameters; 0 beside fixed parameters."""
        return correlation(self.covariance)

    @property
    def joint_names(self) -> tuple[str, ...]:
        """All parameters, in order."""
        return self.joint.names

    @property
    def joint_correlation(self) -> Array:
        """Correlation matrix (n_joint, n_joint) of all parameters."""
        return correlation(self.joint_covariance)


@dataclass(frozen=True, eq=False)
class FitResult(Fitted):
    """A fitted model.

    total_stat : over n_bins bins of the data, with priors · stat_per_dataset : (n_spectra,), without
    n_free : fitted parameters · n_calls : evaluations · data_key : of the counts and the statistic, see
    `JointData.key`. success is False, and `verdict` says why, when the values should not be used as a measurement;
    after "converged;" it says what to be careful about.
    """

    success: bool
    verdict: Verdict
    n_bins: int
    stat_per_dataset: Array
    dataset_names: tuple[str, ...]
    n_free: int
    n_calls: int
    data_key: str = ""

    @property
    def message(self) -> str:
        """The verdict in a sentence."""
        return str(self.verdict)

    @property
    def ndf(self) -> int:
        """Degrees of freedom: bins and Gaussian priors of fitted parameters, all measurements, less what is fitted."""
        parameters = self.joint.parameters
        measured = [p.prior for i, p in enumerate(parameters) if not parameters[self.joint.linked_to[i]].frozen]
        return self.n_bins + sum(1 for prior in measured if prior and prior.kind == "gaussian") - self.n_free


def correlation(covariance: Array) -> Array:
    """Correlation matrix; 0 beside parameters without error."""
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    scale = np.where(error > 0, error, 1.0)
    return covariance / np.outer(scale, scale)


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
