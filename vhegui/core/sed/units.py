"""In which unit and form a spectrum is shown: dN/dE, E² dN/dE, integral or energy flux, in TeV, erg, GeV, keV …"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vhegui.core.errors import AnalysisError
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.typing import Array

PER_TEV: Mapping[str, float] = MappingProxyType(
    {"TeV": 1.0, "GeV": 1e3, "MeV": 1e6, "keV": 1e9, "eV": 1e12, "PeV": 1e-3, "erg": TEV_TO_ERG}
)
"""How many of each unit are one TeV."""

# form: (name on an axis, power of the energy unit in it, power of E that turns dN/dE into it)
_FORMS: Mapping[str, tuple[str, int, int]] = MappingProxyType(
    {
        "dnde": ("dN/dE", -1, 0),
        "e2dnde": ("E² dN/dE", 1, 2),
        "flux": ("Integral flux", 0, 0),
        "eflux": ("Energy flux", 1, 0),
    }
)


@dataclass(frozen=True)
class SedUnit:
    """A form and unit of a spectrum.

    factor : from the internal unit of the form (cm⁻² s⁻¹ TeV⁻¹, TeV cm⁻² s⁻¹, cm⁻² s⁻¹) · title : axis title
    unit : for people, "erg cm⁻² s⁻¹" · file_unit : for files, "erg cm-2 s-1".
    """

    form: str
    factor: float
    title: str
    unit: str
    file_unit: str

    @property
    def label(self) -> str:
        """Axis title with the unit."""
        return f"{self.title} ({self.unit})"


def sed_unit(form: str, energy_unit: str = "TeV") -> SedUnit:
    """The form "dnde", "e2dnde", "flux" or "eflux" with its energies in `energy_unit`."""
    if form not in _FORMS:
        raise AnalysisError(f"a spectrum cannot be shown as {form!r}; use one of: {', '.join(_FORMS)}")
    title, power, _ = _FORMS[form]
    scale = energy_scale(energy_unit)
    unit = {-1: f"cm⁻² s⁻¹ {energy_unit}⁻¹", 0: "cm⁻² s⁻¹", 1: f"{energy_unit} cm⁻² s⁻¹"}[power]
    plain = {-1: f"cm-2 s-1 {energy_unit}-1", 0: "cm-2 s-1", 1: f"{energy_unit} cm-2 s-1"}[power]
    return SedUnit(form, scale**power, title, unit, plain)


def energy_scale(energy_unit: str) -> float:
    """How many of this unit one TeV is."""
    if energy_unit not in PER_TEV:
        raise AnalysisError(f"energies cannot be shown in {energy_unit!r}; use one of: {', '.join(PER_TEV)}")
    return PER_TEV[energy_unit]


def from_dnde(energy: Array, dnde: Array, form: str, energy_unit: str = "TeV") -> Array:
    """dN/dE (cm⁻² s⁻¹ TeV⁻¹) at `energy` (TeV; both of any one shape, which is kept) as "dnde" or "e2dnde" with
    energies in `energy_unit`.

    >>> import numpy as np
    >>> curve = from_dnde(np.array([1.0, 10.0]), np.array([3e-11, 8e-14]), "e2dnde", "erg")  # erg cm⁻² s⁻¹
    >>> print(curve)
    [4.80652990e-11 1.28174131e-11]
    """
    if form not in ("dnde", "e2dnde"):
        raise AnalysisError(f"{form!r} is an integral over a band: a curve of dN/dE cannot be shown as it")
    return sed_unit(form, energy_unit).factor * energy ** _FORMS[form][2] * dnde
