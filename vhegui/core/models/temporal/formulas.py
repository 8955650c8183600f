"""Changes with time that are a formula: constant, line, decay, flares, power law, sine."""

from __future__ import annotations

import math

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.kind import GammapyName
from vhegui.core.models.temporal.kind import Factor, TemporalKind, reference, scale
from vhegui.core.typing import Array

FREE = {"frozen": False}


def _constant(time: Array) -> Array:
    return np.ones(np.shape(time))


def _constant_integral(start: Array, stop: Array) -> Array:
    return np.subtract(stop, start)


def _linear(time: Array, alpha: float, beta: float, t_ref: float) -> Array:
    return alpha + beta * (time - t_ref)


def _linear_integral(start: Array, stop: Array, alpha: float, beta: float, t_ref: float) -> Array:
    return (stop - start) * (alpha + beta * (0.5 * (start + stop) - t_ref))


def _decay(time: Array, t0: float, t_ref: float) -> Array:
    return np.exp(-(time - t_ref) / t0)


def _decay_integral(start: Array, stop: Array, t0: float, t_ref: float) -> Array:
    return -t0 * np.expm1(-(stop - start) / t0) * _decay(start, t0, t_ref)


def _gaussian(time: Array, t_ref: float, sigma: float) -> Array:
    return np.exp(-0.5 * ((time - t_ref) / sigma) ** 2)


def _gaussian_integral(start: Array, stop: Array, t_ref: float, sigma: float) -> Array:
    from scipy.special import erf

    low, high = ((time - t_ref) / (math.sqrt(2.0) * sigma) for time in (start, stop))
    return math.sqrt(0.5 * math.pi) * sigma * (erf(high) - erf(low))


def _flare(time: Array, t_ref: float, t_rise: float, t_decay: float, eta: float) -> Array:
    width = np.where(time < t_ref, t_rise, t_decay)
    return np.exp(-0.5 * np.abs((time - t_ref) / width) ** (1.0 / eta))


def _flare_integral(start: Array, stop: Array, *values: float) -> Array:
    return _flare_since_peak(stop, *values) - _flare_since_peak(start, *values)


def _flare_since_peak(time: Array, t_ref: float, t_rise: float, t_decay: float, eta: float) -> Array:
    """∫ from the peak, negative before it: with u = ½ |t/w|^(1/η) it is w η 2^η γ(η, u), the incomplete Γ."""
    from scipy.special import gammainc

    width = np.where(time < t_ref, t_rise, t_decay)
    u = 0.5 * np.abs((time - t_ref) / width) ** (1.0 / eta)
    return np.sign(time - t_ref) * width * eta * 2.0**eta * math.gamma(eta) * gammainc(eta, u)


def _power_law(time: Array, alpha: float, t_ref: float, t0: float) -> Array:
    with np.errstate(divide="ignore"):
        return np.where(time > t_ref, (np.maximum(time - t_ref, 0.0) / t0) ** alpha, 0.0)


def _power_law_integral(start: Array, stop: Array, alpha: float, t_ref: float, t0: float) -> Array:
    low, high = (np.maximum(time - t_ref, 0.0) / t0 for time in (start, stop))
    with np.errstate(divide="ignore", invalid="ignore"):
        if alpha == -1.0:
            found = t0 * np.log(high / low)
        else:
            found = t0 * (high ** (alpha + 1.0) - low ** (alpha + 1.0)) / (alpha + 1.0)
    return np.where(high > 0.0, found, 0.0)


def _sine(time: Array, amp: float, omega: float, t_ref: float) -> Array:
    return 1.0 + amp * np.sin(omega * (time - t_ref))


def _sine_integral(start: Array, stop: Array, amp: float, omega: float, t_ref: float) -> Array:
    half, middle = 0.5 * (stop - start), 0.5 * (start + stop) - t_ref
    return 2.0 * half * (1.0 + amp * np.sin(omega * middle) * np.sinc(omega * half / math.pi))


def _at_ends(factor: Factor) -> Factor:
    """The most of a factor without a peak."""

    def most(start: Array, stop: Array, *values: float) -> Array:
        return np.maximum(factor(start, *values), factor(stop, *values))

    return most


def _of_peak(factor: Factor, position: int) -> Factor:
    """The most of one with a peak at the parameter `position`."""

    def most(start: Array, stop: Array, *values: float) -> Array:
        return factor(np.clip(values[position], start, stop), *values)

    return most


CONSTANT = TemporalKind(
    "constant",
    "Constant",
    "1 at all times",
    (),
    _constant,
    _constant_integral,
    _at_ends(_constant),
    GammapyName("ConstantTemporalModel", "const"),
)
LINEAR = TemporalKind(
    "linear",
    "Linear",
    "α + β (t − t_ref)",
    (
        Parameter("alpha", 1.0, frozen=True, meaning="factor at the reference time"),
        Parameter("beta", 0.0, "d-1", frozen=True, meaning="how much it grows a day"),
        reference(),
    ),
    _linear,
    _linear_integral,
    _at_ends(_linear),
    GammapyName("LinearTemporalModel", "linear", {"alpha": FREE, "beta": FREE}),
)
DECAY = TemporalKind(
    "exp_decay",
    "Exponential decay",
    "exp(−(t − t_ref)/t₀)",
    (scale("t0", "time t₀ in which it falls to 1/e"), reference()),
    _decay,
    _decay_integral,
    _at_ends(_decay),
    GammapyName("ExpDecayTemporalModel", "exp-decay", {"t0": FREE}),
)
GAUSSIAN = TemporalKind(
    "gaussian_flare",
    "Gaussian flare",
    "exp(−½ (t − t_ref)²/σ²)",
    (reference(meaning="time of the peak, MJD (TT)"), scale("sigma", "width σ of the flare")),
    _gaussian,
    _gaussian_integral,
    _of_peak(_gaussian, 0),
    GammapyName("GaussianTemporalModel", "gauss", {"t_ref": FREE, "sigma": FREE}),
)
FLARE = TemporalKind(
    "flare",
    "Flare with rise and decay",
    "exp(−½ |(t − t_ref)/t_rise|^(1/η)) before t_ref, with t_decay after",
    (
        reference(meaning="time of the peak, MJD (TT)"),
        scale("t_rise", "time scale of the rise"),
        scale("t_decay", "time scale of the decay"),
        Parameter("eta", 0.5, minimum=0.01, maximum=10.0, frozen=True, meaning="0.5 a Gaussian, more: a sharper peak"),
    ),
    _flare,
    _flare_integral,
    _of_peak(_flare, 0),
    GammapyName(
        "GeneralizedGaussianTemporalModel", "gengauss", {"t_ref": FREE, "t_rise": FREE, "t_decay": FREE, "eta": FREE}
    ),
)
POWER_LAW = TemporalKind(
    "power_law_in_time",
    "Power law in time",
    "((t − t_ref)/t₀)^α after t_ref, 0 before",
    (
        Parameter("alpha", 1.0, frozen=True, meaning="power; below 0 it falls"),
        reference(meaning="when it begins, MJD (TT)"),
        scale("t0", "time after the begin at which it is 1"),
    ),
    _power_law,
    _power_law_integral,
    _at_ends(_power_law),
    GammapyName("PowerLawTemporalModel", "powerlaw", {"alpha": FREE}),
)
SINE = TemporalKind(
    "sine",
    "Sine",
    "1 + amp sin(ω (t − t_ref))",
    (
        Parameter("amp", 0.5, frozen=True, meaning="amplitude relative to the mean"),
        Parameter("omega", 1.0, "rad / d", minimum=0.0, frozen=True, meaning="angular frequency: 2π over the period"),
        reference(),
    ),
    _sine,
    _sine_integral,
    lambda start, stop, amp, omega, t_ref: np.full(np.shape(start), 1.0 + abs(amp)),
    GammapyName("SineTemporalModel", "sinus", {"amp": {"value": 1.0, **FREE}, "omega": FREE, "t_ref": FREE}),
)
ENTRIES = (CONSTANT, LINEAR, DECAY, GAUSSIAN, FLARE, POWER_LAW, SINE)
