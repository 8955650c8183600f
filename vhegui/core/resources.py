"""Files that come with the program: beside the package in a wheel, in the top folder of a checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from vhegui.core.errors import DataError


def resource(*parts: str) -> Traversable:
    """The file or folder `resources/part/part…`; DataError where it is missing."""
    root = resource_root()
    found = root.joinpath(*parts)
    if not (found.is_file() or found.is_dir()):
        raise DataError(f"{'/'.join(parts)} is missing from {root}; install the program again")
    return found


def resource_root() -> Traversable:
    """The folder of all resources. A wheel has a copy inside the package; an editable install has not."""
    inside = files("vhegui").joinpath("resources")
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "resources"
