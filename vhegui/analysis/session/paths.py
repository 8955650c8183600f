"""Paths in a session file: relative to the file, so that a folder can be moved with its data."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from vhegui.core.models.spectral.absorption import EBL_TABLES, EblAbsorption


def relative_path(path: str, folder: Path) -> str:
    """A path from `folder`, with forward slashes; as it is where only the root is common, or where it is an address."""
    if not path or "://" in path:
        return path
    target, start = os.path.abspath(path), os.path.abspath(folder)
    try:
        if os.path.commonpath([target, start]) == Path(target).anchor:
            return target
        return Path(os.path.relpath(target, start)).as_posix()
    except ValueError:  # another drive
        return target


def absolute_path(path: str, folder: Path) -> str:
    """The path that `relative_path` has written."""
    return path if not path or "://" in path else os.path.abspath(folder / os.path.expanduser(path))


def form_written(form: Any, folder: Path) -> Any:
    """A form of a spectral model with the file it names, if any, relative to `folder`."""
    return replace(form, table=relative_path(form.table, folder)) if _names_a_file(form) else form


def form_read(form: Any, folder: Path) -> Any:
    """The form that `form_written` has made, with its file by its whole path."""
    return replace(form, table=absolute_path(form.table, folder)) if _names_a_file(form) else form


def _names_a_file(form: Any) -> bool:
    return isinstance(form, EblAbsorption) and form.table not in EBL_TABLES
