"""Paths in a file: relative to it, so that a folder can be moved with its data."""

from __future__ import annotations

import os
from pathlib import Path


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
