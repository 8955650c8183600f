"""What is quoted of a fitted spectrum: integral and energy flux, the pivot energy, flux and index there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.models.spectral.error_band import dnde_error, pivot_energy
from vhegui.core.models.spectral.evaluate import dnde, formula_of, spectral_index
from vhegui.core.models.spectral.flux import energy_flux, energy_flux_error, integral_flux, integral_flux_error
from vhegui.core.models.spectral.kind import numeric_gradient
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array


@dataclass(frozen=True)
class Fluxes:
    """Between e_min and e_max (TeV): `flux`, cm⁻² s⁻¹, and `energy_flux`, TeV cm⁻² s⁻¹, with 1 σ errors.

    pivot : energy (TeV) where dN/dE is known best relative to its value, NaN if there is none · dnde : there,
    cm⁻² s⁻¹ TeV⁻¹ · index : local index there, −d ln(dN/dE)/d ln E.
    """

    e_min: float
    e_max: float
    flux: float
    flux_error: float
    energy_flux: float
    energy_flux_error: float
    pivot: float
    dnde: float
    dnde_error: float
    index: float
    index_error: float


def fluxes_of(model: SpectralModel, covariance: Array, e_min: float, e_max: float) -> Fluxes:
    """All of them; errors by linear propagation of `covariance` (n_par, n_par), zero for parameters that are fixed."""
    pivot = pivot_energy(model, covariance)
    at = np.array([pivot])
    known = np.isfinite(pivot)
    return Fluxes(
        e_min=e_min,
        e_max=e_max,
        flux=integral_flux(model, e_min, e_max),
        flux_error=integral_flux_error(model, covariance, e_min, e_max),
        energy_flux=energy_flux(model, e_min, e_max),
        energy_flux_error=energy_flux_error(model, covariance, e_min, e_max),
        pivot=pivot,
        dnde=float(dnde(model, at)[0]) if known else np.nan,
        dnde_error=float(dnde_error(model, covariance, at)[0]) if known else np.nan,
        index=float(spectral_index(model, at)[0]) if known else np.nan,
        index_error=_index_error(model, covariance, at) if known else np.nan,
    )


def _index_error(model: SpectralModel, covariance: Array, energy: Array) -> float:
    """√(gᵀ C g) with the gradient of the local index by the parameters, from differences."""

    def index(at: Array, *values: float) -> Array:
        return spectral_index(model.with_values(values), at)

    scales = [parameter.value for parameter in formula_of(model).parameters]
    # A difference of logarithms 2·10⁻⁴ apart is good to 10⁻¹²: steps of 6·10⁻⁶ leave the slope at 10⁻⁶.
    gradient = numeric_gradient(index, energy, model.values, scales)[:, 0]
    return float(np.sqrt(max(gradient @ covariance @ gradient, 0.0)))
