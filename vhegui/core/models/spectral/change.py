"""The same spectrum by another formula: what both have is kept, and the new curve touches the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, formula_of, scaled_by, spectral_index
from vhegui.core.models.spectral.kind import SpectralKind
from vhegui.core.models.spectral.model import SpectralModel

GENTLE = {"beta": 0.1, "lambda_": 0.1}  # a curvature the old formula lacks starts small
AMBIGUOUS = {"beta", "expfactor", "norm"}  # names that mean different things in different formulas


def change_kind(model: SpectralModel, kind: str) -> SpectralModel:
    """The model as another kind.

    Parameters of the same meaning keep value, error, limits, prior and whether they are frozen; then index and
    amplitude are moved so that value and slope at the reference energy are those of the old curve.

    >>> cutoff = default_spectrum("exp_cutoff_power_law")  # index 1.5, λ 0.1 / TeV
    >>> parabola = change_kind(cutoff, "log_parabola")  # the same value and slope at 1 TeV
    >>> parabola["alpha"].value, bool(dnde(parabola, np.array(1.0)) == dnde(cutoff, np.array(1.0)))
    (1.6, True)
    """
    if kind == model.kind:
        return model
    old, new = formula_of(model), default_spectrum(kind)
    pivot = pivot_of(model)
    formula = formula_of(new)
    parameters = tuple(_start(parameter, formula, model, old, pivot) for parameter in new.parameters)
    return _touching(replace(new, parameters=parameters), model, pivot)


def pivot_of(model: SpectralModel) -> float:
    """The energy (TeV) at which a formula is anchored: its reference, break or mean; 1 TeV if it has none."""
    given = {parameter.name: parameter.value for parameter in model.parameters}
    if "emin" in given and "emax" in given:
        return float(np.sqrt(given["emin"] * given["emax"]))
    found = next((given[name] for name in ("reference", "ebreak", "mean") if given.get(name, 0.0) > 0.0), 1.0)
    return float(found)


def _start(parameter: Parameter, new: SpectralKind, model: SpectralModel, old: SpectralKind, pivot: float) -> Parameter:
    given = {each.name: each for each in model.parameters}
    if new.slopes and old.slopes and parameter.name == new.slopes[0]:
        return replace(given[old.slopes[0]], name=parameter.name, link="", meaning=parameter.meaning)
    same = given.get(parameter.name)
    if same is not None and _same_meaning(same, parameter, new, old):
        return replace(same, link="", meaning=parameter.meaning)
    if parameter.name in _RECIPROCALS:
        return _reciprocal(parameter, given)
    if parameter.name in ("reference", "ebreak", "mean", "escale"):
        return replace(parameter, value=pivot)
    if parameter.name == "sigma":
        return replace(parameter, value=0.5 * pivot)
    return replace(parameter, value=GENTLE.get(parameter.name, parameter.value))


def _same_meaning(same: Parameter, parameter: Parameter, new: SpectralKind, old: SpectralKind) -> bool:
    if same.unit != parameter.unit or (same.name in old.slopes) != (parameter.name in new.slopes):
        return False
    return same.name not in AMBIGUOUS or _meaning(old, same.name) == parameter.meaning


def _meaning(formula: SpectralKind, name: str) -> str:
    return next((parameter.meaning for parameter in formula.parameters if parameter.name == name), "")


_RECIPROCALS = {"ecut": "lambda_", "lambda_": "ecut"}


def _reciprocal(parameter: Parameter, given: dict[str, Parameter]) -> Parameter:
    """A cutoff energy from an inverse one, and back."""
    other = given.get(_RECIPROCALS[parameter.name])
    if other is None or not other.value > 0.0:
        return replace(parameter, value=GENTLE.get(parameter.name, parameter.value))
    return replace(parameter, value=1.0 / other.value, error=other.error / other.value**2, frozen=other.frozen)


def _touching(new: SpectralModel, old: SpectralModel, pivot: float) -> SpectralModel:
    """The new model with the old one's slope and value at `pivot`, as far as its parameters and limits allow."""
    at = np.array([pivot])
    value, slope = float(dnde(old, at)[0]), float(spectral_index(old, at)[0])
    slopes = formula_of(new).slopes
    if slopes and np.isfinite(slope):
        by = slope - float(spectral_index(new, at)[0])
        new = _moved(new, slopes, lambda index: index + by)
    now = float(dnde(new, at)[0])
    if np.isfinite(value) and np.isfinite(now) and now != 0.0:
        return scaled_by(new, value / now)
    return new


def _moved(model: SpectralModel, names: tuple[str, ...], change: Callable[[float], float]) -> SpectralModel:
    for name in names:
        old = model[name]
        moved = round(change(old.value), 9)  # a difference of finite precision: 2.7 shall stay 2.7
        model = model.with_parameter(name, value=min(max(moved, old.minimum), old.maximum))
    return model
