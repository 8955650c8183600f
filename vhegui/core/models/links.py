"""Links between parameters of sources: what they name, and whether it is there.

A link names a parameter of the same source ("index"), else one of the first source ("index"), or one of any source
("halo.index"); see `vhegui.core.fitting.joint_model`, where systematics have links as well. It may name a parameter
that is linked itself, but not in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence

from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel

Place = tuple[SourceModel, Parameter]


def linked_parameter(models: Sequence[SourceModel], model: SourceModel, parameter: Parameter) -> Place:
    """The model and parameter whose value a linked parameter of `model` has, at the end of all links.

    Names of models may have points themselves; names of parameters have none. KeyError for a link to nothing,
    ValueError for links in a circle.

    >>> from vhegui.core.models.spectral.evaluate import default_model
    >>> source, halo = default_model("power_law", "source"), default_model("power_law", "halo")
    >>> linked = SourceModel("halo", halo.spectral.with_parameter("index", link="source.index"))
    >>> owner, index = linked_parameter((source, linked), linked, linked.spectral["index"])
    >>> owner.name, index.value
    ('source', 2.0)
    """
    seen = [(model.name, parameter.name)]
    while parameter.link:
        model, parameter = _named(models, model, parameter)
        place = (model.name, parameter.name)
        if place in seen:
            raise ValueError("links in a circle: " + " → ".join(".".join(each) for each in (*seen, place)))
        seen.append(place)
    return model, parameter


def _named(models: Sequence[SourceModel], model: SourceModel, parameter: Parameter) -> Place:
    """What a link names, one step on."""
    for each in (model, models[0]):
        for name, other in zip(each.names, each.parameters, strict=True):
            itself = (each.name, other.name) == (model.name, parameter.name)
            if name == parameter.link and not itself:
                return each, other
    owner, _, name = parameter.link.rpartition(".")
    for each in models:
        if each.name == owner:
            return each, each[name]
    raise KeyError(parameter.link)


def wrong_link(models: Sequence[SourceModel]) -> str:
    """What is wrong with the first link that cannot be followed, "" if all can."""
    for model in models:
        for parameter in model.parameters:
            if not parameter.link:
                continue
            place = f"{model.name}: {parameter.name}: link {parameter.link!r}"
            try:
                _, target = linked_parameter(models, model, parameter)
            except KeyError:
                return f"{place} names no parameter of these models"
            except ValueError as error:
                return f"{place}: {error}"
            if target.unit != parameter.unit:
                return f"{place} names a parameter in another unit"
    return ""
