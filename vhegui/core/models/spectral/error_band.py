"""Error of a fitted spectrum: the band around dN/dE, and the pivot energy where it is narrowest."""

from __future__ import annotations

import numpy as np

from vhegui.core.models.spectral.evaluate import dnde, dnde_gradient
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array


def dnde_error(model: SpectralModel, covariance: Array, energy: Array) -> Array:
    """1σ error of dN/dE by linear propagation, √(gᵀ C g): shape of `energy` (n,), cm⁻² s⁻¹ TeV⁻¹.

    covariance : (n_par, n_par) in parameter order, zero rows for frozen parameters.

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> crab = default_spectrum("power_law").with_values((2.63, 3.45e-11, 1.0))
    >>> covariance = np.diag([0.01**2, 1e-12**2, 0.0])  # index ± 0.01, amplitude ± 10⁻¹², reference fixed
    >>> error = dnde_error(crab, covariance, np.array([1.0, 10.0]))
    >>> (error / dnde(crab, np.array([1.0, 10.0]))).round(3).tolist()  # relative: the index counts away from 1 TeV
    [0.029, 0.037]
    """
    gradient = dnde_gradient(model, energy)
    return np.sqrt(np.maximum(np.einsum("ik,ij,jk->k", gradient, covariance, gradient), 0.0))


def pivot_energy(model: SpectralModel, covariance: Array, e_min: float = 0.01, e_max: float = 300.0) -> float:
    """Energy (TeV) where the relative error of dN/dE is smallest; NaN when there is none between e_min and e_max.

    covariance : (n_par, n_par) in parameter order.
    """
    if not np.any(np.diag(covariance) > 0):
        return float("nan")
    if model.kind == "power_law":
        return _power_law_pivot(model, covariance, e_min, e_max)

    def relative(energy: Array) -> Array:
        value = np.abs(dnde(model, energy))
        usable = value > 0.0
        return np.where(usable, dnde_error(model, covariance, energy) / np.where(usable, value, 1.0), np.inf)

    low, high = np.log(e_min), np.log(e_max)
    first = relative(np.exp(np.linspace(low, high, 41)))
    if not np.any(np.isfinite(first)) or np.ptp(first) <= 1e-9 * first.max():
        return float("nan")
    for _ in range(6):
        grid = np.linspace(low, high, 41)
        found = relative(np.exp(grid))
        best = int(np.argmin(found))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 40)]
    return _inside(float(np.exp(grid[best])), e_min, e_max)


def _power_law_pivot(model: SpectralModel, covariance: Array, e_min: float, e_max: float) -> float:
    """E₀ exp(cov(N, Γ)/(N var Γ)): there value and index are uncorrelated."""
    _, amplitude, reference = model.values
    if amplitude == 0.0 or not covariance[0, 0] > 0.0:
        return float("nan")
    exponent = covariance[0, 1] / (amplitude * covariance[0, 0])
    return _inside(float(reference * np.exp(np.clip(exponent, -700.0, 700.0))), e_min, e_max)


def _inside(energy: float, e_min: float, e_max: float) -> float:
    return energy if e_min * 1.001 < energy < e_max / 1.001 else float("nan")
