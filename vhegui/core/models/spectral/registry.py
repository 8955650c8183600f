"""The registry of spectral formulas that consist of their parameters alone.

To add one, write its value and its logarithmic gradient in one of the modules below and add an entry, which says all
there is to know of it: menus, tooltips, sliders, fitters, likelihood-ratio tests, files (gammapy's too) and the tests
over the whole registry follow. What needs more than parameters is a form: see `forms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from vhegui.core.models.spectral import curved, cutoffs, norms, power_laws
from vhegui.core.models.spectral.kind import FLUX_UNIT as FLUX_UNIT
from vhegui.core.models.spectral.kind import SpectralKind as SpectralKind

_SPECTRA = (
    power_laws.POWER_LAW,
    cutoffs.EXP_CUTOFF,
    curved.LOG_PARABOLA,
    *power_laws.ENTRIES,
    *cutoffs.ENTRIES,
    *curved.ENTRIES,
)

KINDS: Mapping[str, SpectralKind] = MappingProxyType({entry.kind: entry for entry in _SPECTRA})
NORM_KINDS: Mapping[str, SpectralKind] = MappingProxyType({entry.kind: entry for entry in norms.ENTRIES})
