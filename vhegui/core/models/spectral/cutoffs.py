"""Power laws that end in an exponential cutoff: with sharpness α, and as the Fermi-LAT catalogues write them."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import (
    GammapyName,
    SpecialCase,
    SpectralKind,
    amplitude,
    exponential,
    index,
    reference,
    scaled,
)
from vhegui.core.models.spectral.power_laws import ALL_POWER_LAWS, INDICES, power_law_gradient
from vhegui.core.typing import Array

MEV = 1e6  # MeV in a TeV: the catalogue's exponential factor is in MeV


def _cutoff(energy: Array, lambda_: float, alpha: float) -> Array:
    """(λE)^α, continued to −|λE|^α for negative λ, which a fit may cross on the way to a power law."""
    if alpha == 1.0:
        return lambda_ * energy
    return np.sign(lambda_) * np.abs(lambda_ * energy) ** alpha


def _exp_cutoff(energy: Array, index: float, amplitude: float, reference: float, lambda_: float, alpha: float) -> Array:
    return exponential(-index * np.log(energy / reference) - _cutoff(energy, lambda_, alpha))


def _exp_cutoff_gradient(
    energy: Array, index: float, amplitude: float, reference: float, lambda_: float, alpha: float
) -> Array:
    rows = np.empty((5, *np.shape(energy)))
    rows[:3] = power_law_gradient(energy, index, amplitude, reference)
    x = np.abs(lambda_ * energy)
    tiny = np.maximum(x, 1e-300)
    rows[3] = -energy if alpha == 1.0 else -alpha * energy * tiny ** (alpha - 1.0)
    rows[4] = -np.sign(lambda_) * x**alpha * np.log(tiny)
    return rows


def _cutoff_3fgl(energy: Array, index: float, amplitude: float, reference: float, ecut: float) -> Array:
    return exponential(-index * np.log(energy / reference) + (reference - energy) / ecut)


def _cutoff_3fgl_gradient(energy: Array, index: float, amplitude: float, reference: float, ecut: float) -> Array:
    rows = np.empty((4, *np.shape(energy)))
    rows[:3] = power_law_gradient(energy, index, amplitude, reference)
    rows[2] += 1.0 / ecut
    rows[3] = (energy - reference) / ecut**2
    return rows


def _super_3fgl(
    energy: Array, amplitude: float, reference: float, ecut: float, index_1: float, index_2: float
) -> Array:
    start, end = (exponential(index_2 * np.log(e / ecut)) for e in (np.asarray(reference), energy))
    return exponential(-index_1 * np.log(energy / reference) + start - end)


def _super_3fgl_gradient(
    energy: Array, amplitude: float, reference: float, ecut: float, index_1: float, index_2: float
) -> Array:
    start, end = (exponential(index_2 * np.log(e / ecut)) for e in (np.asarray(reference), energy))
    rows = np.empty((5, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (index_1 + index_2 * start) / reference
    rows[2] = index_2 * (end - start) / ecut
    rows[3] = -np.log(energy / reference)
    rows[4] = start * np.log(reference / ecut) - end * np.log(energy / ecut)
    return rows


def _super_4fgl(
    energy: Array, amplitude: float, reference: float, expfactor: float, index_1: float, index_2: float
) -> Array:
    start, end = (exponential(index_2 * np.log(e * MEV)) for e in (np.asarray(reference), energy))
    return exponential(-index_1 * np.log(energy / reference) + expfactor * (start - end))


def _super_4fgl_gradient(
    energy: Array, amplitude: float, reference: float, expfactor: float, index_1: float, index_2: float
) -> Array:
    start, end = (exponential(index_2 * np.log(e * MEV)) for e in (np.asarray(reference), energy))
    rows = np.empty((5, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (index_1 + expfactor * index_2 * start) / reference
    rows[2] = start - end
    rows[3] = -np.log(energy / reference)
    rows[4] = expfactor * (start * np.log(reference * MEV) - end * np.log(energy * MEV))
    return rows


def _series(t: Array, exact: Array, coefficients: tuple[float, ...]) -> Array:
    """`exact`, but the series Σ cₖ tᵏ where |t| is small and the exact form cancels."""
    return np.where(np.abs(t) < 0.02, np.polynomial.polynomial.polyval(np.clip(t, -0.02, 0.02), coefficients), exact)


def _super_dr3(
    energy: Array, amplitude: float, reference: float, expfactor: float, index_1: float, index_2: float
) -> Array:
    """exp(−Γ₁x − d x² (eᵗ − 1 − t)/t²) with x = ln E/E₀, t = b x: the catalogue's formula without its pole at b = 0."""
    x = np.log(energy / reference)
    t = np.minimum(index_2 * x, 230.0)
    safe = np.where(np.abs(t) < 0.02, 1.0, t)
    curve = _series(t, (np.expm1(safe) - safe) / safe**2, (1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720))
    return exponential(-index_1 * x - expfactor * x * x * curve)


def _super_dr3_gradient(
    energy: Array, amplitude: float, reference: float, expfactor: float, index_1: float, index_2: float
) -> Array:
    x = np.log(energy / reference)
    t = np.minimum(index_2 * x, 230.0)
    safe = np.where(np.abs(t) < 0.02, 1.0, t)
    curve = _series(t, (np.expm1(safe) - safe) / safe**2, (1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720))
    bend = (np.exp(safe) * (safe - 2.0) + safe + 2.0) / safe**3
    bend = _series(t, bend, (1 / 6, 1 / 12, 1 / 40, 1 / 180, 1 / 1008))
    rows = np.empty((5, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (index_1 + expfactor * x * (1.0 + t * curve)) / reference
    rows[2] = -x * x * curve
    rows[3] = -x
    rows[4] = -expfactor * x**3 * bend
    return rows


def _cutoff_peak(index: float, amplitude: float, reference: float, lambda_: float, alpha: float) -> float:
    if index >= 2.0 or lambda_ <= 0.0 or alpha <= 0.0:
        return math.nan
    return ((2.0 - index) / alpha) ** (1.0 / alpha) / lambda_


BEFORE = "dN/dE at the reference energy, before the cutoff"
SHARPNESS = "sharpness of the cutoff: 1 exponential, above 1 steeper"

EXP_CUTOFF = SpectralKind(
    "exp_cutoff_power_law",
    "Power law with exponential cutoff",
    "dN/dE = N (E/E₀)^−Γ exp(−(λE)^α)\nN amplitude, Γ index, E₀ reference, λ = 1/cutoff energy, α sharpness",
    (
        index(1.5, where=" far below the cutoff"),
        amplitude(BEFORE),
        reference(),
        Parameter("lambda_", 0.1, "TeV-1", meaning="inverse of the cutoff energy, λ = 1 / E_cut"),
        Parameter("alpha", 1.0, frozen=True, meaning=SHARPNESS),
    ),
    *scaled(_exp_cutoff, _exp_cutoff_gradient, 1),
    starts=tuple({"index": index, "lambda_": 0.1, "alpha": 1.0} for index in INDICES),
    slopes=("index",),
    peak=_cutoff_peak,
    special_cases=(SpecialCase(ALL_POWER_LAWS, "lambda_", 0.0, without=("alpha",)),),
    gammapy=GammapyName("ExpCutoffPowerLawSpectralModel", "ecpl"),
    family="Cutoffs",
    abbreviation="ECPL",
    brief="Exponential cutoff",
)
EXP_CUTOFF_3FGL = SpectralKind(
    "exp_cutoff_power_law_3fgl",
    "Power law with exponential cutoff (3FGL)",
    "dN/dE = N (E/E₀)^−Γ exp((E₀ − E)/E_c)\nN amplitude: dN/dE at E₀ reference, Γ index, E_c ecut",
    (
        index(1.5, where=" far below the cutoff"),
        amplitude(),
        reference(),
        Parameter("ecut", 10.0, "TeV", meaning="cutoff energy"),
    ),
    *scaled(_cutoff_3fgl, _cutoff_3fgl_gradient, 1),
    starts=tuple({"index": index, "ecut": 10.0} for index in INDICES),
    slopes=("index",),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "ecut", math.inf),),
    gammapy=GammapyName("ExpCutoffPowerLaw3FGLSpectralModel", "ecpl-3fgl"),
    family="Cutoffs",
    abbreviation="ECPL 3FGL",
)
SUPER_3FGL = SpectralKind(
    "super_exp_cutoff_power_law_3fgl",
    "Super-exponential cutoff (3FGL)",
    "dN/dE = N (E/E₀)^−Γ₁ exp((E₀/E_c)^Γ₂ − (E/E_c)^Γ₂)\n"
    "N amplitude: dN/dE at E₀ reference, E_c ecut, Γ₁ index_1, Γ₂ index_2: sharpness",
    (
        amplitude(),
        reference(),
        Parameter("ecut", 10.0, "TeV", minimum=0.0, meaning="cutoff energy"),
        index(1.5, "index_1", " far below the cutoff"),
        Parameter("index_2", 2.0, meaning=SHARPNESS),
    ),
    *scaled(_super_3fgl, _super_3fgl_gradient),
    starts=tuple({"index_1": index, "ecut": 10.0, "index_2": 1.0} for index in INDICES),
    slopes=("index_1",),
    special_cases=(
        SpecialCase(ALL_POWER_LAWS, "ecut", math.inf, without=("index_2",)),
        SpecialCase(("exp_cutoff_power_law_3fgl",), "index_2", 1.0),
    ),
    gammapy=GammapyName("SuperExpCutoffPowerLaw3FGLSpectralModel", "secpl-3fgl"),
    family="Cutoffs",
    abbreviation="SECPL 3FGL",
)
SUPER_4FGL = SpectralKind(
    "super_exp_cutoff_power_law_4fgl",
    "Super-exponential cutoff (4FGL)",
    "dN/dE = N (E/E₀)^−Γ₁ exp(a (E₀^Γ₂ − E^Γ₂))\n"
    "N amplitude: dN/dE at E₀ reference, a expfactor (energies in MeV), Γ₁ index_1, Γ₂ index_2: sharpness",
    (
        amplitude(),
        reference(),
        Parameter("expfactor", 1e-7, meaning="strength of the cutoff: its exponent is a E^Γ₂ with E in MeV"),
        index(1.5, "index_1", " far below the cutoff"),
        Parameter("index_2", 1.0, frozen=True, meaning=SHARPNESS),
    ),
    *scaled(_super_4fgl, _super_4fgl_gradient),
    starts=tuple({"index_1": index} for index in INDICES),
    slopes=("index_1",),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "expfactor", 0.0, without=("index_2",)),),
    gammapy=GammapyName(
        "SuperExpCutoffPowerLaw4FGLSpectralModel",
        "secpl-4fgl",
        {"expfactor": {"value": 1e-14}, "index_2": {"value": 2.0, "frozen": False}},
    ),
    family="Cutoffs",
    abbreviation="SECPL 4FGL",
)
SUPER_4FGL_DR3 = SpectralKind(
    "super_exp_cutoff_power_law_4fgl_dr3",
    "Super-exponential cutoff (4FGL-DR3)",
    "dN/dE = N x^(d/b − Γ₁) exp(d/b² (1 − x^b)), x = E/E₀\n"
    "N amplitude: dN/dE and Γ₁ index_1: index at E₀ reference, d expfactor: curvature there, b index_2: sharpness",
    (
        amplitude(),
        reference(),
        Parameter("expfactor", 0.1, meaning="curvature at the reference energy"),
        index(1.5, "index_1", " at the reference energy"),
        Parameter("index_2", 1.0, frozen=True, meaning=SHARPNESS),
    ),
    *scaled(_super_dr3, _super_dr3_gradient),
    starts=tuple({"index_1": index, "expfactor": 0.1} for index in INDICES),
    slopes=("index_1",),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "expfactor", 0.0, without=("index_2",)),),
    gammapy=GammapyName(
        "SuperExpCutoffPowerLaw4FGLDR3SpectralModel",
        "secpl-4fgl-dr3",
        {"expfactor": {"value": 1e-2}, "index_2": {"value": 2.0, "frozen": False}},
    ),
    family="Cutoffs",
    abbreviation="SECPL DR3",
)
ENTRIES: tuple[SpectralKind, ...] = (EXP_CUTOFF_3FGL, SUPER_3FGL, SUPER_4FGL, SUPER_4FGL_DR3)
