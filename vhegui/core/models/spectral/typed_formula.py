"""A spectrum as a formula that the user typed, with the values of its parameters behind a semicolon."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations

import numpy as np

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.expression import RESERVED, Evaluator, Expression, parse_expression
from vhegui.core.models.spectral.kind import SpectralKind
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

KIND = "formula"
EXAMPLE = "N*(E/E0)**(-g)*exp(-E/Ec); N=1e-12 [cm-2 s-1 TeV-1], g=2, E0=1 [TeV] frozen, Ec=10 [TeV]"
HELP = (
    "dN/dE in cm⁻² s⁻¹ TeV⁻¹ of E in TeV, then a semicolon and the parameters' values: "
    f"{EXAMPLE}. A parameter without a value is 1; frozen ones are not fitted. Where the formula has no real value "
    "(the root of something negative) dN/dE is 0."
)
_DECLARATION = re.compile(
    r"\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?P<value>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"\s*(?:\[(?P<unit>[^\]]*)\])?\s*(?P<frozen>frozen)?\s*",
    re.ASCII,
)
# The formula is taken in these units, so that a value in another one would be wrong without a word.
_UNIT = re.compile(r"(?:(?:TeV|cm|s)(?:-?\d)?(?: (?:TeV|cm|s)(?:-?\d)?)*)?")
_HUGE = 1e100


@dataclass(frozen=True)
class TypedFormula:
    """The form of a typed formula: its `text`, see `HELP`."""

    text: str = EXAMPLE

    def formula(self) -> SpectralKind:
        """The formula; `ConfigError` says what is wrong with the text, in which column, and what is allowed."""
        return _formula(self.text)


def typed_model(text: str) -> SpectralModel:
    """The model a text stands for; raises `ConfigError` as `TypedFormula.formula`.

    >>> model = typed_model("N*E**(-g)*exp(-E/Ec); N=1e-12 [cm-2 s-1 TeV-1], g=2, Ec=10 [TeV] frozen")
    >>> {parameter.name: parameter.value for parameter in model.parameters if parameter.varies}
    {'N': 1e-12, 'g': 2.0}
    >>> formula_text(model.with_parameter("g", value=2.3))
    'N*E**(-g)*exp(-E/Ec); N=1e-12 [cm-2 s-1 TeV-1], g=2.3, Ec=10.0 [TeV] frozen'
    """
    form = TypedFormula(text)
    return SpectralModel(KIND, form.formula().parameters, form)


def formula_text(model: SpectralModel) -> str:
    """The text of a model with its present values, units and frozen parameters: `typed_model` gives them back."""
    if not isinstance(model.form, TypedFormula):
        raise ConfigError("the model is not a typed formula and has no text")
    return f"{model.form.text.partition(';')[0].strip()}; {', '.join(map(_declaration, model.parameters))}"


def _declaration(parameter: Parameter) -> str:
    unit = f" [{parameter.unit}]" if parameter.unit else ""
    return f"{parameter.name}={parameter.value!r}{unit}{' frozen' if parameter.frozen else ''}"


@lru_cache(maxsize=64)
def _formula(text: str) -> SpectralKind:
    head, semicolon, tail = text.partition(";")
    expression = parse_expression(head)
    if not expression.names:
        raise ConfigError("formula: there is no parameter to fit; write a factor before it: N*(…)")
    declared = _declared(tail, len(head) + 1, expression.names) if semicolon else {}
    parameters = tuple(declared.get(name, Parameter(name, 1.0)) for name in expression.names)

    def function(energy: Array, *values: float) -> Array:
        return _values(expression.evaluate, energy, dict(zip(expression.names, values, strict=True)))

    return SpectralKind(
        KIND,
        "Formula",
        f"dN/dE = {head.strip()}\nin cm⁻² s⁻¹ TeV⁻¹, E in TeV",
        parameters,
        function,
        amplitudes=_amplitudes(expression, parameters),
    )


def _values(evaluate: Evaluator, energy: Array, values: dict[str, float]) -> Array:
    """The value in the shape of `energy`; 0 where it is no real number, held at ±10¹⁰⁰."""
    energy = np.asarray(energy, dtype=np.float64)
    with np.errstate(all="ignore"):
        result = np.broadcast_to(np.asarray(evaluate(energy, values), dtype=np.float64), energy.shape)
    return np.clip(np.where(np.isnan(result), 0.0, result), -_HUGE, _HUGE)


def _declared(text: str, start: int, names: tuple[str, ...]) -> dict[str, Parameter]:
    """The declarations behind the semicolon, which is before column `start` (from 0)."""
    result: dict[str, Parameter] = {}
    for part in re.finditer(r"[^,]+", text):
        column = start + part.start() + len(part[0]) - len(part[0].lstrip()) + 1
        if not part[0].strip():
            continue
        match = _DECLARATION.fullmatch(part[0])
        if match is None:
            raise ConfigError(
                f"formula, column {column}: {part[0].strip()[:40]!r} is no value of a parameter; "
                "write name=2.3, name=2.3 [TeV] or name=2.3 frozen, with commas in between"
            )
        parameter = _parameter(match, column)
        if parameter.name not in names or parameter.name in result:
            what = "has a value already" if parameter.name in result else "is not a parameter of the formula"
            raise ConfigError(
                f"formula, column {column}: {parameter.name} {what}; its parameters are {', '.join(names)}"
            )
        result[parameter.name] = parameter
    return result


def _parameter(match: re.Match[str], column: int) -> Parameter:
    name, value, unit = match["name"], float(match["value"]), " ".join((match["unit"] or "").split())
    if name in RESERVED:
        raise ConfigError(f"formula, column {column}: {name} is not a parameter and cannot have a value")
    if not np.isfinite(value):
        raise ConfigError(f"formula, column {column}: the value of {name} is too large")
    if not _UNIT.fullmatch(unit):
        raise ConfigError(
            f"formula, column {column}: the unit of {name}, {unit[:40]!r}, cannot be used; the formula is taken in "
            "TeV, cm and s: give the value in these, like [TeV], [TeV-1] or [cm-2 s-1 TeV-1]"
        )
    return Parameter(name, value, unit, frozen=bool(match["frozen"]))


def _amplitudes(expression: Expression, parameters: tuple[Parameter, ...]) -> tuple[int, ...]:
    """Positions of the parameters that, scaled together, scale the formula; found by trying, fewest and free first."""
    order = sorted(range(len(parameters)), key=lambda i: parameters[i].frozen)
    for number in (1, 2, 3):
        for chosen in combinations(order, number):
            if _scale(expression, parameters, chosen):
                return tuple(sorted(chosen))
    return ()


def _scale(expression: Expression, parameters: tuple[Parameter, ...], chosen: tuple[int, ...]) -> bool:
    energy = np.array([0.037, 0.41, 1.3, 6.1, 29.0])
    seen = False
    for trial in range(4):
        # Elsewhere than at the given values: an index of exactly 1 would make its reference energy an amplitude.
        tried = [
            replace(p, value=(p.value or 0.3) * (0.83 + 0.11 * ((i + 2 * trial) % 5))) for i, p in enumerate(parameters)
        ]
        plain = _values(expression.evaluate, energy, {p.name: p.value for p in tried})
        for factor in (-0.6, 3e-13, 2e12):  # far apart, so that no constant hides behind the given values
            values = {p.name: p.value * (factor if i in chosen else 1.0) for i, p in enumerate(tried)}
            if not np.allclose(_values(expression.evaluate, energy, values), factor * plain, rtol=1e-9, atol=0.0):
                return False
        seen = seen or bool(np.any((plain != 0) & (np.abs(plain) < _HUGE)))
    return seen
