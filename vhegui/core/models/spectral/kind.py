"""What a spectral formula is: its value, its gradient, its parameters. `registry` has the formulas themselves.

Functions take energy (any shape, TeV) and the parameter values in order; a spectrum is in cm⁻² s⁻¹ TeV⁻¹, a norm model
(a factor on a spectrum) has no unit. A gradient has one row a parameter: shape (n_par, *energy.shape).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.typing import Array

FLUX_UNIT = "cm-2 s-1 TeV-1"
NORM = "factor on the whole"
FAMILIES = ("Power laws", "Cutoffs", "Curved", "Others")
Function = Callable[..., Array]
Starts = tuple[Mapping[str, float], ...]


def _no_breaks(*_: float) -> tuple[float, ...]:
    return ()


@dataclass(frozen=True)
class GammapyName:
    """What gammapy calls a formula: its class, and the short tag of it.

    defaults : parameter → what gammapy 2.1 takes where a file does not give its value, or does not say whether it is
    frozen, if that is not our default. (gammapy writes "frozen" only where it is not its own default.)
    """

    type: str
    tag: str
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class SpecialCase:
    """That a formula is one of the simpler kinds `of` where `parameter` has `value`, or equals parameter `equal`.

    without : parameters that then mean nothing.
    """

    of: tuple[str, ...]
    parameter: str
    value: float = math.nan
    equal: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class SpectralKind:
    """A formula and all there is to know about it: `kind` is its key everywhere, `formula` plain text for people,
    `parameters` its defaults in order, each with its meaning.

    function(energy, *values) : dN/dE · derivatives(energy, *values) : its gradient, None for finite differences
    amplitudes : positions of the parameters that, all scaled by one factor, scale the whole spectrum by it; () if none
    starts : shapes from which a fit tries to start when the given values are far from the data
    is_norm : a factor without a unit that multiplies a spectrum, none by itself
    breaks(*values) : energies (TeV) where the curve has a kink, which integrals must not step over
    slopes : names of the parameters that, all raised by δ, raise the spectral index everywhere by δ; the first is the
    index at low energies
    peak(*values) : energy (TeV) where E² dN/dE is largest, NaN without a maximum; None where it must be searched for
    integral(e_min, e_max, moment, *values) : ∫ E^moment dN/dE dE where there is a closed form
    special_cases : the simpler formulas this one contains · gammapy : what it is called there, None if it is unknown
    family : of `FAMILIES`, where it stands among the others · abbreviation : "ECPL", where there is little room
    brief : a name shorter than `label`, for a part among others, "" if `label` will do.
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
    peak: Callable[..., float] | None = None
    integral: Callable[..., float] | None = None
    special_cases: tuple[SpecialCase, ...] = ()
    gammapy: GammapyName | None = None
    family: str = ""
    abbreviation: str = ""
    brief: str = ""

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


def scaled(shape: Function, log_gradient: Function, amplitude: int = 0) -> tuple[Function, Function, tuple[int, ...]]:
    """Function, derivatives and amplitudes of a formula that is parameter number `amplitude` times `shape`.

    shape(energy, *values) : shape of `energy` · log_gradient(energy, *values) : d ln(dN/dE)/d parameter, of shape
    (n_par, *energy.shape), with 1 in the row of the amplitude, so that the gradient stays finite at amplitude 0.
    """

    def function(energy: Array, *values: float) -> Array:
        return values[amplitude] * shape(energy, *values)

    def derivatives(energy: Array, *values: float) -> Array:
        rows = log_gradient(energy, *values)
        rows *= shape(energy, *values)
        for i in range(len(rows)):
            if i != amplitude:
                rows[i] *= values[amplitude]
        return rows

    return function, derivatives, (amplitude,)


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


def no_peak(*_: float) -> float:
    """The peak of a formula that never has one."""
    return math.nan


def amplitude(meaning: str = "dN/dE at the reference energy") -> Parameter:
    """The factor of a whole spectrum."""
    return Parameter("amplitude", 1e-12, FLUX_UNIT, meaning=meaning)


def index(value: float = 2.0, name: str = "index", where: str = "") -> Parameter:
    """A spectral index Γ, positive where the flux falls."""
    return Parameter(name, value, meaning=f"spectral index Γ{where}: how steeply the flux falls with energy")


def reference(value: float = 1.0) -> Parameter:
    """The energy at which an amplitude is dN/dE."""
    meaning = "energy the formula refers to; keep it frozen, it is not a physical quantity"
    return Parameter("reference", value, "TeV", frozen=True, minimum=0.0, meaning=meaning)


def exponential(exponent: Array) -> Array:
    """exp of any shape, held at 10¹⁰⁰: a slider at an absurd value draws a wall, not infinities that spread into
    everything.
    """
    return np.exp(np.minimum(exponent, 230.0))
