"""Published spectra of the Crab nebula, to be drawn beside one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vhegui.core.models.spectral.evaluate import default_spectrum, dnde
from vhegui.core.models.spectral.flux import TEV_TO_ERG
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array


@dataclass(frozen=True)
class ReferenceSpectrum:
    """`key` in sessions, `label` in legends, where it was published, the energies (TeV) it was measured at, dN/dE."""

    key: str
    label: str
    citation: str
    energy_range: tuple[float, float]
    evaluate: Callable[[Array], Array]
    model: SpectralModel | None = None


def _published(kind: str, **values: float) -> SpectralModel:
    model = default_spectrum(kind)
    for name, value in values.items():
        model = model.with_parameter(name, value=value)
    return model


def _from_model(
    key: str, label: str, citation: str, energy_range: tuple[float, float], model: SpectralModel
) -> ReferenceSpectrum:
    return ReferenceSpectrum(key, label, citation, energy_range, lambda energy: dnde(model, energy), model)


def _meyer_2010(energy: Array) -> Array:
    """log₁₀(E² dN/dE / erg cm⁻² s⁻¹) as a polynomial of log₁₀(E/TeV): Meyer et al. 2010, table 3 fit above 10 GeV."""
    energy = np.asarray(energy, dtype=np.float64)
    coefficients = (-0.00449161, 0.0, 0.0473174, -0.179475, -0.53616, -10.2708)
    return 10.0 ** np.polyval(coefficients, np.log10(energy)) / TEV_TO_ERG / energy**2


CRAB_REFERENCES: tuple[ReferenceSpectrum, ...] = (
    _from_model(
        "hegra_2004",
        "HEGRA 2004, power law",
        "Aharonian et al. 2004, ApJ 614, 897",
        (0.5, 80.0),
        _published("power_law", index=2.62, amplitude=2.83e-11),
    ),
    _from_model(
        "hess_2006_pl",
        "H.E.S.S. 2006, power law",
        "Aharonian et al. 2006, A&A 457, 899",
        (0.4, 40.0),
        _published("power_law", index=2.63, amplitude=3.45e-11),
    ),
    _from_model(
        "hess_2006_ecpl",
        "H.E.S.S. 2006, exponential cutoff",
        "Aharonian et al. 2006, A&A 457, 899",
        (0.4, 40.0),
        _published("exp_cutoff_power_law", index=2.39, amplitude=3.76e-11, lambda_=1.0 / 14.3),
    ),
    _from_model(
        "magic_2015_lp",
        "MAGIC 2015, log-parabola",
        "Aleksić et al. 2015, JHEAp 5, 30",
        (0.05, 30.0),
        # Published with the decimal logarithm: β₁₀ = 0.24.
        _published("log_parabola", amplitude=3.23e-11, alpha=2.47, beta=0.24 / np.log(10.0)),
    ),
    _from_model(
        "magic_2015_ecpl",
        "MAGIC 2015, exponential cutoff",
        "Aleksić et al. 2015, JHEAp 5, 30",
        (0.05, 30.0),
        _published("exp_cutoff_power_law", index=2.21, amplitude=3.80e-11, lambda_=1.0 / 6.0),
    ),
    ReferenceSpectrum(
        "meyer_2010",
        "Meyer et al. 2010",
        "Meyer, Horns & Zechlin 2010, A&A 523, A2",
        (0.01, 100.0),
        _meyer_2010,
    ),
)
CRABS: Mapping[str, SpectralModel] = MappingProxyType({e.key: e.model for e in CRAB_REFERENCES if e.model is not None})
"""Those that are a formula, by their keys."""
