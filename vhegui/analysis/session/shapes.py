"""Shapes of sources on the sky ↔ the keys and values of a session file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vhegui.analysis.session import schema as schema
from vhegui.analysis.session.parameters import parameter_content, parameters_from
from vhegui.analysis.yaml_files.checked import suggestion
from vhegui.analysis.yaml_files.paths import absolute_path, relative_path
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.models.spatial.piecewise import KIND as PIECEWISE
from vhegui.core.models.spatial.piecewise import Nodes, nodes_shape
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import KIND as IMAGE
from vhegui.core.models.spatial.template import TemplateImage, image_shape
from vhegui.core.models.spatial.template_cube import KIND as CUBE
from vhegui.core.models.spatial.template_cube import TemplateCube, cube_shape


def shape_content(shape: SpatialModel, folder: Path) -> dict[str, Any]:
    """The keys of a shape; an image or a cube stays in its file, which is named from `folder`."""
    if isinstance(shape.form, TemplateImage | TemplateCube):
        return {
            "kind": shape.kind,
            "file": relative_path(shape.form.file, folder),
            "normalised": shape.form.is_normalised,
        }
    parameters = [parameter_content(parameter) for parameter in shape.parameters]
    content: dict[str, Any] = {"kind": shape.kind, "frame": shape.frame}
    if isinstance(shape.form, Nodes):
        places = {"lon": list(shape.form.lon), "lat": list(shape.form.lat)}
        content |= {**places, "interpolation": shape.form.interpolation}
    return {**content, "parameters": parameters}


def shape_from(item: schema.Shape, key: str, folder: Path) -> SpatialModel:
    """The shape of a file that lies in `folder`. Raises ConfigError naming key, value and what is allowed."""
    if item.kind in (IMAGE, CUBE):
        return _template(item, key, folder)
    if item.kind not in (known := (*KINDS, IMAGE, CUBE, PIECEWISE)):
        raise ConfigError(f"{key}.kind: {item.kind!r} is not allowed; {suggestion(item.kind, known)}")
    default = _nodes(item, key) if item.kind == PIECEWISE else default_shape(item.kind, frame=item.frame)
    return default.with_parameters(parameters_from(item.parameters, default.parameters, key))


def _nodes(item: schema.Shape, key: str) -> SpatialModel:
    try:
        return nodes_shape(Nodes(tuple(item.lon), tuple(item.lat), item.frame, item.interpolation))
    except ConfigError as error:
        raise ConfigError(f"{key}: {error}") from error


def _template(item: schema.Shape, key: str, folder: Path) -> SpatialModel:
    path = Path(absolute_path(item.file, folder))
    try:
        if item.kind == CUBE:
            return cube_shape(TemplateCube.read(path, item.normalised))
        return image_shape(TemplateImage.read(path, item.normalised))
    except (DataError, ConfigError) as error:
        raise ConfigError(f"{key}.file: {error}") from error
