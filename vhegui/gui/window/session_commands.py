"""Sessions opened, recovered and saved, and configurations of gammapy opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from vhegui.analysis.edits.model import with_source
from vhegui.analysis.session.snapshots import Named, read_named, write_named
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.file_questions import ask_save
from vhegui.gui.session.radiation import prepared
from vhegui.gui.window.reading import read_in_background
from vhegui.gui.window.recovery import LeftBehind
from vhegui.gui.window.session_file import SUFFIX, SessionFile

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Request
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window.main_window import MainWindow

FILTER = f"vhegui session (*{SUFFIX} *.yaml)"
Done = Callable[[], object]


def open_session(window: MainWindow, path: Path, added: Done = lambda: None) -> None:
    """Open a session file; from then on, saving writes to it. added : called once it is shown.

    It is read in the background; what is open stays until then, and for good where it cannot be read.
    """

    def read(progress: Progress) -> Callable[[], None]:
        progress(0.0, f"Reading {path.name}")
        file = SessionFile.now(path)
        return partial(_show_session, window, file, added, *read_named(path))

    read_in_background(window, read, f"{path.name} could not be opened")


def open_configuration(window: MainWindow, path: Path, added: Done = lambda: None) -> None:
    """Open a configuration of gammapy, which saving never writes to. added : called once it is shown."""

    def read(progress: Progress) -> Callable[[], None]:
        from vhegui.analysis.headless.request import read_request

        progress(0.0, f"Reading {path.name}")
        return partial(_show_configuration, window, read_request(path), added)

    read_in_background(window, read, f"{path.name} could not be opened")


def _show_session(
    window: MainWindow,
    file: SessionFile,
    added: Done,
    analysis: Analysis,
    snapshots: Named,
    warnings: Sequence[str],
) -> None:
    for warning in warnings:
        window.show_message("warning", warning)

    def show() -> None:
        unsaved = window.recovery.unsaved  # stays: an undo away, and its snapshots beside those of the file
        window.session_file = file
        window.session.replace(analysis, f"Open {file.path.name}", keep_history=unsaved)
        window.session.snapshots.replace({**(window.session.snapshots.analyses if unsaved else {}), **snapshots})
        window.recovery.mark_saved()
        window.remember_recent(str(file.path))
        window.show_state()
        added()

    # Without naima it is shown all the same: the steps that need it say what is missing.
    spectra = [source.spectral for source in analysis.sources]
    prepared(window.session, spectra, lambda problem: show())


def recover_session(window: MainWindow, left: LeftBehind) -> None:
    """Show what a crash or a quit has left behind; it is unsaved, and belongs to the file it came from."""

    def read(progress: Progress) -> Callable[[], None]:
        progress(0.0, "Reading the session that was left behind")
        try:
            return partial(_show_recovered, window, left, *read_named(left.path)[:2])
        except VheguiError as error:
            raise DataError(f"The session could not be recovered: {error}") from error

    read_in_background(window, read, "the session could not be recovered")


def _show_recovered(window: MainWindow, left: LeftBehind, analysis: Analysis, snapshots: Named) -> None:
    def show() -> None:
        here = _unsaved_here(window)
        window.session_file = None if left.file is None else SessionFile.left_at(left.file, left.time)
        window.session.replace(analysis, "Recover session", keep_history=True)
        window.session.snapshots.replace({**here, **snapshots})
        window.recovery.write()  # under this window's own name, before the other is forgotten
        left.forget()

    prepared(window.session, [source.spectral for source in analysis.sources], lambda problem: show())


def _unsaved_here(window: MainWindow) -> Named:
    """What the window would lose but for undo: its snapshots and, as one more, its state."""
    if not window.recovery.unsaved:
        return {}
    state = {f"Before recovery at {datetime.now():%H:%M:%S}": window.session.history.current}
    return {**window.session.snapshots.analyses, **state}


def _show_configuration(window: MainWindow, request: Request, added: Callable[[], object]) -> None:
    """Show what a gammapy configuration asks for; its runs are chosen once the data set is open."""
    from vhegui.analysis.headless.reading import with_runs

    session = window.session
    for warning in request.warnings:
        window.show_message("warning", warning)

    def view(_: Any) -> Any:
        return with_runs(request, session.store)[0] if session.store else request.analysis

    def opened() -> None:
        window.session_file = None
        window.show_state()
        added()

    session.open_path(request.analysis.dataset.path, view, opened)


def save_session(window: MainWindow, saved: Done = lambda: None) -> None:
    """Write the session to its file, or ask for one. saved : called once it is written."""
    file = window.session_file
    if file is None:
        save_session_as(window, saved)
    elif file.changed_elsewhere:
        _ask_overwrite(window, file, saved)
    elif write_session(window, file.path):
        saved()


def _ask_overwrite(window: MainWindow, file: SessionFile, saved: Done) -> QMessageBox:
    """Whether to write over what another has written; a question that waits for nobody."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Save session")
    box.setText(f"{file.path.name} was changed by another window or program since it was opened here.")
    box.setInformativeText("Saving replaces what was written there.")
    replace = box.addButton("Replace it", QMessageBox.ButtonRole.DestructiveRole)
    other = box.addButton("Save as…", QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(other)

    def answered(button: QAbstractButton) -> None:
        if button is other:
            save_session_as(window, saved)
        elif button is replace and _is_still(window, file) and write_session(window, file.path):
            saved()

    box.buttonClicked.connect(answered)
    box.open()
    return box


def _is_still(window: MainWindow, file: SessionFile | None) -> bool:
    """Whether the session is that of the file it was when something was asked: else it is not written."""
    if window.session_file is file:
        return True
    name = f"{file.path.name} was" if file else "Nothing was"
    window.show_message("warning", f"{name} not written: another session is open by now. Save that anew.")
    return False


def save_session_as(window: MainWindow, saved: Done = lambda: None) -> None:
    """Ask for a file and write the session to it. saved : called once it is written."""
    file = window.session_file

    def write(path: Path) -> None:
        if _is_still(window, file) and write_session(window, path):
            saved()

    ask_save(window, "Save session", file.path if file else f"session{SUFFIX}", FILTER, write)


def write_session(window: MainWindow, path: Path) -> bool:
    """Write the session to this file, its own from now on; a message where it cannot be written."""
    session = window.session
    shown = session.now("shown_model") or session.history.current.model
    try:
        state = with_source(session.history.current, shown)  # what is on screen, not the start values
        write_named(path, state, session.snapshots.analyses)
    except OSError as error:
        window.show_message("error", f"{path.name} could not be written: {error.strerror}. Save it somewhere else.")
        return False
    except VheguiError as error:
        window.show_message("error", str(error))
        return False
    window.session_file = SessionFile.now(path)
    window.recovery.mark_saved()
    window.remember_recent(str(path))
    window.file_places.saved(path)
    window.show_state()
    window.statusBar().showMessage(f"Saved {path.name}", 4000)
    return True
