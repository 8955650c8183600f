"""Named states beside the analysis of a session file: key `snapshots`, each with the keys of a session of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vhegui.analysis.session.migrations import FORMAT
from vhegui.analysis.session.reading import SNAPSHOTS, analysis_from
from vhegui.analysis.session.writing import session_content
from vhegui.analysis.state import Analysis
from vhegui.analysis.yaml_files.file import read_yaml, to_yaml, write_atomically
from vhegui.core.errors import ConfigError

Named = dict[str, Analysis]


def write_named(path: Path, analysis: Analysis, snapshots: Mapping[str, Analysis]) -> None:
    """Write a session file with its snapshots, whole or not at all."""
    content = session_content(analysis, path.parent)
    if snapshots:
        content[SNAPSHOTS] = [
            {"name": name, **_without_origin(session_content(each, path.parent))} for name, each in snapshots.items()
        ]
    write_atomically(path, to_yaml(content))


def read_named(path: Path) -> tuple[Analysis, Named, tuple[str, ...]]:
    """The analysis in a session file, its snapshots, and warnings; a snapshot that cannot be read is one of them.

    Raises ConfigError and DataError as `read_session` does.
    """
    content = read_yaml(path)
    analysis, warnings = analysis_from(content, path.name, path.parent)
    found, said = Named(), list(warnings)
    listed = content.get(SNAPSHOTS)
    for number, item in enumerate(listed if isinstance(listed, list) else ()):
        where = f"{path.name}: {SNAPSHOTS}[{number}]"
        try:
            name, state = _named(item)
            found[name], more = analysis_from({"format": content["format"], **state}, where, path.parent)
            said += more
        except ConfigError as error:
            said.append(f"{error}; this snapshot is left out")
    return analysis, found, tuple(said)


def _named(item: Any) -> tuple[str, dict[str, Any]]:
    name = item.get("name") if isinstance(item, dict) else None
    if not isinstance(name, str) or not name:
        raise ConfigError("a snapshot is a mapping with a name")
    return name, {key: value for key, value in item.items() if key not in ("name", SNAPSHOTS)}


def _without_origin(content: dict[str, Any]) -> dict[str, Any]:
    assert content["format"] == FORMAT
    return {key: value for key, value in content.items() if key not in ("format", "program")}
