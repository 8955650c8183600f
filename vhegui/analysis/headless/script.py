"""`vhegui script`: the analysis of a session as a Python script or a notebook."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from vhegui.analysis.export.script.files import write_script
from vhegui.analysis.headless.request import read_request
from vhegui.core.errors import ConfigError, DataError


def script_of_session(session: Path, path: Path, say: Callable[[str], None], allow_outside: bool = False) -> None:
    """Write the analysis of a session file as the ending of `path` says. say : told every warning.

    What is there by that name stays. Raises ConfigError or DataError.
    """
    request = read_request(session)
    if request.selection is not None:
        raise ConfigError(
            f"{session.name}: a configuration of gammapy, which chooses its runs by a rule; "
            f"'vhegui run {session.name} -o out/' writes the session that comes of it, out/session.yaml: give that"
        )
    if os.path.lexists(path):
        raise DataError(f"{path}: is there already, and may have been edited; choose another name, or remove it first")
    for warning in request.warnings:
        say(warning)
    write_script(path, request.analysis, allow_outside)
