"""Changes of sources with time ↔ the keys and values of a session file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vhegui.analysis.session import schema as schema
from vhegui.analysis.session.parameters import parameter_content, parameters_from
from vhegui.analysis.yaml_files.checked import suggestion
from vhegui.analysis.yaml_files.paths import absolute_path, relative_path
from vhegui.core.errors import ConfigError, DataError
from vhegui.core.models.temporal.model import TemporalModel, default_change
from vhegui.core.models.temporal.registry import KINDS
from vhegui.core.models.temporal.tables import LIGHT_CURVE, PHASE_CURVE, LightCurveTable, PhaseTable, change_of


def change_content(change: TemporalModel, folder: Path) -> dict[str, Any]:
    """The keys of a change; a table stays in its file, which is named from `folder`."""
    content: dict[str, Any] = {"kind": change.kind}
    if isinstance(change.form, LightCurveTable | PhaseTable):
        content["file"] = relative_path(change.form.file, folder)
    if isinstance(change.form, PhaseTable):
        content["normalised"] = change.form.is_normalised
    return {**content, "parameters": [parameter_content(parameter) for parameter in change.parameters]}


def change_from(item: schema.Change, key: str, folder: Path) -> TemporalModel:
    """The change of a file that lies in `folder`. Raises ConfigError naming key, value and what is allowed."""
    known = (*KINDS, LIGHT_CURVE, PHASE_CURVE)
    if item.kind not in known:
        raise ConfigError(f"{key}.kind: {item.kind!r} is not allowed; {suggestion(item.kind, known)}")
    default = default_change(item.kind) if item.kind in KINDS else _table(item, key, folder)
    return default.with_parameters(parameters_from(item.parameters, default.parameters, key))


def _table(item: schema.Change, key: str, folder: Path) -> TemporalModel:
    path = Path(absolute_path(item.file, folder))
    try:
        if item.kind == LIGHT_CURVE:
            return change_of(LightCurveTable.read(path))
        return change_of(PhaseTable.read(path, item.normalised))
    except (DataError, ConfigError) as error:
        raise ConfigError(f"{key}.file: {error}") from error
