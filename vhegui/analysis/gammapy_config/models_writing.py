"""Models → gammapy's models YAML and the table of their covariance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from vhegui.analysis.gammapy_config.models_background import background_sections
from vhegui.analysis.gammapy_config.models_parameters import parameter_entry
from vhegui.analysis.gammapy_config.models_schema import gammapy_names
from vhegui.analysis.gammapy_config.models_spatial import spatial_section, written_names
from vhegui.analysis.gammapy_config.models_temporal import temporal_comment, temporal_section
from vhegui.analysis.yaml_files.file import to_yaml
from vhegui.core.models.links import linked_parameter
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import PartName, SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.absorption import EBL_TABLES, EblAbsorption
from vhegui.core.models.spectral.composing import parts_of
from vhegui.core.models.spectral.compound import Compound
from vhegui.core.models.spectral.evaluate import default_spectrum, dnde, formula_of, model_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.models.spectral.registry import FLUX_UNIT
from vhegui.core.models.spectral.tables import PiecewiseNorm, Template
from vhegui.core.models.temporal.model import TemporalModel
from vhegui.core.typing import Array

Label = Callable[[int], str]


@dataclass(frozen=True)
class Written:
    """A section of the file; for every parameter in it its name, and its position in our model, None if it has none."""

    section: dict[str, Any]
    parameters: tuple[tuple[str, int | None], ...]
    comments: tuple[str, ...] = ()


def models_text(
    models: Sequence[SourceModel], covariance_file: str | None = None, backgrounds: Sequence[Nuisance] = ()
) -> str:
    """The text of a models file. What gammapy has no formula for is written as a table of its curve, and says so."""
    labels = Labels.of(models, backgrounds)
    components, comments = [], []
    for model in models:
        written = _spectral(model.spectral, 0, partial(labels.at, model.name))
        component: dict[str, Any] = {"name": model.name, "type": "SkyModel"}
        if model.datasets:
            component["datasets_names"] = list(model.datasets)
        component["spectral"] = written.section
        if isinstance(model.spatial, SpatialModel):
            component["spatial"] = spatial_section(model.spatial, partial(labels.in_part, model, "spatial"))
        if isinstance(model.temporal, TemporalModel):
            component["temporal"] = temporal_section(model.temporal, partial(labels.in_part, model, "temporal"))
            if said := temporal_comment(model.temporal):
                comments.append(f"# {model.name}: {said}\n")
        components.append(component)
        comments += [f"# {model.name}: {text}\n" for text in written.comments]
    components += [section for _, section, _ in background_sections(backgrounds, labels.of_background)]
    content: dict[str, Any] = {"components": components}
    if covariance_file is not None:
        content["covariance"] = covariance_file
    return "".join(comments) + to_yaml(content)


@dataclass(frozen=True)
class Labels:
    """The label of every parameter that is linked or that others are linked to: gammapy links equal labels.

    texts : by source, or data set of a background, and position or kind.
    """

    texts: Mapping[tuple[str, int | str], str]

    @classmethod
    def of(cls, models: Sequence[SourceModel], backgrounds: Sequence[Nuisance]) -> Labels:
        """Those of sources and backgrounds."""
        texts: dict[tuple[str, int | str], str] = {}
        for (m, i), (n, j) in _links(models).items():
            target = models[n]
            texts[models[m].name, i] = texts[target.name, j] = f"{target.names[j]}@{target.name}"
        for each in backgrounds:
            if each.parameter.link:
                owner, _, kind = each.parameter.link.rpartition(".")
                texts[each.dataset, each.kind] = texts[owner or each.dataset, kind] = f"{kind}@{owner or each.dataset}"
        return cls(texts)

    def at(self, source: str, position: int) -> str:
        """Of a parameter of a source."""
        return self.texts.get((source, position), "")

    def in_part(self, source: SourceModel, part: PartName, position: int) -> str:
        """The same by the position in a part of it, "spatial" or "temporal"."""
        return self.at(source.name, source.slices[part].start + position)

    def of_background(self, nuisance: Nuisance) -> str:
        """Of norm or tilt of a background."""
        return self.texts.get((nuisance.dataset, nuisance.kind), "")


def _links(models: Sequence[SourceModel]) -> dict[tuple[int, int], tuple[int, int]]:
    """(model, parameter) → (model, parameter) it is linked to."""
    links = {}
    for m, model in enumerate(models):
        for i, parameter in enumerate(model.parameters):
            if parameter.link:
                owner, target = linked_parameter(models, model, parameter)
                links[m, i] = (models.index(owner), owner.parameters.index(target))
    return links


def _spectral(model: SpectralModel, start: int, label: Label) -> Written:
    """`start`: position of the first parameter in the whole model."""
    if isinstance(model.form, Compound):
        return _compound(model, start, label)
    if isinstance(model.form, Template):
        return _table(model, model.form, start, label)
    if model.kind == "constant_norm":
        return _bare_norm(model.parameters[0], start, label)
    gammapy = formula_of(model).gammapy
    if gammapy is None:
        return _curve(model, start)
    section: dict[str, Any] = {"type": gammapy.type}
    if isinstance(model.form, PiecewiseNorm):
        section |= {"energy": _nodes(model.form.energy, "TeV"), "interp": model.form.interpolation}
    if isinstance(model.form, EblAbsorption):
        table = EBL_TABLES.get(model.form.table)
        stem = "" if table is None else table.gammapy_file
        section["filename"] = f"$GAMMAPY_DATA/ebl/{stem}.fits.gz" if stem else model.form.table
    section["parameters"] = [parameter_entry(p, label(start + i)) for i, p in enumerate(model.parameters)]
    return Written(section, tuple((p.name, start + i) for i, p in enumerate(model.parameters)))


def _nodes(numbers: Sequence[float], unit: str) -> dict[str, Any]:
    return {"data": [float(number) for number in numbers], "unit": unit}


def _compound(model: SpectralModel, start: int, label: Label) -> Written:
    """gammapy combines two at a time: the first two parts, the result and the third, …"""
    assert isinstance(model.form, Compound)
    operator = "add" if model.form.operation == "sum" else "mul"
    parts = [
        _spectral(part, start + at.start, label) for part, at in zip(parts_of(model), model.form.slices, strict=True)
    ]
    result = parts[0]
    for part in parts[1:]:
        result = _pair(result, part, operator)
    return result


def _pair(first: Written, second: Written, operator: str) -> Written:
    sections = {"model1": first.section, "model2": second.section, "operator": operator}
    return Written(
        {"type": gammapy_names()["compound"].type, **sections},
        first.parameters + second.parameters,
        first.comments + second.comments,
    )


def _table(model: SpectralModel, form: Template, start: int, label: Label) -> Written:
    """gammapy's table has no norm of its own: unless it is fixed at 1, it becomes a factor."""
    unit = "" if form.is_norm else FLUX_UNIT
    section = {
        "type": gammapy_names()["template"].type,
        "energy": _nodes(form.energy, "TeV"),
        "values": _nodes(form.values, unit),
    }
    table = Written({**section, "parameters": []}, ())
    norm = model["norm"]
    if norm.frozen and norm.value == 1.0 and not label(start):
        return table
    return _pair(table, _bare_norm(norm, start, label), "mul")


def _bare_norm(norm: Parameter, start: int, label: Label) -> Written:
    flat = default_spectrum("power_law_norm").with_parameter("tilt", frozen=True)
    parameters = [replace(norm, name="norm") if p.name == "norm" else p for p in flat.parameters]
    entries = [parameter_entry(p, label(start) if p.name == "norm" else "") for p in parameters]
    section = {"type": gammapy_names()["power_law_norm"].type, "parameters": entries}
    return Written(section, tuple((p.name, start if p.name == "norm" else None) for p in parameters))


def _curve(model: SpectralModel, start: int) -> Written:
    """200 points from 10 GeV to 300 TeV of a formula gammapy does not have."""
    energy = np.geomspace(0.01, 300.0, 200)
    values = np.maximum(np.nan_to_num(dnde(model, energy)), 0.0)
    form = Template(tuple(energy.tolist()), tuple(values.tolist()), formula_of(model).is_norm)
    written = _table(model_of(form).with_parameter("norm", frozen=True), form, start, lambda _: "")
    text = f"gammapy has no {formula_of(model).label}; its curve is written as a table"
    return replace(written, comments=(text,))


def covariance_table(models: Sequence[SourceModel], covariance: Array, backgrounds: Sequence[Nuisance] = ()) -> str:
    """The fixed-width table gammapy reads: all parameters in the file, in its order.

    covariance : (n, n) for the parameters of all models one after the other and of the backgrounds, or for those of
    the first of these only; the rest, and what only gammapy has, gets zeros. A linked parameter has the row of the one
    it follows.
    """
    sizes = np.cumsum([0, *(len(model.parameters) for model in models)])
    links = _links(models)
    names, rows = list[str](), list[int | None]()
    for m, model in enumerate(models):
        spectral = _spectral(model.spectral, 0, lambda _: "").parameters
        places = [(f"spectral.{name}", position) for name, position in spectral]
        if isinstance(model.spatial, SpatialModel):
            start = model.slices["spatial"].start
            places += [
                (f"spatial.{name}", None if i is None else start + i) for name, i in written_names(model.spatial)
            ]
        if isinstance(model.temporal, TemporalModel):
            start = model.slices["temporal"].start
            places += [
                (f"temporal.{parameter.name}", start + i) for i, parameter in enumerate(model.temporal.parameters)
            ]
        for name, position in places:
            names.append(f"{model.name}.{name}")
            n, j = (m, None) if position is None else links.get((m, position), (m, position))
            rows.append(None if j is None else int(sizes[n]) + j)
    order = {(each.dataset, each.kind): int(sizes[-1]) + i for i, each in enumerate(backgrounds)}
    for name, _, places_of in background_sections(backgrounds, lambda _: ""):
        for kind, nuisance in places_of:
            names.append(f"{name}.spectral.{kind}")
            rows.append(None if nuisance is None else order[_followed(nuisance)])
    size = len(covariance)
    padded = np.zeros((size + 1, size + 1))
    padded[:-1, :-1] = covariance
    picked = [size if row is None else min(row, size) for row in rows]
    return _fixed_width(names, padded[np.ix_(picked, picked)])


def _followed(nuisance: Nuisance) -> tuple[str, str]:
    """Data set and kind whose value a background parameter has."""
    owner, _, kind = nuisance.parameter.link.rpartition(".")
    return (owner or nuisance.dataset, kind) if kind else (nuisance.dataset, nuisance.kind)


def _fixed_width(names: Sequence[str], matrix: Array) -> str:
    rows = [["Parameters", *(str(i) for i in range(len(names)))]]
    rows += [[name, *(repr(float(value)) for value in row)] for name, row in zip(names, matrix, strict=True)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("| " + " | ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows)
    return "\n".join(lines) + "\n"
