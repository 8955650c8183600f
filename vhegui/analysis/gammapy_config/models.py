"""gammapy's models YAML (`components:` with SkyModels) ↔ SourceModels, in internal units.

Written files are read by gammapy, with the covariance beside them in the table format it expects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.analysis.gammapy_config.models_background import TAG, TYPE, background_from
from vhegui.analysis.gammapy_config.models_schema import Component, ModelsFile
from vhegui.analysis.gammapy_config.models_spatial import diffuse_from, spatial_from
from vhegui.analysis.gammapy_config.models_spectral import spectral_from
from vhegui.analysis.gammapy_config.models_temporal import temporal_from
from vhegui.analysis.gammapy_config.models_writing import covariance_table, models_text
from vhegui.analysis.yaml_files.checked import NotDone, checked, in_file
from vhegui.analysis.yaml_files.file import parse_yaml, read_yaml, write_atomically
from vhegui.core.errors import ConfigError
from vhegui.core.files.foreign import foreign
from vhegui.core.models.links import wrong_link
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.parameters import Parameter
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.models.spectral.composing import multiplied
from vhegui.core.models.spectral.evaluate import formula_of
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

BACKGROUND_TYPES = (TYPE, TAG)
Models = tuple[SourceModel, ...]
Backgrounds = tuple[Nuisance, ...]


def read_models(path: Path) -> tuple[Models, tuple[str, ...]]:
    """The source models in a models file, in its order, for spectra: their shapes are kept, without effect; warnings.

    Raises ConfigError naming file, key and what is allowed.
    """
    models, _, warnings = _content(read_yaml(path), path.name, path.parent, False)
    return models, warnings


def parse_models(text: str, file: str = "models", folder: Path = Path()) -> tuple[Models, tuple[str, ...]]:
    """The same from text; `folder` is where files it names may lie."""
    models, _, warnings = _content(parse_yaml(text, file), file, folder, False)
    return models, warnings


def read_sky_models(path: Path) -> tuple[Models, Backgrounds, tuple[str, ...]]:
    """The source models in a models file for cubes, the norm and tilt of their backgrounds, and warnings."""
    return _content(read_yaml(path), path.name, path.parent, True)


def parse_sky_models(
    text: str, file: str = "models", folder: Path = Path()
) -> tuple[Models, Backgrounds, tuple[str, ...]]:
    """The same from text; `folder` is where files it names may lie."""
    return _content(parse_yaml(text, file), file, folder, True)


def sky_models_of(
    content: dict[str, Any], file: str = "models", folder: Path = Path()
) -> tuple[Models, Backgrounds, tuple[str, ...]]:
    """The same from keys and values that were read already."""
    return _content(content, file, folder, True)


def models_yaml(
    models: SourceModel | Sequence[SourceModel],
    covariance_file: str | None = None,
    backgrounds: Sequence[Nuisance] = (),
) -> str:
    """A models file with one SkyModel a source, and one model of the background a data set, as gammapy writes it."""
    return models_text(_several(models), covariance_file, backgrounds)


def write_models(
    path: Path,
    models: SourceModel | Sequence[SourceModel],
    covariance: Array | None = None,
    backgrounds: Sequence[Nuisance] = (),
) -> None:
    """Write a models file, and with it the covariance of all parameters (n, n), frozen ones with zeros.

    The covariance goes to `<name>_covariance.dat` beside it, a fixed-width table.
    """
    name = None
    if covariance is not None:
        name = f"{path.stem}_covariance.dat"
        write_atomically(path.with_name(name), covariance_table(_several(models), covariance, backgrounds))
    write_atomically(path, models_yaml(models, name, backgrounds))


def read_covariance(path: Path) -> tuple[tuple[str, ...], Array]:
    """Names and matrix (n, n) of a covariance table as gammapy writes it. Raises DataError."""
    with foreign(path, "not a table of a covariance"):
        lines = [line.strip().strip("|").split("|") for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [[cell.strip() for cell in line] for line in lines if any(cell.strip() for cell in line)][1:]
        return tuple(row[0] for row in rows), np.array([[float(cell) for cell in row[1:]] for row in rows])


def _several(models: SourceModel | Sequence[SourceModel]) -> Sequence[SourceModel]:
    return (models,) if isinstance(models, SourceModel) else models


def _content(
    content: dict[str, Any], file: str, folder: Path, on_sky: bool
) -> tuple[Models, Backgrounds, tuple[str, ...]]:
    file_content, warnings = checked(_unwrapped(_without_other_types(content, on_sky)), ModelsFile, file)
    notes: list[str] = []
    sources, backgrounds = list[SourceModel](), list[Nuisance]()
    try:
        for i, item in enumerate(file_content.components):
            key = f"components[{i}]"
            if item.type == "SkyModel":
                source = _source_model(item, key, folder, notes, on_sky)
                sources += [] if source is None else [source]
            elif on_sky and item.type in BACKGROUND_TYPES:
                backgrounds += background_from(item, key, notes)
            else:
                notes.append(_not_used(item, key, on_sky))
        models, nuisances = _linked(tuple(sources), tuple(backgrounds))
        _check(models)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from error
    return models, nuisances, (*warnings, *(in_file(file, note) for note in notes))


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


def _without_other_types(content: dict[str, Any], on_sky: bool) -> dict[str, Any]:
    """Components that are not used with type and name alone: what else they have may be anything."""
    components = content.get("components")
    if not isinstance(components, list):
        return content
    used = ("SkyModel", *(BACKGROUND_TYPES if on_sky else ()))
    return {**content, "components": [_type_and_name(component, used) for component in components]}


def _type_and_name(component: Any, used: Sequence[str]) -> Any:
    if not isinstance(component, dict) or component.get("type", "SkyModel") in used:
        return component
    return {key: str(value) for key, value in component.items() if key in ("type", "name") and value is not None}


def _not_used(item: Component, key: str, on_sky: bool) -> str:
    called = f" '{item.name}'" if item.name != Component().name else ""
    if on_sky:
        return NotDone(f"{key}: {item.type}{called} is not supported and left out")
    return f"{key}: {item.type}{called} is not used for a 1D spectrum"


def _source_model(component: Component, key: str, folder: Path, notes: list[str], on_sky: bool) -> SourceModel | None:
    """The source of a component; None, with a note, for one that cannot be used."""
    if component.spectral is None:
        raise ConfigError(f'"{key}.spectral" is missing')
    said: list[str] = []
    spectral = spectral_from(component.spectral, folder, f"{key}.spectral", said)
    names = component.datasets_names or ()
    datasets = (names,) if isinstance(names, str) else tuple(names)
    if formula_of(spectral).is_norm and component.spatial is not None:
        if on_sky:
            return _diffuse(component, spectral, datasets, key, folder, notes)
        what = f"{key}: '{component.name}' is a template of the sky with a factor ({component.spectral.type}), which is"
        notes.append(f"{what} not used for a 1D spectrum")
        return None
    if not on_sky:
        notes += _shape_without_effect(component, key)
    notes += said
    if formula_of(spectral).is_norm:
        raise ConfigError(
            f"{key}.spectral.type: '{component.spectral.type}' is a factor, not a spectrum; multiply a spectrum by it "
            "in a CompoundSpectralModel"
        )
    shape = _shape(component.spatial, folder, f"{key}.spatial", notes, on_sky)
    change = temporal_from(component.temporal, folder, f"{key}.temporal", notes)
    return None if on_sky and shape is None else SourceModel(component.name, spectral, datasets, shape, change)


def _diffuse(
    component: Component, norm: SpectralModel, datasets: tuple[str, ...], key: str, folder: Path, notes: list[str]
) -> SourceModel | None:
    """A cube of flux times a factor: a shape that changes with energy, with the spectrum of the whole cube."""
    found = diffuse_from(component.spatial, folder, f"{key}.spatial", notes)
    if found is None:
        return None
    shape, spectrum = found
    spectral = multiplied(norm, spectrum.with_parameter("norm", frozen=True))
    change = temporal_from(component.temporal, folder, f"{key}.temporal", notes)
    return SourceModel(component.name, spectral, datasets, shape, change)


def _shape_without_effect(component: Component, key: str) -> Iterator[str]:
    if (section := component.spatial) is not None:
        said = f"{key}.spatial has no effect on a 1D spectrum"
        is_point = isinstance(section, dict) and section.get("type") == "PointSpatialModel"
        yield said if is_point else NotDone(said)


def _shape(section: Any, folder: Path, key: str, notes: list[str], on_sky: bool) -> SpatialModel | None:
    """The shape of a source. Where only its spectrum is of use, one that cannot be read is none."""
    if section is None:
        if on_sky:
            notes.append(NotDone(f"{key} is missing, so this source is left out; a point is a PointSpatialModel"))
        return None
    if on_sky:
        return spatial_from(section, folder, key, notes)
    try:
        return spatial_from(section, folder, key, [])
    except ConfigError:
        return None


def _linked(models: Models, backgrounds: Backgrounds) -> tuple[Models, Backgrounds]:
    """The labels that linked parameters share replaced by the name of the first that has it.

    gammapy repeats the prior at every one of them, but they are one parameter and it counts once: at the first.
    """
    first: dict[str, tuple[str, str]] = {}

    def unlabelled(parameter: Parameter, owner: str, name: str) -> Parameter:
        place = first.setdefault(parameter.link, (owner, name)) if parameter.link else (owner, name)
        if place == (owner, name):
            return replace(parameter, link="")
        return replace(parameter, link=place[1] if place[0] == owner else ".".join(place), prior=None)

    linked = tuple(
        model.with_parameters(
            unlabelled(parameter, model.name, name)
            for name, parameter in zip(model.names, model.parameters, strict=True)
        )
        for model in models
    )
    return linked, tuple(
        replace(each, parameter=unlabelled(each.parameter, each.dataset, each.kind)) for each in backgrounds
    )


def _check(models: Models) -> None:
    if not models:
        raise ConfigError("components: at least one SkyModel that can be used is needed, found none")
    names = [model.name for model in models]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"components: two models have the name '{twice}'; give each a name of its own")
    if problem := wrong_link(models):
        raise ConfigError(f"components: {problem}")
