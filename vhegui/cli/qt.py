"""Whether Qt can start; what needs it says so."""

from __future__ import annotations

import os

from vhegui.cli.command import failed


def qt_can_start(offscreen: bool) -> bool:
    """Whether Qt can be used; says why not."""
    problem = qt_problem(offscreen)
    if problem:
        failed(problem)
    return not problem


def qt_problem(offscreen: bool) -> str:
    """Why Qt cannot be used, or ""."""
    from vhegui import qt_libraries

    if problem := qt_libraries.problem(offscreen):
        return problem
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return f"Qt cannot be loaded ({error}); install vhegui again, or the system library that is named here"
    return ""


def require_qt() -> None:
    """Raise DataError where no plots can be drawn."""
    from vhegui.core.errors import DataError

    if problem := qt_problem(offscreen=True):
        raise DataError(f"no plots were drawn: {problem}. Leave plots out with --no-plots")
