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
from vhegui.core.models.spatial.registry import KINDS
from vhegui.core.models.spatial.template import KIND as IMAGE
from vhegui.core.models.spatial.template import TemplateImage, image_shape


def shape_content(shape: SpatialModel, folder: Path) -> dict[str, Any]:
    """The keys of a shape; an image stays in its file, which is named from `folder`."""
    if isinstance(shape.form, TemplateImage):
        return {
            "kind": IMAGE,
            "file": relative_path(shape.form.file, folder),
            "normalised": shape.form.is_normalised,
        }
    parameters = [parameter_content(parameter) for parameter in shape.parameters]
    return {"kind": shape.kind, "frame": shape.frame, "parameters": parameters}


def shape_from(item: schema.Shape, key: str, folder: Path) -> SpatialModel:
    """The shape of a file that lies in `folder`. Raises ConfigError naming key, value and what is allowed."""
    if item.kind == IMAGE:
        return _image(item, key, folder)
    if item.kind not in KINDS:
        raise ConfigError(f"{key}.kind: {item.kind!r} is not allowed; {suggestion(item.kind, (*KINDS, IMAGE))}")
    default = default_shape(item.kind, frame=item.frame)
    return default.with_parameters(parameters_from(item.parameters, default.parameters, key))


def _image(item: schema.Shape, key: str, folder: Path) -> SpatialModel:
    path = absolute_path(item.file, folder)
    try:
        return image_shape(TemplateImage.read(Path(path), item.normalised))
    except (DataError, ConfigError) as error:
        raise ConfigError(f"{key}.file: {error}") from error
