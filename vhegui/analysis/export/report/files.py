"""Reports as files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from vhegui.core.errors import ConfigError, DataError
from vhegui.core.files.whole import write_whole

ENDINGS = ".html", ".htm"
MARK = b'<meta name="generator" content="vhegui '
"""What is near the beginning of every report."""
BEGINNING = 1000  # bytes


def check_report(path: Path) -> None:
    """Raises ConfigError for another ending, DataError where something else than a report would be replaced."""
    if path.suffix.lower() not in ENDINGS:
        raise ConfigError(f"{path.name}: a report is a page of HTML; choose a name that ends in .html")
    if os.path.lexists(path) and not _is_report(path):
        raise DataError(f"{path}: is there already, and is no report of vhegui; choose another name")


def _is_report(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return MARK in stream.read(BEGINNING)


def pictures_in(files: Iterable[Path]) -> dict[str, bytes]:
    """The content of those files that are PNG, by their names without the ending."""
    return {file.stem: file.read_bytes() for file in files if file.suffix == ".png"}


def write_report(path: Path, page: str) -> None:
    """Write the page, whole or not at all. Raises DataError where it cannot be written."""
    try:
        write_whole(path, page.encode())
    except OSError as error:
        raise DataError(f"{path}: the report cannot be written ({error.strerror}); choose another folder") from error
