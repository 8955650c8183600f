"""Models ↔ the keys and values of a session file: forms, parameters with priors and links, nuisances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import msgspec

from vhegui.analysis.session import schema as schema
from vhegui.analysis.session.changes import change_content, change_from
from vhegui.analysis.session.parameters import parameter_content, parameter_from, parameters_from
from vhegui.analysis.session.paths import form_read, form_written
from vhegui.analysis.session.shapes import shape_content, shape_from
from vhegui.analysis.yaml_files.checked import suggestion
from vhegui.core.errors import ConfigError
from vhegui.core.models.links import wrong_link
from vhegui.core.models.nuisances import FIELD_OF_VIEW, NUISANCES, Nuisance
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.compound import Compound, Part
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.forms import FORMS, form_class
from vhegui.core.models.spectral.model import Form, SpectralModel
from vhegui.core.models.spectral.registry import KINDS, NORM_KINDS
from vhegui.core.models.temporal.model import TemporalModel


def model_content(model: SourceModel, folder: Path) -> dict[str, Any]:
    """The keys of a model; those of a form, and the data sets, only where there are any. Paths are from `folder`."""
    content: dict[str, Any] = {"name": model.name, "kind": model.spectral.kind}
    if model.spectral.form is not None:
        content["form"] = _form_content(model.spectral.form, folder)
    if model.datasets:
        content["datasets"] = list(model.datasets)
    if model.left_out:
        content["left_out"] = True
    content["parameters"] = [parameter_content(parameter) for parameter in model.spectral.parameters]
    if isinstance(model.spatial, SpatialModel):
        content["shape"] = shape_content(model.spatial, folder)
    if isinstance(model.temporal, TemporalModel):
        content["change"] = change_content(model.temporal, folder)
    return content


def nuisance_content(nuisance: Nuisance) -> dict[str, Any]:
    """The keys of a nuisance."""
    parameter = parameter_content(nuisance.parameter)
    return {"kind": nuisance.kind, "dataset": nuisance.dataset, "parameter": parameter}


def sources_from(items: Sequence[schema.Model], shown: str, folder: Path) -> tuple[SourceModel, ...]:
    """The sources of a file that lies in `folder`. Raises ConfigError naming key, value and what is allowed."""
    sources = tuple(_model(item, f"sources[{i}]", folder) for i, item in enumerate(items))
    names = [source.name for source in sources]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ConfigError(f"sources: there is more than one named {twice!r}; give them different names")
    if shown and shown not in names:
        raise ConfigError(f"shown: {shown!r} is not allowed; {suggestion(shown, names)}")
    ordered = sorted(sources, key=lambda source: (source.left_out, source.name != shown))
    fitted = [source for source in ordered if not source.left_out]
    if problem := wrong_link(fitted) or wrong_link(ordered):
        raise ConfigError(f"sources: {problem}")
    return sources


def nuisance_from(item: schema.Nuisance, key: str) -> Nuisance:
    """A nuisance of a file."""
    known = NUISANCES | FIELD_OF_VIEW
    if item.kind not in known:
        raise ConfigError(f"{key}.kind: {item.kind!r} is not allowed; {suggestion(item.kind, known)}")
    default = Parameter(item.parameter.name, 1.0, item.parameter.unit or "")
    return Nuisance(item.kind, item.dataset, parameter_from(item.parameter, default, f"{key}.parameter"))


def _form_content(form: Any, folder: Path) -> dict[str, Any]:
    if isinstance(form, Compound):
        parts: list[dict[str, Any]] = []
        for part in form.parts:
            own = {} if part.form is None else {"form": _form_content(part.form, folder)}
            parts.append({"kind": part.kind, **own})
        return {"operation": form.operation, "parts": parts}
    written = form_written(form, folder)
    return {field.name: _plain(getattr(written, field.name)) for field in fields(written)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _model(section: schema.Model, key: str, folder: Path) -> SourceModel:
    form = _form(section.kind, section.form, key, folder)
    formula = formula_of(SpectralModel(section.kind, (), form))
    parameters = parameters_from(section.parameters, formula.parameters, key)
    shape = None if section.shape is None else shape_from(section.shape, f"{key}.shape", folder)
    change = None if section.change is None else change_from(section.change, f"{key}.change", folder)
    spectral, datasets = SpectralModel(section.kind, parameters, form), tuple(section.datasets)
    return SourceModel(section.name, spectral, datasets, shape, change, section.left_out)


def _form(kind: str, content: dict[str, Any] | None, key: str, folder: Path) -> Form | None:
    if kind in KINDS or kind in NORM_KINDS:
        if content is not None:
            raise ConfigError(f"{key}.form: a model of kind {kind!r} has no form; leave it out")
        return None
    if kind not in FORMS:
        raise ConfigError(f"{key}.kind: {kind!r} is not allowed; {suggestion(kind, (*KINDS, *NORM_KINDS, *FORMS))}")
    if content is None:
        raise ConfigError(f'{key}: "form" is missing; a model of kind {kind!r} needs one')
    try:
        if kind == "compound":
            return _compound(content, key, folder)
        return form_read(_simple_form(form_class(kind), content, key), folder)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{key}.form: {error}") from error


def _simple_form(cls: type[Any], content: dict[str, Any], key: str) -> Form:
    known = [field.name for field in fields(cls)]
    for name in content:
        if name not in known:
            raise ConfigError(f"{key}.form: {name!r} is not allowed; {suggestion(str(name), known)}")
    return msgspec.convert(content, cls)


def _compound(content: dict[str, Any], key: str, folder: Path) -> Compound:
    found = msgspec.convert(content, schema.CompoundForm)
    parts = tuple(
        Part(part.kind, _form(part.kind, part.form, f"{key}.form.parts[{i}]", folder))
        for i, part in enumerate(found.parts)
    )
    return Compound(found.operation, parts)
