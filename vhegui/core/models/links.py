"""Links between parameters: whether what they name is there."""

from __future__ import annotations

from collections.abc import Sequence

from vhegui.core.models.parameters import Parameter, SourceModel


def linked_parameter(models: Sequence[SourceModel], model: SourceModel, link: str) -> tuple[SourceModel, Parameter]:
    """The model and parameter a link of `model` names: "index" of the same model, or "model.index". KeyError if none.

    Names of models may have points themselves; names of parameters have none.
    """
    owner, _, name = link.rpartition(".")
    for each in models if owner else (model,):
        if not owner or each.name == owner:
            return each, each.spectral[name]
    raise KeyError(link)


def wrong_link(models: Sequence[SourceModel]) -> str:
    """What is wrong with the first link that cannot be followed, "" if all can."""
    for model in models:
        for parameter in model.spectral.parameters:
            if not parameter.link:
                continue
            try:
                _, target = linked_parameter(models, model, parameter.link)
            except KeyError:
                return f"{model.name}: {parameter.name}: link {parameter.link!r} names no parameter of these models"
            if target is parameter or target.link:
                return (
                    f"{model.name}: {parameter.name}: link {parameter.link!r} names a parameter that is linked itself"
                )
            if target.unit != parameter.unit:
                return f"{model.name}: {parameter.name}: link {parameter.link!r} names a parameter in another unit"
    return ""
