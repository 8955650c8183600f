"""In which form a spectrum is drawn: E² dN/dE in erg or TeV, or dN/dE. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from vhegui.core.models.flux import TEV_TO_ERG
from vhegui.core.typing import Array


@dataclass(frozen=True)
class SedUnit:
    """`key` is remembered in settings, `quantity` and `unit` for the axis; drawn is `factor` × E^`power` × dN/dE."""

    key: str
    quantity: str
    unit: str
    power: int
    factor: float

    @property
    def label(self) -> str:
        """For menus."""
        return f"{self.quantity} in {self.unit}"

    def drawn(self, energy: Array, dnde: Array) -> Array:
        """dN/dE (cm⁻² s⁻¹ TeV⁻¹) at `energy` (TeV) in this unit; shapes broadcast."""
        return dnde * self.factor * energy**self.power


SED_UNITS = (
    SedUnit("erg", "E² dN/dE", "erg cm⁻² s⁻¹", 2, TEV_TO_ERG),
    SedUnit("tev", "E² dN/dE", "TeV cm⁻² s⁻¹", 2, 1.0),
    SedUnit("dnde", "dN/dE", "cm⁻² s⁻¹ TeV⁻¹", 0, 1.0),
)


def unit_named(key: str) -> SedUnit:
    """The unit with this key; the first one for an unknown key."""
    return next((unit for unit in SED_UNITS if unit.key == key), SED_UNITS[0])
