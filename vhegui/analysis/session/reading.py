"""YAML ↔ Analysis: the session file, for people to read and keep.

Angles and energies carry their units, paths are relative to the file, and there are no arrays and no class names.
A file of a newer format is refused; one of an older format is brought up to date, see `migrations`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vhegui.analysis.session import schema as schema
from vhegui.analysis.session.areas import mark_from, shape_from, source_from
from vhegui.analysis.session.migrations import FORMAT, up_to_date
from vhegui.analysis.session.models import nuisance_from, sources_from
from vhegui.analysis.session.writing import session_content
from vhegui.analysis.state import PARTS, Analysis, MaskFile
from vhegui.analysis.yaml_files.checked import checked
from vhegui.analysis.yaml_files.file import parse_yaml, read_yaml, to_yaml, write_atomically
from vhegui.analysis.yaml_files.paths import absolute_path
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.regions.shapes import Area

SNAPSHOTS = "snapshots"  # states beside the analysis: see `snapshots`


def write_session(path: Path, analysis: Analysis) -> None:
    """Write a session file, whole or not at all."""
    write_atomically(path, session_yaml(analysis, path.parent))


def read_session(path: Path) -> tuple[Analysis, tuple[str, ...]]:
    """The analysis in a session file, and warnings. Raises ConfigError naming file, key, value and what is allowed."""
    return analysis_from(read_yaml(path), path.name, path.parent)


def parse_session(text: str, folder: Path, file: str = "session") -> tuple[Analysis, tuple[str, ...]]:
    """The same from text; `folder` is where relative paths start."""
    return analysis_from(parse_yaml(text, file), file, folder)


def session_yaml(analysis: Analysis, folder: Path) -> str:
    """The text of a session file that is to lie in `folder`."""
    return to_yaml(session_content(analysis, folder))


def analysis_from(content: dict[str, Any], file: str, folder: Path) -> tuple[Analysis, tuple[str, ...]]:
    """An analysis from the content of a session file."""
    _check_format(content.get("format"), file)
    number = content["format"]
    said = "" if number == FORMAT else f" (a file of format {number}, read as format {FORMAT})"
    content = {key: value for key, value in content.items() if key != SNAPSHOTS}
    try:
        session, warnings = checked(up_to_date(content), schema.Session, file, folder)
    except ConfigError as error:
        raise ConfigError(f"{error}{said}") from error
    try:
        return _analysis(session, folder), warnings
    except (ConfigError, AnalysisError) as error:
        raise ConfigError(f"{file}: {error}{said}") from error


def _check_format(number: object, file: str) -> None:
    if type(number) is int and number > FORMAT:
        raise ConfigError(
            f"{file}: written by a newer vhegui (session format {number}; this one reads up to {FORMAT}); update vhegui"
        )
    if type(number) is not int or number < 1:
        raise ConfigError(f"{file}: not a vhegui session: format: {number!r} is not allowed; expected {FORMAT}")


def _analysis(session: Any, folder: Path) -> Analysis:
    return Analysis(
        sources=sources_from(session.sources, session.shown, folder),
        shown=session.shown,
        nuisances=tuple(nuisance_from(each, f"nuisances[{i}]") for i, each in enumerate(session.nuisances)),
        source=None if session.source is None else source_from(session.source, "source"),
        exclusions=tuple(_exclusion(item, f"exclusions[{i}]", folder) for i, item in enumerate(session.exclusions)),
        marks=tuple(mark_from(item, f"marks[{i}]") for i, item in enumerate(session.marks)),
        labels=tuple(mark_from(item, f"labels[{i}]") for i, item in enumerate(session.labels)),
        **{part: getattr(session, part) for part in PARTS},
    )


def _exclusion(item: schema.Area, key: str, folder: Path) -> Area | MaskFile:
    if item.mask is None:
        return shape_from(item, key)
    if any(getattr(item, name) is not None for name in item.__struct_fields__ if name != "mask"):
        raise ConfigError(f"{key}: expected either a shape (circle, ellipse, rectangle, polygon), or mask")
    return MaskFile(absolute_path(item.mask, folder))
