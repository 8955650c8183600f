"""The spectral formulas: one entry of `KINDS` is one formula with its gradient and its parameters.

To add a spectral model, write its value and its logarithmic gradient below and add an entry: menus, sliders, fitters,
files and the tests over the whole registry follow.

Functions take energy (any shape, TeV) and the parameter values in order; they return cm⁻² s⁻¹ TeV⁻¹. The logarithmic
gradient is d ln(dN/dE)/d parameter, shape (n_par, *energy.shape), for all parameters but the amplitude, whose row is 1
(d ln/d ln amplitude) so that it stays finite at amplitude 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.typing import Array

FLUX_UNIT = "cm-2 s-1 TeV-1"


@dataclass(frozen=True)
class SpectralKind:
    """A formula: `kind` is its key everywhere, `formula` plain text for people, `parameters` its defaults in order.

    `shape(energy, *values)` is the spectrum for amplitude 1; `log_gradient` see the module; `slope_name` the parameter
    that is the spectral index at the reference energy, which another kind inherits; `starts` shapes from which a fit
    tries to start when the given values are far from the data.
    What all users of a formula rely on: `evaluate`, `gradient`, `names`, `parameters`, `starts`, and `amplitudes`.
    """

    kind: str
    label: str
    formula: str
    parameters: tuple[Parameter, ...]
    shape: Callable[..., Array]
    log_gradient: Callable[..., Array]
    starts: tuple[Mapping[str, float], ...]
    slope_name: str = "index"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names in order."""
        return tuple(parameter.name for parameter in self.parameters)

    @cached_property
    def amplitudes(self) -> tuple[int, ...]:
        """Positions of the parameters that, all scaled by one factor, scale the whole spectrum by it."""
        return (self.amplitude_index,)

    @cached_property
    def amplitude_index(self) -> int:
        """Position of the amplitude, the factor of the whole spectrum."""
        return self.names.index("amplitude")

    def evaluate(self, energy: Array, *values: float) -> Array:
        """dN/dE at `energy` (TeV, any shape): cm⁻² s⁻¹ TeV⁻¹."""
        return values[self.amplitude_index] * self.shape(energy, *values)

    def gradient(self, energy: Array, *values: float) -> Array:
        """d(dN/dE)/d parameter at `energy` (TeV): shape (n_par, *energy.shape)."""
        shape = self.shape(energy, *values)
        rows = self.log_gradient(energy, *values) * shape
        amplitude = self.amplitude_index
        for i in range(len(rows)):
            if i != amplitude:
                rows[i] *= values[amplitude]
        return rows


def _amplitude(value: float) -> Parameter:
    return Parameter("amplitude", value, FLUX_UNIT)


def _reference() -> Parameter:
    return Parameter("reference", 1.0, "TeV", frozen=True, minimum=0.0)


def _exp(exponent: Array) -> Array:
    """exp, held at 10¹⁰⁰: a slider at an absurd value draws a wall, not infinities that spread into everything."""
    return np.exp(np.minimum(exponent, 230.0))


def _power_law(energy: Array, index: float, amplitude: float, reference: float) -> Array:
    return _exp(-index * np.log(energy / reference))


def _power_law_gradient(energy: Array, index: float, amplitude: float, reference: float) -> Array:
    rows = np.empty((3, *np.shape(energy)))
    rows[0] = -np.log(energy / reference)
    rows[1] = 1.0
    rows[2] = index / reference
    return rows


def _cutoff(energy: Array, lambda_: float, alpha: float) -> Array:
    """(λE)^α, continued to −|λE|^α for negative λ, which a fit may cross on the way to a power law."""
    if alpha == 1.0:
        return lambda_ * energy
    return np.sign(lambda_) * np.abs(lambda_ * energy) ** alpha


def _exp_cutoff(energy: Array, index: float, amplitude: float, reference: float, lambda_: float, alpha: float) -> Array:
    return _exp(-index * np.log(energy / reference) - _cutoff(energy, lambda_, alpha))


def _exp_cutoff_gradient(
    energy: Array, index: float, amplitude: float, reference: float, lambda_: float, alpha: float
) -> Array:
    rows = np.empty((5, *np.shape(energy)))
    rows[:3] = _power_law_gradient(energy, index, amplitude, reference)
    x = np.abs(lambda_ * energy)
    tiny = np.maximum(x, 1e-300)
    rows[3] = -energy if alpha == 1.0 else -alpha * energy * tiny ** (alpha - 1.0)
    rows[4] = -np.sign(lambda_) * x**alpha * np.log(tiny)
    return rows


def _log_parabola(energy: Array, amplitude: float, reference: float, alpha: float, beta: float) -> Array:
    x = np.log(energy / reference)
    return _exp(-x * (alpha + beta * x))


def _log_parabola_gradient(energy: Array, amplitude: float, reference: float, alpha: float, beta: float) -> Array:
    x = np.log(energy / reference)
    rows = np.empty((4, *np.shape(energy)))
    rows[0] = 1.0
    rows[1] = (alpha + 2.0 * beta * x) / reference
    rows[2] = -x
    rows[3] = -x * x
    return rows


_ENTRIES = (
    SpectralKind(
        "power_law",
        "Power law",
        "dN/dE = N (E/E₀)^−Γ\nN amplitude, Γ index, E₀ reference",
        (Parameter("index", 2.0), _amplitude(1e-12), _reference()),
        _power_law,
        _power_law_gradient,
        tuple({"index": index} for index in (1.0, 2.0, 3.0, 4.5)),
    ),
    SpectralKind(
        "exp_cutoff_power_law",
        "Power law with exponential cutoff",
        "dN/dE = N (E/E₀)^−Γ exp(−(λE)^α)\nN amplitude, Γ index, E₀ reference, λ = 1/cutoff energy, α sharpness",
        (
            Parameter("index", 1.5),
            _amplitude(1e-12),
            _reference(),
            Parameter("lambda_", 0.1, "TeV-1"),
            Parameter("alpha", 1.0, frozen=True),
        ),
        _exp_cutoff,
        _exp_cutoff_gradient,
        tuple({"index": index, "lambda_": 0.1, "alpha": 1.0} for index in (1.0, 2.0, 3.0, 4.5)),
    ),
    SpectralKind(
        "log_parabola",
        "Log-parabola",
        "dN/dE = N (E/E₀)^(−α − β ln(E/E₀))\nN amplitude, E₀ reference, α index at E₀, β curvature (natural logarithm)",
        (_amplitude(1e-12), _reference(), Parameter("alpha", 2.0), Parameter("beta", 1.0)),
        _log_parabola,
        _log_parabola_gradient,
        tuple({"alpha": alpha, "beta": 0.1} for alpha in (1.0, 2.0, 3.0, 4.5)),
        slope_name="alpha",
    ),
)

KINDS: Mapping[str, SpectralKind] = MappingProxyType({entry.kind: entry for entry in _ENTRIES})
