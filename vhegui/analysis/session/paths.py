"""The file a spectral model names, in a session file: by a path relative to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.analysis.yaml_files.paths import absolute_path, relative_path
from vhegui.core.models.spectral.absorption import EBL_TABLES, EblAbsorption


def form_written(form: Any, folder: Path) -> Any:
    """A form of a spectral model with the file it names, if any, relative to `folder`."""
    return replace(form, table=relative_path(form.table, folder)) if _names_a_file(form) else form


def form_read(form: Any, folder: Path) -> Any:
    """The form that `form_written` has made, with its file by its whole path."""
    return replace(form, table=absolute_path(form.table, folder)) if _names_a_file(form) else form


def _names_a_file(form: Any) -> bool:
    return isinstance(form, EblAbsorption) and form.table not in EBL_TABLES
