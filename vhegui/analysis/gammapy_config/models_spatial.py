"""The spatial part of gammapy's models YAML ↔ SpatialModel: shapes of the registry, and images of the sky."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from vhegui.analysis.gammapy_config.models_parameters import parameter_entry, parameter_from
from vhegui.analysis.gammapy_config.models_schema import SHAPES, Spatial
from vhegui.analysis.yaml_files.checked import NotDone, checked, suggestion
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spatial.model import Frame, SpatialModel, default_shape
from vhegui.core.models.spatial.template import TemplateImage, image_shape

TEMPLATE = "TemplateSpatialModel"
SHORT = "template"


def spatial_from(content: Any, folder: Path, key: str, notes: list[str]) -> SpatialModel | None:
    """The shape of a section; None, with a note, for one that is not done here. Raises ConfigError naming the key.

    folder : where files it names may lie.
    """
    section, unknown = checked(content if isinstance(content, dict) else {}, Spatial, key)
    notes += unknown
    if section.type in (TEMPLATE, SHORT):
        return _template(section, folder, key, notes)
    kind = next((kind for kind, name in SHAPES.items() if section.type in (name.type, name.tag)), None)
    if kind is None:
        known = suggestion(section.type, (*(name.type for name in SHAPES.values()), TEMPLATE))
        notes.append(NotDone(f"{key}.type: '{section.type}' is not supported, so this source is left out; {known}"))
        return None
    if section.frame not in (frames := get_args(Frame)):
        allowed = " and ".join(frames)
        said = f"{key}.frame: '{section.frame}' is not supported, so this source is left out; there are {allowed}"
        notes.append(NotDone(said))
        return None
    return _with_parameters(kind, section, key, notes)


def _with_parameters(kind: str, section: Spatial, key: str, notes: list[str]) -> SpatialModel:
    shape = default_shape(kind)
    known, changes = shape.formula.names, SHAPES[kind].defaults
    entries = {entry.name: (i, entry) for i, entry in enumerate(section.parameters)}
    for name, (i, _) in entries.items():
        if name not in known:
            place = f"{key}.parameters[{i}].name"
            raise ConfigError(f"{place}: '{name}' is not one of this model's; {suggestion(name, known)}")
    parameters = []
    for default in shape.parameters:
        default = replace(default, **changes.get(default.name, {}))
        if default.name in entries:
            i, entry = entries[default.name]
            found = parameter_from(entry, default, f"{key}.parameters[{i}]", notes)
            default = replace(found, maximum=min(found.maximum, default.maximum))  # an ellipse must not be a line
        elif not default.frozen:
            notes.append(f"{key}: {default.name} is not given; its default {default.value:g} {default.unit} is used")
        parameters.append(default)
    frame: Frame = "galactic" if section.frame == "galactic" else "icrs"
    return SpatialModel(kind, tuple(parameters), frame=frame)


def _template(section: Spatial, folder: Path, key: str, notes: list[str]) -> SpatialModel | None:
    """An image of the sky; None for a cube, or what else cannot be used."""
    if not section.filename:
        raise ConfigError(f'"{key}.filename" is missing')
    if any(entry.frozen is False for entry in section.parameters):
        notes.append(NotDone(f"{key}: a template stays where its file has it; its position is not fitted"))
    name = os.path.expandvars(os.path.expanduser(section.filename))
    path = Path(os.path.abspath(folder / name))
    try:
        return image_shape(TemplateImage.read(path, section.normalize))
    except DataError as error:
        raise ConfigError(f"{key}.filename: {error}") from error
    except ConfigError as error:
        notes.append(NotDone(f"{key}: {error}; this source is left out"))
        return None


def spatial_section(shape: SpatialModel, label: Callable[[int], str]) -> dict[str, Any]:
    """The section of a shape as gammapy writes it; `label` is that of linked parameters, by position in the shape."""
    entries = [parameter_entry(parameter, label(i)) for i, parameter in enumerate(shape.parameters)]
    form = shape.form
    if isinstance(form, TemplateImage):
        image = {"filename": form.file, "normalize": form.is_normalised, "unit": "sr-1"}
        return {"type": TEMPLATE, "frame": form.grid.frame, "parameters": [], **image}
    if shape.kind == "constant_flux":  # gammapy 2.1 writes one, and cannot read it
        return spatial_section(default_shape("constant"), label)
    section: dict[str, Any] = {"type": SHAPES[shape.kind].type}
    if shape.formula.has_centre:
        section["frame"] = shape.frame
    return {**section, "parameters": entries}


def written_names(shape: SpatialModel) -> list[tuple[str, int | None]]:
    """What gammapy calls the parameters of a shape, in its order, each with its position here; a template has a place
    there.
    """
    if isinstance(shape.form, TemplateImage):
        return [("lon_0", None), ("lat_0", None)]
    if shape.kind == "constant_flux":
        return [("value", None)]
    return [(parameter.name, i) for i, parameter in enumerate(shape.parameters)]
