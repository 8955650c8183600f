"""In which unit a flux is drawn: integral flux, energy flux, or the Crab Nebula's flux in the same band. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.models.spectral.crab_references import CRAB_REFERENCES, CRABS
from vhegui.core.models.spectral.flux import TEV_TO_ERG, integral_flux
from vhegui.core.typing import Array

CRAB_NAMES = {each.key: f"{each.label} ({each.citation})" for each in CRAB_REFERENCES if each.model is not None}
DEFAULT_CRAB = "hess_2006_ecpl"


@dataclass(frozen=True)
class FluxUnit:
    """`key` is remembered, `quantity` and `unit` are for the axis."""

    key: str
    quantity: str
    unit: str

    def scale(self, curve: LightCurve, crab: str = DEFAULT_CRAB) -> Array:
        """What norm 1 is in this unit, shape (n_times, n_bands)."""
        if self.key == "erg":
            return curve.ref_eflux * TEV_TO_ERG
        if self.key == "tev":
            return curve.ref_eflux
        if self.key == "crab":
            return curve.ref_flux / crab_fluxes(curve, crab)
        return curve.ref_flux

    def of_flux(self, curve: LightCurve, band: int, crab: str = DEFAULT_CRAB) -> float:
        """Factor from the integral flux of a band (cm⁻² s⁻¹); NaN for an energy flux whose shape changes in time."""
        ratio = (self.scale(curve, crab) / curve.ref_flux)[:, band]
        known = ratio[np.isfinite(ratio)]
        return float(known[0]) if len(known) and np.ptp(known) <= 1e-9 * abs(known[0]) else float("nan")


FLUX_UNITS = (
    FluxUnit("flux", "Flux", "cm⁻² s⁻¹"),
    FluxUnit("erg", "Energy flux", "erg cm⁻² s⁻¹"),
    FluxUnit("tev", "Energy flux", "TeV cm⁻² s⁻¹"),
    FluxUnit("crab", "Flux", "Crab"),
)


def flux_unit(key: str) -> FluxUnit:
    """The unit with this key; the first one for an unknown key."""
    return next((unit for unit in FLUX_UNITS if unit.key == key), FLUX_UNITS[0])


def crab_fluxes(curve: LightCurve, crab: str) -> Array:
    """Integral flux of a published Crab spectrum in each band, shape (n_bands,), cm⁻² s⁻¹."""
    return np.array([_crab_flux(crab, low, high) for low, high in zip(curve.e_min, curve.e_max, strict=True)])


@lru_cache(maxsize=256)
def _crab_flux(crab: str, low: float, high: float) -> float:
    return integral_flux(CRABS.get(crab, CRABS[DEFAULT_CRAB]), float(low), float(high))
