"""What a spectral formula is: its value, its gradient, its parameters. The formulas themselves are in `kinds`.

Functions take energy (any shape, TeV) and the parameter values in order; a spectrum is in cm⁻² s⁻¹ TeV⁻¹, a norm model
(a factor on a spectrum) has no unit. A gradient has one row a parameter: shape (n_par, *energy.shape).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.typing import Array

FLUX_UNIT = "cm-2 s-1 TeV-1"
Function = Callable[..., Array]
Starts = tuple[Mapping[str, float], ...]


def _no_breaks(*_: float) -> tuple[float, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class SpectralKind:
    """A formula: `kind` is its key everywhere, `formula` plain text for people, `parameters` its defaults in order.

    function(energy, *values) : dN/dE · derivatives(energy, *values) : its gradient, None for finite differences
    amplitudes : positions of the parameters that, all scaled by one factor, scale the whole spectrum by it; () if none
    starts : shapes from which a fit tries to start when the given values are far from the data
    is_norm : a factor without a unit that multiplies a spectrum, none by itself
    breaks(*values) : energies (TeV) where the curve has a kink, which integrals must not step over
    slopes : names of the parameters that, all raised by δ, raise the spectral index everywhere by δ.
    """

    kind: str
    label: str
    formula: str
    parameters: tuple[Parameter, ...]
    function: Function
    derivatives: Function | None = None
    amplitudes: tuple[int, ...] = ()
    starts: Starts = ()
    is_norm: bool = False
    breaks: Callable[..., tuple[float, ...]] = _no_breaks
    slopes: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Parameter names in order."""
        return tuple(parameter.name for parameter in self.parameters)

    def evaluate(self, energy: Array, *values: float) -> Array:
        """dN/dE at `energy` (TeV, any shape): cm⁻² s⁻¹ TeV⁻¹, of a norm model a factor."""
        return self.function(energy, *values)

    def gradient(self, energy: Array, *values: float) -> Array:
        """d(dN/dE)/d parameter at `energy` (TeV), for all parameters: shape (n_par, *energy.shape)."""
        if self.derivatives is not None:
            return self.derivatives(energy, *values)
        scales = [parameter.value for parameter in self.parameters]
        return numeric_gradient(self.function, energy, values, scales)


def scaled(
    kind: str,
    label: str,
    formula: str,
    parameters: tuple[Parameter, ...],
    shape: Function,
    log_gradient: Function,
    starts: Starts = (),
    *,
    amplitude: str = "amplitude",
    breaks: Callable[..., tuple[float, ...]] = _no_breaks,
    slopes: tuple[str, ...] = (),
) -> SpectralKind:
    """A formula that is one amplitude times `shape(energy, *values)`.

    log_gradient : d ln(dN/dE)/d parameter, shape (n_par, *energy.shape), with 1 in the row of the amplitude, so that
    the gradient stays finite at amplitude 0.
    """
    position = [parameter.name for parameter in parameters].index(amplitude)

    def function(energy: Array, *values: float) -> Array:
        return values[position] * shape(energy, *values)

    def derivatives(energy: Array, *values: float) -> Array:
        rows = log_gradient(energy, *values)
        rows *= shape(energy, *values)
        for i in range(len(rows)):
            if i != position:
                rows[i] *= values[position]
        return rows

    return SpectralKind(
        kind,
        label,
        formula,
        parameters,
        function,
        derivatives,
        (position,),
        starts,
        breaks=breaks,
        slopes=slopes,
    )


def numeric_gradient(function: Function, energy: Array, values: Sequence[float], scales: Sequence[float]) -> Array:
    """Gradient of `function(energy, *values)` by central differences, good to some 10⁻⁹: (n_par, *energy.shape).

    scales : typical size of each parameter, for the step where a value is near 0 (0: 1).
    """
    rows = np.empty((len(values), *np.shape(energy)))
    for i, value in enumerate(values):
        step = 6e-6 * max(abs(value), 0.01 * (abs(scales[i]) or 1.0))
        up, down = list(values), list(values)
        up[i], down[i] = value + step, value - step
        rows[i] = (function(energy, *up) - function(energy, *down)) / (up[i] - down[i])
    return rows


def amplitude(value: float, name: str = "amplitude", unit: str = FLUX_UNIT) -> Parameter:
    """The factor of a whole spectrum."""
    return Parameter(name, value, unit)


def reference(value: float = 1.0) -> Parameter:
    """The energy at which an amplitude is dN/dE."""
    return Parameter("reference", value, "TeV", frozen=True, minimum=0.0)


def exponential(exponent: Array) -> Array:
    """exp, held at 10¹⁰⁰: a slider at an absurd value draws a wall, not infinities that spread into everything."""
    return np.exp(np.minimum(exponent, 230.0))
