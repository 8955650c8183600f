"""Whether Qt can start; what needs it says so."""

from __future__ import annotations

import os
import sys

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
    if offscreen:
        _leave_out_screen_talk()
    return ""


def _leave_out_screen_talk() -> None:
    """Without a screen Qt tells of every window that nobody can be told its size; all else it says is passed on."""
    from PySide6.QtCore import qFormatLogMessage, qInstallMessageHandler

    def tell(kind, context, message: str | None) -> None:
        if message and "propagateSizeHints" not in message:
            print(qFormatLogMessage(kind, context, message), file=sys.stderr)

    qInstallMessageHandler(tell)


def require_qt() -> None:
    """Raise DataError where no plots can be drawn."""
    from vhegui.core.errors import DataError

    if problem := qt_problem(offscreen=True):
        raise DataError(f"no plots were drawn: {problem}. Leave plots out with --no-plots")
