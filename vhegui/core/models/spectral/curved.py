"""Log-parabolas, the Band function and a line: spectra whose index changes all the way."""

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
from vhegui.core.models.spectral.power_laws import ALL_POWER_LAWS, INDICES
from vhegui.core.typing import Array


def _log_parabola(energy: Array, amplitude: float, reference: float, alpha: float, beta: float) -> Array:
    x = np.log(energy / reference)
    return exponential(-x * (alpha + beta * x))


def _log_parabola_gradient(energy: Array, amplitude: float, reference: float, alpha: float, beta: float) -> Array:
    x = np.log(energy / reference)
    rows = np.empty((4, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (alpha + 2.0 * beta * x) / reference
    rows[2] = -x
    rows[3] = -x * x
    return rows


def _own_scale(energy: Array, amplitude: float, reference: float, alpha: float, beta: float, escale: float) -> Array:
    return exponential(-np.log(energy / reference) * (alpha + beta * np.log(energy / escale)))


def _own_scale_gradient(
    energy: Array, amplitude: float, reference: float, alpha: float, beta: float, escale: float
) -> Array:
    x, y = np.log(energy / reference), np.log(energy / escale)
    rows = np.empty((5, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (alpha + beta * y) / reference
    rows[2] = -x
    rows[3] = -x * y
    rows[4] = beta * x / escale
    return rows


def _band(energy: Array, index1: float, index2: float, amplitude: float, ecut: float, reference: float) -> Array:
    """Where Γ₂ < Γ₁, for which it was not made, exp(+E/E_c) hardens it, so that a fit finds its way back."""
    x, step, join = np.log(energy / reference), index2 - index1, _join(index1, index2, amplitude, ecut, reference)
    below = -index1 * x - np.sign(step) * energy / ecut
    return exponential(np.where(energy < join, below, step * (_height(join, reference) - 1.0) - index2 * x))


def _band_gradient(
    energy: Array, index1: float, index2: float, amplitude: float, ecut: float, reference: float
) -> Array:
    x, step, join = np.log(energy / reference), index2 - index1, _join(index1, index2, amplitude, ecut, reference)
    below, height = energy < join, _height(join, reference)
    rows = np.empty((5, *np.shape(energy)))
    rows[0] = np.where(below, -x, -height)
    rows[1] = np.where(below, 0.0, height - x)
    rows[2] = 1.0
    rows[3] = np.where(below, np.sign(step) * energy / ecut, step) / ecut
    rows[4] = index1 / reference
    return rows


def _join(index1: float, index2: float, amplitude: float, ecut: float, reference: float) -> float:
    """The energy (TeV) from which on the Band function is a power law; 0 where it is one everywhere."""
    return abs(index2 - index1) * ecut


def _height(join: float, reference: float) -> float:
    return math.log(max(join, 1e-15) / reference)


def _band_peak(index1: float, index2: float, amplitude: float, ecut: float, reference: float) -> float:
    return (2.0 - index1) * ecut if index1 < 2.0 < index2 else math.nan


def _gaussian(energy: Array, amplitude: float, mean: float, sigma: float) -> Array:
    return exponential(-0.5 * ((energy - mean) / sigma) ** 2) / (sigma * math.sqrt(2.0 * math.pi))


def _gaussian_gradient(energy: Array, amplitude: float, mean: float, sigma: float) -> Array:
    pull = (energy - mean) / sigma
    rows = np.empty((3, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = pull / sigma
    rows[2] = (pull * pull - 1.0) / sigma
    return rows


def _around(amplitude: float, mean: float, sigma: float) -> tuple[float, ...]:
    """Not kinks, but a narrow line must not fall between the nodes of an integral."""
    return tuple(mean + step * abs(sigma) for step in (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0))


def _parabola_peak(amplitude: float, reference: float, alpha: float, beta: float) -> float:
    return float(reference * np.exp((2.0 - alpha) / (2.0 * beta))) if beta > 0.0 else math.nan


CURVATURE = "curvature, for the natural logarithm"
AT_10_TEV = {"reference": {"value": 10.0}}

LOG_PARABOLA = SpectralKind(
    "log_parabola",
    "Log-parabola",
    "dN/dE = N (E/E₀)^(−α − β ln(E/E₀))\nN amplitude, E₀ reference, α index at E₀, β curvature (natural logarithm)",
    (amplitude(), reference(), index(2.0, "alpha", " at the reference"), Parameter("beta", 1.0, meaning=CURVATURE)),
    *scaled(_log_parabola, _log_parabola_gradient),
    starts=tuple({"alpha": alpha, "beta": 0.1} for alpha in INDICES),
    slopes=("alpha",),
    peak=_parabola_peak,
    special_cases=(SpecialCase(ALL_POWER_LAWS, "beta", 0.0),),
    gammapy=GammapyName("LogParabolaSpectralModel", "lp", AT_10_TEV),
    family="Curved",
    abbreviation="LP",
)
LOG_PARABOLA_2 = SpectralKind(
    "log_parabola_2",
    "Log-parabola with its own scale",
    "dN/dE = N (E/E₀)^(−α − β ln(E/E_s))\nN amplitude, E₀ reference, α alpha, β curvature, E_s escale",
    (
        amplitude(),
        reference(),
        index(2.0, "alpha", " where reference and scale are the same"),
        Parameter("beta", 1.0, meaning=CURVATURE),
        Parameter("escale", 1.0, "TeV", frozen=True, minimum=0.0, meaning="energy from which the curvature counts"),
    ),
    *scaled(_own_scale, _own_scale_gradient),
    starts=tuple({"alpha": alpha, "beta": 0.1} for alpha in INDICES),
    slopes=("alpha",),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "beta", 0.0),),
    gammapy=GammapyName("LogParabola2SpectralModel", "lp-2", AT_10_TEV),
    family="Curved",
    abbreviation="LP2",
)
BAND = SpectralKind(
    "band",
    "Band function",
    "dN/dE = N (E/E₀)^−Γ₁ exp(−E/E_c) below (Γ₂ − Γ₁) E_c, a power law of index Γ₂ that joins it smoothly above\n"
    "N amplitude, E₀ reference, Γ₁ index1, Γ₂ index2, E_c ecut; α = −Γ₁, β = −Γ₂ and E₀ = E_c of gamma-ray bursts:\n"
    "Band et al. 1993, ApJ 413, 281",
    (
        index(1.5, "index1", " at low energies"),
        index(3.0, "index2", " at high energies"),
        amplitude("dN/dE at the reference energy, before the cutoff"),
        Parameter(
            "ecut", 1.0, "TeV", minimum=1e-9, meaning="energy of the cutoff; E² dN/dE is highest at (2 − Γ₁) E_c"
        ),
        reference(),
    ),
    *scaled(_band, _band_gradient, 2),
    starts=tuple({"index1": index, "index2": index + 1.0, "ecut": ecut} for index in INDICES for ecut in (1.0, 10.0)),
    breaks=lambda *values: (_join(*values),),
    slopes=("index1", "index2"),
    peak=_band_peak,
    special_cases=(
        SpecialCase(ALL_POWER_LAWS, "index1", equal="index2", without=("ecut",)),
        SpecialCase(("exp_cutoff_power_law_3fgl",), "index2", math.inf),
    ),
    family="Curved",
    abbreviation="Band",
)
GAUSSIAN = SpectralKind(
    "gaussian",
    "Gaussian line",
    "dN/dE = F/(σ √(2π)) exp(−(E − Ē)²/(2σ²))\nF amplitude: its flux, Ē mean, σ sigma",
    (
        Parameter("amplitude", 1e-12, "cm-2 s-1", meaning="integral flux of the line"),
        Parameter("mean", 1.0, "TeV", meaning="energy of the line"),
        Parameter("sigma", 2.0, "TeV", minimum=0.0, meaning="width of the line, one standard deviation"),
    ),
    *scaled(_gaussian, _gaussian_gradient),
    starts=tuple({"mean": mean, "sigma": 0.3 * mean} for mean in (0.3, 1.0, 3.0, 10.0)),
    breaks=_around,
    gammapy=GammapyName("GaussianSpectralModel", "gauss"),
    family="Others",
    abbreviation="Line",
)
ENTRIES: tuple[SpectralKind, ...] = (LOG_PARABOLA_2, BAND, GAUSSIAN)
