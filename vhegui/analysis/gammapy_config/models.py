"""gammapy's models YAML (`components:` with SkyModels) ↔ SourceModels, in internal units.

Written files are read by gammapy, with the covariance beside them in the table format it expects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.analysis.gammapy_config.models_schema import Component, ModelsFile
from vhegui.analysis.gammapy_config.models_spectral import spectral_from
from vhegui.analysis.gammapy_config.models_writing import covariance_table, models_text
from vhegui.analysis.yaml_files.checked import NotDone, checked, in_file
from vhegui.analysis.yaml_files.file import parse_yaml, read_yaml, write_atomically
from vhegui.core.errors import ConfigError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.links import wrong_link
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.typing import Array

Models = tuple[SourceModel, ...]


def read_models(path: Path) -> tuple[Models, tuple[str, ...]]:
    """The source models in a models file, in its order, and warnings.

    Raises ConfigError naming file, key and what is allowed.
    """
    return _source_models(read_yaml(path), path.name, path.parent)


def parse_models(text: str, file: str = "models", folder: Path = Path()) -> tuple[Models, tuple[str, ...]]:
    """The same from text; `folder` is where files it names may lie."""
    return _source_models(parse_yaml(text, file), file, folder)


def models_yaml(models: SourceModel | Sequence[SourceModel], covariance_file: str | None = None) -> str:
    """A models file with one SkyModel a source, as gammapy writes it."""
    return models_text(_several(models), covariance_file)


def write_models(path: Path, models: SourceModel | Sequence[SourceModel], covariance: Array | None = None) -> None:
    """Write a models file, and with it the covariance of all parameters (n, n), frozen ones with zeros.

    The covariance goes to `<name>_covariance.dat` beside it, a fixed-width table.
    """
    name = None
    if covariance is not None:
        name = f"{path.stem}_covariance.dat"
        write_atomically(path.with_name(name), covariance_table(_several(models), covariance))
    write_atomically(path, models_yaml(models, name))


def read_covariance(path: Path) -> tuple[tuple[str, ...], Array]:
    """Names and matrix (n, n) of a covariance table as gammapy writes it. Raises DataError."""
    with foreign(path, "not a table of a covariance"):
        lines = [line.strip().strip("|").split("|") for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [[cell.strip() for cell in line] for line in lines if any(cell.strip() for cell in line)][1:]
        return tuple(row[0] for row in rows), np.array([[float(cell) for cell in row[1:]] for row in rows])


def _several(models: SourceModel | Sequence[SourceModel]) -> Sequence[SourceModel]:
    return (models,) if isinstance(models, SourceModel) else models


def _source_models(content: dict[str, Any], file: str, folder: Path) -> tuple[Models, tuple[str, ...]]:
    file_content, warnings = checked(_unwrapped(_without_other_types(content)), ModelsFile, file)
    notes: list[str] = []
    try:
        found = [
            _source_model(item, f"components[{i}]", folder, notes)
            for i, item in enumerate(file_content.components)
            if _is_source(item, i, notes)
        ]
        models = _linked(tuple(model for model in found if model is not None))
        _check(models)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error
    return models, (*warnings, *(in_file(file, note) for note in notes))


def _unwrapped(content: Any) -> Any:
    """Parts of a compound stand in `spectral:` of their own in files of older versions: without it."""
    if isinstance(content, list):
        return [_unwrapped(item) for item in content]
    if not isinstance(content, dict):
        return content
    result = {key: _unwrapped(value) for key, value in content.items()}
    for key in ("model1", "model2"):
        part = result.get(key)
        if isinstance(part, dict) and set(part) == {"spectral"}:
            result[key] = part["spectral"]
    return result


def _without_other_types(content: dict[str, Any]) -> dict[str, Any]:
    """Components that are no SkyModel with type and name alone: what else they have is not for a 1D analysis."""
    components = content.get("components")
    if not isinstance(components, list):
        return content
    return {**content, "components": [_type_and_name(component) for component in components]}


def _type_and_name(component: Any) -> Any:
    if not isinstance(component, dict) or component.get("type", "SkyModel") == "SkyModel":
        return component
    return {key: str(value) for key, value in component.items() if key in ("type", "name") and value is not None}


def _is_source(item: Component, i: int, notes: list[str]) -> bool:
    if item.type != "SkyModel":
        called = f" '{item.name}'" if item.name != Component().name else ""
        notes.append(f"components[{i}]: {item.type}{called} is not used for a 1D spectrum")
    return item.type == "SkyModel"


def _source_model(component: Component, key: str, folder: Path, notes: list[str]) -> SourceModel | None:
    """The source of a component; None for a diffuse template whose spectrum is a mere factor: no use in 1D."""
    if component.spectral is None:
        raise ConfigError(f'"{key}.spectral" is missing')
    said: list[str] = []
    spectral = spectral_from(component.spectral, folder, f"{key}.spectral", said)
    if formula_of(spectral).is_norm and component.spatial is not None:
        notes.append(
            f"{key}: '{component.name}' is a template of the sky with a factor ({component.spectral.type}), which is "
            "not used for a 1D spectrum"
        )
        return None
    for part, neutral in (("spatial", "PointSpatialModel"), ("temporal", "ConstantTemporalModel")):
        if (section := getattr(component, part)) is not None:
            said_of_part = f"{key}.{part} has no effect on a 1D spectrum"
            is_neutral = isinstance(section, dict) and section.get("type") == neutral
            notes.append(said_of_part if is_neutral else NotDone(said_of_part))
    notes += said
    if formula_of(spectral).is_norm:
        raise ConfigError(
            f"{key}.spectral.type: '{component.spectral.type}' is a factor, not a spectrum; multiply a spectrum by it "
            "in a CompoundSpectralModel"
        )
    names = component.datasets_names or ()
    return SourceModel(component.name, spectral, (names,) if isinstance(names, str) else tuple(names))


def _linked(models: Models) -> Models:
    """The labels that linked parameters share replaced by the name of the first that has it.

    gammapy repeats the prior at every one of them, but they are one parameter and it counts once: at the first.
    """
    first: dict[str, tuple[int, str]] = {}
    result = []
    for m, model in enumerate(models):
        parameters = []
        for parameter in model.spectral.parameters:
            owner, name = first.setdefault(parameter.link, (m, parameter.name)) if parameter.link else (m, "")
            if not name or (owner, name) == (m, parameter.name):
                parameters.append(replace(parameter, link=""))
                continue
            link = name if owner == m else f"{models[owner].name}.{name}"
            parameters.append(replace(parameter, link=link, prior=None))
        result.append(replace(model, spectral=replace(model.spectral, parameters=tuple(parameters))))
    return tuple(result)


def _check(models: Models) -> None:
    if not models:
        raise ConfigError("components: at least one SkyModel is needed for a 1D spectrum, found none")
    names = [model.name for model in models]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"components: two models have the name '{twice}'; give each a name of its own")
    if problem := wrong_link(models):
        raise ConfigError(f"components: {problem}")
