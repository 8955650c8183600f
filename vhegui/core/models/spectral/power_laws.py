"""Constant, power law, power law by its integral flux, broken and smoothly broken power law."""

from __future__ import annotations

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import (
    FLUX_UNIT,
    GammapyName,
    SpecialCase,
    SpectralKind,
    amplitude,
    exponential,
    index,
    no_peak,
    reference,
    scaled,
)
from vhegui.core.typing import Array

INDICES = (1.0, 2.0, 3.0, 4.5)


def _constant(energy: Array, const: float) -> Array:
    return np.ones(np.shape(energy))


def _constant_gradient(energy: Array, const: float) -> Array:
    return np.ones((1, *np.shape(energy)))


def power_law(energy: Array, index: float, amplitude: float, reference: float) -> Array:
    """(E/E₀)^−Γ: shape of `energy` (TeV)."""
    return exponential(-index * np.log(energy / reference))


def power_law_gradient(energy: Array, index: float, amplitude: float, reference: float) -> Array:
    """d ln / d (index, amplitude, reference): shape (3, *energy.shape)."""
    rows = np.empty((3, *np.shape(energy)))
    rows[0] = -np.log(energy / reference)
    rows[1] = 1.0
    rows[2] = index / reference
    return rows


def _mean_power(x: float) -> tuple[float, float]:
    """h = (eˣ − 1)/x and d ln h/dx, also where x is 0."""
    if abs(x) < 1e-5:
        return 1.0 + 0.5 * x, 0.5 + x / 12.0
    x = min(x, 700.0)
    return float(np.expm1(x) / x), float(-1.0 / np.expm1(-x) - 1.0 / x)


def _by_flux(energy: Array, amplitude: float, index: float, emin: float, emax: float) -> Array:
    """E^−Γ / ∫ E^−Γ dE, through expm1 so that Γ = 1 is no special case."""
    span = np.log(emax / emin)
    return exponential(-index * np.log(energy / emin)) / (emin * span * _mean_power((1.0 - index) * span)[0])


def _by_flux_gradient(energy: Array, amplitude: float, index: float, emin: float, emax: float) -> Array:
    span = np.log(emax / emin)
    rows = np.empty((4, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = span * _mean_power((1.0 - index) * span)[1] - np.log(energy / emin)
    rows[2] = _by_flux(np.asarray(emin), amplitude, index, emin, emax)
    rows[3] = -_by_flux(np.asarray(emax), amplitude, index, emin, emax)
    return rows


def _broken(energy: Array, index1: float, index2: float, amplitude: float, ebreak: float) -> Array:
    return exponential(-np.where(energy < ebreak, index1, index2) * np.log(energy / ebreak))


def _broken_gradient(energy: Array, index1: float, index2: float, amplitude: float, ebreak: float) -> Array:
    below, x = energy < ebreak, np.log(energy / ebreak)
    rows = np.empty((4, *np.shape(energy)))
    rows[0] = np.where(below, -x, 0.0)
    rows[1] = np.where(below, 0.0, -x)
    rows[2] = 1.0
    rows[3] = np.where(below, index1, index2) / ebreak
    return rows


def _smooth(
    energy: Array, index1: float, index2: float, amplitude: float, ebreak: float, reference: float, beta: float
) -> Array:
    """The sign of β follows that of Γ₂ − Γ₁; where both are equal, it is taken as from above."""
    step = index2 - index1
    sign = -1.0 if step < 0 else 1.0
    steps = np.abs(step) / beta * np.log(energy / ebreak)
    return exponential(-index1 * np.log(energy / reference) - sign * beta * np.logaddexp(0.0, steps))


def _smooth_gradient(
    energy: Array, index1: float, index2: float, amplitude: float, ebreak: float, reference: float, beta: float
) -> Array:
    step, x = index2 - index1, np.log(energy / ebreak)
    sign = -1.0 if step < 0 else 1.0
    steps = np.abs(step) / beta * x
    weight = 0.5 * (1.0 + np.tanh(0.5 * steps))
    rows = np.empty((6, *np.shape(energy)))
    rows[0] = weight * x - np.log(energy / reference)
    rows[1] = -weight * x
    rows[2] = 1.0
    rows[3] = step * weight / ebreak
    rows[4] = index1 / reference
    rows[5] = step / beta * weight * x - sign * np.logaddexp(0.0, steps)
    return rows


def _power_law_integral(
    e_min: float, e_max: float, moment: int, index: float, amplitude: float, reference: float
) -> float:
    """∫ E^moment N (E/E₀)^−Γ dE, exact, through expm1 so that Γ = moment + 1 is no special case."""
    power = moment + 1.0 - index
    span = np.log(e_max / e_min)
    x = power * span
    factor = span if x == 0 else np.expm1(x) / power
    low = np.exp(power * np.log(e_min / reference))
    return float(amplitude * reference ** (moment + 1.0) * low * factor)


ALL_POWER_LAWS = ("power_law", "power_law_2")  # one shape, written in two ways
FLUX_BAND = "energy of the band whose flux the amplitude is; keep it frozen, it is not a physical quantity"

POWER_LAW = SpectralKind(
    "power_law",
    "Power law",
    "dN/dE = N (E/E₀)^−Γ\nN amplitude, Γ index, E₀ reference",
    (index(), amplitude(), reference()),
    *scaled(power_law, power_law_gradient, 1),
    starts=tuple({"index": index} for index in INDICES),
    slopes=("index",),
    peak=no_peak,
    integral=_power_law_integral,
    special_cases=(SpecialCase(("constant",), "index", 0.0),),
    gammapy=GammapyName("PowerLawSpectralModel", "pl"),
    family="Power laws",
    abbreviation="PL",
)
CONSTANT = SpectralKind(
    "constant",
    "Constant",
    "dN/dE = const",
    (Parameter("const", 1e-12, FLUX_UNIT, meaning="dN/dE at every energy"),),
    *scaled(_constant, _constant_gradient),
    peak=no_peak,
    gammapy=GammapyName("ConstantSpectralModel", "const"),
    family="Others",
    abbreviation="Const",
)
POWER_LAW_2 = SpectralKind(
    "power_law_2",
    "Power law by integral flux",
    "dN/dE = F (1 − Γ) / (E₂^(1−Γ) − E₁^(1−Γ)) E^−Γ\nF amplitude: flux from E₁ emin to E₂ emax, Γ index",
    (
        Parameter("amplitude", 1e-12, "cm-2 s-1", meaning="integral flux from emin to emax"),
        index(),
        Parameter("emin", 1.0, "TeV", frozen=True, minimum=0.0, meaning=f"lower {FLUX_BAND}"),
        Parameter("emax", 10.0, "TeV", frozen=True, minimum=0.0, meaning=f"upper {FLUX_BAND}"),
    ),
    *scaled(_by_flux, _by_flux_gradient),
    starts=tuple({"index": index} for index in INDICES),
    slopes=("index",),
    peak=no_peak,
    gammapy=GammapyName("PowerLaw2SpectralModel", "pl-2", {"emin": {"value": 0.1}, "emax": {"value": 100.0}}),
    family="Power laws",
    abbreviation="PL2",
)
BROKEN_POWER_LAW = SpectralKind(
    "broken_power_law",
    "Broken power law",
    "dN/dE = N (E/E_b)^−Γ₁ below E_b, N (E/E_b)^−Γ₂ above\nN amplitude, E_b ebreak, Γ₁ index1, Γ₂ index2",
    (
        index(2.0, "index1", " below the break"),
        index(3.0, "index2", " above the break"),
        amplitude("dN/dE at the break"),
        Parameter("ebreak", 1.0, "TeV", minimum=0.0, meaning="energy of the break"),
    ),
    *scaled(_broken, _broken_gradient, 2),
    starts=tuple({"index1": index, "index2": index + 0.5} for index in INDICES),
    slopes=("index1", "index2"),
    breaks=lambda index1, index2, amplitude, ebreak: (ebreak,),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "index1", equal="index2", without=("ebreak",)),),
    gammapy=GammapyName("BrokenPowerLawSpectralModel", "bpl", {"index2": {"value": 2.0}}),
    family="Power laws",
    abbreviation="BPL",
)
SMOOTH_BROKEN_POWER_LAW = SpectralKind(
    "smooth_broken_power_law",
    "Smoothly broken power law",
    "dN/dE = N (E/E₀)^−Γ₁ (1 + (E/E_b)^((Γ₂−Γ₁)/b))^−b, b = β sign(Γ₂ − Γ₁)\n"
    "N amplitude, E₀ reference, E_b ebreak, Γ₁ index1, Γ₂ index2, β beta: width of the break",
    (
        index(2.0, "index1", " far below the break"),
        index(3.0, "index2", " far above the break"),
        amplitude("dN/dE at the reference energy, before the break"),
        Parameter("ebreak", 1.0, "TeV", minimum=0.0, meaning="energy of the break, halfway between the two indices"),
        reference(),
        Parameter("beta", 1.0, frozen=True, minimum=0.0, meaning="width of the break: the larger, the smoother"),
    ),
    *scaled(_smooth, _smooth_gradient, 2),
    starts=tuple({"index1": index, "index2": index + 0.5, "beta": 1.0} for index in INDICES),
    slopes=("index1", "index2"),
    special_cases=(SpecialCase(ALL_POWER_LAWS, "index1", equal="index2", without=("ebreak", "beta")),),
    gammapy=GammapyName("SmoothBrokenPowerLawSpectralModel", "sbpl", {"index2": {"value": 2.0}}),
    family="Power laws",
    abbreviation="SBPL",
)
ENTRIES: tuple[SpectralKind, ...] = (CONSTANT, POWER_LAW_2, BROKEN_POWER_LAW, SMOOTH_BROKEN_POWER_LAW)
