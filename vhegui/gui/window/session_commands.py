"""Sessions opened, recovered and saved, and configurations of gammapy opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from vhegui.analysis.edits.model import with_source
from vhegui.analysis.session.snapshots import Named, read_named, write_named
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.session.radiation import prepared
from vhegui.gui.window.places import remember_saved, save_folder
from vhegui.gui.window.reading import read_in_background
from vhegui.gui.window.recovery import LeftBehind
from vhegui.gui.window.session_file import SessionFile

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Request
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window.main_window import MainWindow


def open_session(window: MainWindow, path: Path, added: Callable[[], object] = lambda: None) -> None:
    """Open a session file; from then on, saving writes to it. added : called once it is shown.

    It is read in the background; what is open stays until then, and for good where it cannot be read.
    """

    def read(progress: Progress) -> Callable[[], None]:
        progress(0.0, f"Reading {path.name}")
        file = SessionFile.now(path)
        return partial(_show_session, window, file, added, *read_named(path))

    read_in_background(window, read, f"{path.name} could not be opened")


def open_configuration(window: MainWindow, path: Path, added: Callable[[], object] = lambda: None) -> None:
    """Open a configuration of gammapy, which saving never writes to. added : called once it is shown."""

    def read(progress: Progress) -> Callable[[], None]:
        from vhegui.analysis.headless.request import read_request

        progress(0.0, f"Reading {path.name}")
        return partial(_show_configuration, window, read_request(path), added)

    read_in_background(window, read, f"{path.name} could not be opened")


def _show_session(
    window: MainWindow,
    file: SessionFile,
    added: Callable[[], object],
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
        window.session_file = None if left.file is None else SessionFile.now(left.file)
        window.session.replace(analysis, "Recover session", keep_history=True)
        window.session.snapshots.replace(snapshots)
        window.recovery.write()  # under this window's own name, before the other is forgotten
        left.forget()

    prepared(window.session, [source.spectral for source in analysis.sources], lambda problem: show())


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


def save_session(window: MainWindow) -> bool:
    """Write the session to its file, or ask for one."""
    file = window.session_file
    if file is None:
        return save_session_as(window)
    if file.changed_elsewhere:
        answer = _ask_overwrite(window, file.path)
        if window.session_file is not file:
            window.show_message("warning", f"{file.path.name} was not written: another session is open by now")
            return False
        if answer is not QMessageBox.StandardButton.Save:
            return answer is QMessageBox.StandardButton.Retry and save_session_as(window)
    return write_session(window, file.path)


def _ask_overwrite(window: MainWindow, path: Path) -> QMessageBox.StandardButton:
    """Save: over what another has written; Retry: under another name; Cancel."""
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"{path.name} was changed by another window or program since it was opened here.")
    box.setInformativeText("Saving replaces what was written there.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Retry | buttons.Cancel)
    box.button(buttons.Save).setText("Replace it")
    box.button(buttons.Retry).setText("Save as…")
    box.setDefaultButton(buttons.Retry)
    return QMessageBox.StandardButton(box.exec())


def save_session_as(window: MainWindow) -> bool:
    """Ask for a file and write the session to it."""
    file = window.session_file
    start = str(file.path if file else Path(save_folder(window)) / "session.yaml")
    path, _ = QFileDialog.getSaveFileName(window, "Save session", start, "vhegui session (*.yaml)")
    if not path:
        return False
    target = Path(path)
    return write_session(window, target if target.suffix else target.with_suffix(".yaml"))


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
    remember_saved(window, path)
    window.show_state()
    window.statusBar().showMessage(f"Saved {path.name}", 4000)
    return True
