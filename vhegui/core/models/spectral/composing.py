"""Putting models together and taking them apart: "× EBL absorption", "+ component", and back."""

from __future__ import annotations

from dataclasses import replace

from vhegui.core.errors import ConfigError
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.spectral.compound import KIND, Compound, Part
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel


def multiplied(model: SpectralModel, factor: SpectralModel) -> SpectralModel:
    """The model times a factor (absorption, a norm model).

    The factor's own norms are frozen if the model has a free amplitude: both would describe the same.

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> absorbed = multiplied(default_spectrum("power_law"), default_spectrum("ebl_absorption"))
    >>> [parameter.name for parameter in absorbed.parameters]
    ['index', 'amplitude', 'reference', 'alpha_norm', 'redshift']
    >>> [part.kind for part in parts_of(absorbed)]
    ['power_law', 'ebl_absorption']
    """
    if any(model.parameters[i].varies for i in formula_of(model).amplitudes):
        fixed = formula_of(factor).amplitudes[:1]
        factor = replace(
            factor,
            parameters=tuple(replace(p, frozen=True) if i in fixed else p for i, p in enumerate(factor.parameters)),
        )
    return combined("product", _flat(model, "product") + _flat(factor, "product"))


def added(model: SpectralModel, other: SpectralModel) -> SpectralModel:
    """The sum of two models."""
    return combined("sum", _flat(model, "sum") + _flat(other, "sum"))


def combined(operation: str, models: tuple[SpectralModel, ...]) -> SpectralModel:
    """A "sum" or "product" of two or more models, in this order; links between parameters of a part follow."""
    form = Compound(operation, tuple(Part(model.kind, model.form) for model in models))
    names = formula_of(SpectralModel(KIND, (), form)).names
    parameters: list[Parameter] = []
    for model, at in zip(models, form.slices, strict=True):
        renamed = dict(zip((p.name for p in model.parameters), names[at], strict=True))
        parameters += [replace(p, name=renamed[p.name], link=renamed.get(p.link, p.link)) for p in model.parameters]
    return SpectralModel(KIND, tuple(parameters), form)


def parts_of(model: SpectralModel) -> tuple[SpectralModel, ...]:
    """The parts of a sum or product as models of their own; of any other model, itself.

    A parameter that was linked to one of another part is free again.
    """
    if not isinstance(model.form, Compound):
        return (model,)
    parts = []
    for part, at in zip(model.form.parts, model.form.slices, strict=True):
        own = dict(zip((p.name for p in model.parameters[at]), part.formula().names, strict=True))
        parameters = (
            replace(p, name=own[p.name], link=p.link if "." in p.link else own.get(p.link, ""))
            for p in model.parameters[at]
        )
        parts.append(SpectralModel(part.kind, tuple(parameters), part.form))
    return tuple(parts)


def part_of(model: SpectralModel, position: int) -> tuple[SpectralModel, int]:
    """The part, without parts itself, that has the parameter at `position`, and the position there."""
    for part in parts_of(model):
        if position < len(part.parameters):
            return (part, position) if part is model else part_of(part, position)
        position -= len(part.parameters)
    raise IndexError("a position beyond the last parameter")


def without(model: SpectralModel, position: int) -> SpectralModel:
    """A sum or product without one of its parts; if one is left, that one alone. ConfigError if none would be left."""
    parts = parts_of(model)
    left = parts[:position] + parts[position + 1 :]
    if not isinstance(model.form, Compound) or not left:
        raise ConfigError("this model has one part only, which cannot be taken away")
    result = left[0] if len(left) == 1 else combined(model.form.operation, left)
    if formula_of(result).is_norm and not formula_of(model).is_norm:
        raise ConfigError("the spectrum itself cannot be taken away: factors alone are no spectrum")
    return result


def _flat(model: SpectralModel, operation: str) -> tuple[SpectralModel, ...]:
    same = isinstance(model.form, Compound) and model.form.operation == operation
    return parts_of(model) if same else (model,)
