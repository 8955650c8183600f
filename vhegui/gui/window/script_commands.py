"""The analysis on screen as Python: a script, or a notebook. The fit begins where that of the window does."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.analysis import edits
from vhegui.core.errors import VheguiError
from vhegui.gui.file_questions import ask_save

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def export_script(window: MainWindow) -> None:
    """Ask for a file and write the script."""
    _ask(window, "Export as Python script", "Python script (*.py)", ".py")


def export_notebook(window: MainWindow) -> None:
    """Ask for a file and write the notebook."""
    _ask(window, "Export as notebook", "Jupyter notebook (*.ipynb)", ".ipynb")


def _ask(window: MainWindow, title: str, kind: str, ending: str) -> None:
    name = window.session_file.path.name.partition(".")[0] if window.session_file else "analysis"
    ask_save(window, title, f"{name}{ending}", kind, partial(write_to, window))


def write_to(window: MainWindow, path: Path) -> None:
    """Write what is on screen as the ending of the file says; a message says where, or why not."""
    from vhegui.analysis.export.script.files import write_script

    session = window.session
    try:
        write_script(path, edits.with_maps(session.history.current), session.data.trusted.holds(session.store_path))
    except OSError as error:
        window.show_message("error", f"{path.name} could not be written: {error.strerror}. Choose another folder.")
    except VheguiError as error:
        window.show_message("error", str(error))
    else:
        window.show_message("success", f"Written: {path}")
