"""The spectral formulas: one entry of `KINDS` is one formula with its gradient and its parameters.

To add a spectral model, write its value and its logarithmic gradient below and add an entry: menus, sliders, fitters,
files and the tests over the whole registry follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from vhegui.core.models.kind import FLUX_UNIT as FLUX_UNIT
from vhegui.core.models.kind import SpectralKind as SpectralKind
from vhegui.core.models.kind import amplitude as _amplitude
from vhegui.core.models.kind import exponential as _exp
from vhegui.core.models.kind import reference as _reference
from vhegui.core.models.kind import scaled
from vhegui.core.models.parameters import Parameter
from vhegui.core.typing import Array


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
    scaled(
        "power_law",
        "Power law",
        "dN/dE = N (E/E₀)^−Γ\nN amplitude, Γ index, E₀ reference",
        (Parameter("index", 2.0), _amplitude(1e-12), _reference()),
        _power_law,
        _power_law_gradient,
        tuple({"index": index} for index in (1.0, 2.0, 3.0, 4.5)),
    ),
    scaled(
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
    scaled(
        "log_parabola",
        "Log-parabola",
        "dN/dE = N (E/E₀)^(−α − β ln(E/E₀))\nN amplitude, E₀ reference, α index at E₀, β curvature (natural logarithm)",
        (_amplitude(1e-12), _reference(), Parameter("alpha", 2.0), Parameter("beta", 1.0)),
        _log_parabola,
        _log_parabola_gradient,
        tuple({"alpha": alpha, "beta": 0.1} for alpha in (1.0, 2.0, 3.0, 4.5)),
    ),
)

KINDS: Mapping[str, SpectralKind] = MappingProxyType({entry.kind: entry for entry in _ENTRIES})
