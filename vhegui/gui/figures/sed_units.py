"""In which form a spectrum is drawn: dN/dE, E² dN/dE, or the flux in every band. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.sed.banded import in_bands, per_dnde
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.sed.units import SedUnit as Unit
from vhegui.core.sed.units import from_dnde, sed_unit
from vhegui.core.typing import Array

AXIS_UNITS = ("TeV", "GeV", "MeV", "erg")


@dataclass(frozen=True)
class SedUnit:
    """`key` is remembered in settings; form and energy unit are those of `vhegui.core.sed.units`."""

    key: str
    form: str
    energy_unit: str

    @cached_property
    def _unit(self) -> Unit:
        return sed_unit(self.form, self.energy_unit)

    @property
    def banded(self) -> bool:
        """Whether it is an integral over a band, not a curve."""
        return self.form in ("flux", "eflux")

    @property
    def quantity(self) -> str:
        """For the axis."""
        short = {"flux": "Flux per band", "eflux": "E flux per band"}
        return short.get(self.form, self._unit.title)

    @property
    def unit(self) -> str:
        """For the axis."""
        return self._unit.unit

    @property
    def label(self) -> str:
        """For menus."""
        return f"{self.quantity} in {self.unit}"

    def drawn(self, energy: Array, dnde: Array) -> Array:
        """dN/dE (cm⁻² s⁻¹ TeV⁻¹) at `energy` (TeV) in this unit; shapes broadcast. Not for bands."""
        return from_dnde(energy, dnde, self.form, self.energy_unit)

    def in_bands(self, energy: Array, dnde: Array, low: Array, high: Array) -> Array:
        """The same curve in bands."""
        return self._unit.factor * in_bands(energy, dnde, low, high, self.form)

    def of_own(self, points: FluxPoints) -> Array:
        """What a norm of 1 of our own points is in this unit, (n_bands,)."""
        return self._unit.factor * points.reference(self.form)

    def of_dnde(self, e_ref: Array, e_min: Array, e_max: Array) -> Array:
        """What dN/dE = 1 cm⁻² s⁻¹ TeV⁻¹ at e_ref of somebody's point is in this unit, (n,)."""
        if self.banded:
            return self._unit.factor * per_dnde(e_ref, e_min, e_max, self.form)
        return self.drawn(e_ref, np.ones(len(e_ref)))


SED_UNITS = (
    SedUnit("erg", "e2dnde", "erg"),
    SedUnit("tev", "e2dnde", "TeV"),
    SedUnit("gev", "e2dnde", "GeV"),
    SedUnit("dnde", "dnde", "TeV"),
    SedUnit("dnde_gev", "dnde", "GeV"),
    SedUnit("dnde_erg", "dnde", "erg"),
    SedUnit("flux", "flux", "TeV"),
    SedUnit("eflux", "eflux", "erg"),
    SedUnit("eflux_tev", "eflux", "TeV"),
)


def unit_named(key: str) -> SedUnit:
    """The unit with this key; the first one for an unknown key."""
    return next((unit for unit in SED_UNITS if unit.key == key), SED_UNITS[0])
