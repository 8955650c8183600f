"""The spatial part of gammapy's models YAML ↔ SpatialModel: shapes of the registry, and images of the sky."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from vhegui.analysis.gammapy_config.models_parameters import parameter_entry, parameter_from, unit_factor
from vhegui.analysis.gammapy_config.models_schema import SHAPES, Spatial
from vhegui.analysis.gammapy_config.places import file_beside
from vhegui.analysis.yaml_files.checked import NotDone, checked, suggestion
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spatial.model import Frame, SpatialModel, default_shape
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spatial.template_cube import TemplateCube, cube_shape, is_cube, spectrum_of_cube
from vhegui.core.models.spectral.evaluate import model_of
from vhegui.core.models.spectral.model import SpectralModel

TEMPLATE = "TemplateSpatialModel"
SHORT = "template"
PIECEWISE = ("PiecewiseNormSpatialModel", "piecewise-norm")


def spatial_from(content: Any, folder: Path, key: str, notes: list[str]) -> SpatialModel | None:
    """The shape of a section; None, with a note, for one that is not done here. Raises ConfigError naming the key.

    folder : where files it names may lie.
    """
    section, unknown = checked(content if isinstance(content, dict) else {}, Spatial, key)
    notes += unknown
    if section.type in (TEMPLATE, SHORT):
        return _template(section, folder, key, notes)
    if section.type in PIECEWISE:
        return _piecewise(section, key, notes)
    kind = next((kind for kind, name in SHAPES.items() if section.type in (name.type, name.tag)), None)
    if kind is None:
        known = suggestion(section.type, (*(name.type for name in SHAPES.values()), TEMPLATE, PIECEWISE[0]))
        notes.append(NotDone(f"{key}.type: '{section.type}' is not supported, so this source is left out; {known}"))
        return None
    if section.frame not in (frames := get_args(Frame)):
        allowed = " and ".join(frames)
        said = f"{key}.frame: '{section.frame}' is not supported, so this source is left out; there are {allowed}"
        notes.append(NotDone(said))
        return None
    return _with_parameters(kind, section, key, notes)


def diffuse_from(content: Any, folder: Path, key: str, notes: list[str]) -> tuple[SpatialModel, SpectralModel] | None:
    """Shape and spectrum of a cube in a unit of flux, which a factor alone stands beside; None, with a note, for
    anything else. Raises ConfigError naming the key.
    """
    section, unknown = checked(content if isinstance(content, dict) else {}, Spatial, key)
    notes += unknown
    try:
        if section.type not in (TEMPLATE, SHORT):
            raise ConfigError(f"a spectrum that is a factor needs a cube in a unit of flux, a {TEMPLATE}")
        path = file_beside(section.filename, folder, key)
        return cube_shape(TemplateCube.read(path)), model_of(spectrum_of_cube(path))
    except DataError as error:
        raise ConfigError(f"{key}.filename: {error}") from error
    except ConfigError as error:
        notes.append(NotDone(f"{key}: {error}; this source is left out"))
        return None


def _piecewise(section: Spatial, key: str, notes: list[str]) -> SpatialModel | None:
    """A brightness at points; its values are per sr, as of a constant."""
    if section.lon is None or section.lat is None:
        raise ConfigError(f'"{key}.lon" and "{key}.lat" are needed; one of them is missing')
    lon, lat = (
        tuple(value * unit_factor(nodes.unit or "deg", "deg", key) for value in nodes.data)
        for nodes in (section.lon, section.lat)
    )
    try:
        nodes = Nodes(lon, lat, _frame(section), "log" if section.interp == "log" else "lin")
    except ConfigError as error:
        raise ConfigError(f"{key}: {error}") from error
    return _filled(nodes_shape(nodes), section, key, notes, {})


def _with_parameters(kind: str, section: Spatial, key: str, notes: list[str]) -> SpatialModel:
    shape = default_shape(kind, frame=_frame(section))
    return _filled(shape, section, key, notes, SHAPES[kind].defaults)


def _frame(section: Spatial) -> Frame:
    return "galactic" if section.frame == "galactic" else "icrs"


def _filled(
    shape: SpatialModel, section: Spatial, key: str, notes: list[str], changes: Mapping[str, Mapping[str, Any]]
) -> SpatialModel:
    """The shape with the parameters of a section; changes : of our defaults where gammapy's differ."""
    known = shape.formula.names
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
    return shape.with_parameters(parameters)


def _template(section: Spatial, folder: Path, key: str, notes: list[str]) -> SpatialModel | None:
    """An image or a cube of the sky; None for what cannot be used."""
    path = file_beside(section.filename, folder, key)
    if any(entry.frozen is False for entry in section.parameters):
        notes.append(NotDone(f"{key}: a template stays where its file has it; its position is not fitted"))
    try:
        if is_cube(path):
            return cube_shape(TemplateCube.read(path, section.normalize))
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
    if isinstance(form, TemplateImage | TemplateCube):
        grid = form.grid if isinstance(form, TemplateImage) else form.images[0].grid
        template = {"filename": form.file, "normalize": form.is_normalised, "unit": "sr-1"}
        return {"type": TEMPLATE, "frame": grid.frame, "parameters": [], **template}
    if isinstance(form, Nodes):
        places = {"lon": {"data": list(form.lon), "unit": "deg"}, "lat": {"data": list(form.lat), "unit": "deg"}}
        return {"type": PIECEWISE[0], "frame": form.frame, "parameters": entries, **places}
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
    if isinstance(shape.form, TemplateImage | TemplateCube):
        return [("lon_0", None), ("lat_0", None)]
    if shape.kind == "constant_flux":
        return [("value", None)]
    return [(parameter.name, i) for i, parameter in enumerate(shape.parameters)]
