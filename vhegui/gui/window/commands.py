"""What actions do, where it is more than one call: opening, saving, exporting, asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.edits.model import with_source
from vhegui.analysis.session.snapshots import Named, read_named, write_named
from vhegui.core.background.drawn import copied
from vhegui.core.background.registry import METHODS
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.progress import Progress
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.gui.session.fit_commands import choose_data
from vhegui.gui.session.radiation import prepared
from vhegui.gui.window.dialogs.help import AboutDialog, ShortcutSheet
from vhegui.gui.window.places import remember_saved, save_folder, start_folder
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
        from vhegui.analysis.headless.run import read_request

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


def read_in_background(
    window: MainWindow, read: Callable[[Progress], Callable[[], object]], what: str, kind: str = "session"
) -> None:
    """Call what `read` returns, in this thread, once it has read; of several of a kind at once the last one."""

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            window.session.complain(result, what)
        else:
            result()

    window.session.worker.submit(kind, read, done)


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
    return _write(window, file.path)


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
    return _write(window, target if target.suffix else target.with_suffix(".yaml"))


def _write(window: MainWindow, path: Path) -> bool:
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


def toggle_follow(window: MainWindow) -> None:
    """Fit while data change, or leave the model as typed."""
    session = window.session
    if not session.analysis.fit.follow:
        session.apply("Fit while data change", edits.follow_fit)
    else:
        joint = joint_edits.joint_of(session.history.current, session.now("live_fit"))
        session.apply("Hold the model", joint_edits.hold_joint, joint)


def toggle_cubes(window: MainWindow) -> None:
    """Fit cubes of the map, or spectra of the ON region."""
    choose_data(window.session, "spectra" if window.session.analysis.fits_cubes else "cubes")


def toggle_stack(window: MainWindow) -> None:
    """Stacked or joint fit."""
    fit = window.session.analysis.fit
    label = "Fit runs jointly" if fit.stack else "Stack runs"
    window.session.apply(label, edits.put, "fit.stack", not fit.stack)


def set_method(window: MainWindow, method: str) -> None:
    """Have OFF regions by another method."""
    window.session.apply(
        f"Use {METHODS[method].label.lower()} regions", edits.use_method, method, window.session.history.past
    )


def draw_placed(window: MainWindow, per_run: bool) -> None:
    """Start drawing OFF regions from those that are placed now."""
    regions = copied(window.session.now("off_regions") or {}, per_run)
    if regions:
        window.session.apply("Draw OFF regions as placed", edits.draw_off_regions, regions)
    else:
        window.show_message("warning", "No run has an OFF region yet: choose runs and draw a source region first")


def open_off_regions(window: MainWindow) -> None:
    """Ask for a DS9 region file and take its background circles as OFF regions."""
    path, _ = QFileDialog.getOpenFileName(
        window, "OFF regions", start_folder(window), "DS9 regions (*.reg);;All files (*)"
    )
    if path:
        take_off_regions(window, Path(path))


def take_off_regions(window: MainWindow, path: Path) -> None:
    """The background circles of a DS9 region file as OFF regions."""

    def read(progress: Progress) -> Callable[[], object]:
        progress(0.0, f"Reading {path.name}")
        circles = read_background_circles(path)
        return partial(window.session.apply, f"OFF regions of {path.name}", edits.draw_off_circles, circles)

    read_in_background(window, read, f"{path.name} could not be read")


def has_gammapy_conventions(window: MainWindow) -> bool:
    """Whether both conventions of gammapy are on."""
    background, events = window.session.analysis.background, window.session.analysis.events
    return getattr(background, "placement", "gammapy") == "gammapy" and events.keep_outside_gti


def toggle_gammapy_conventions(window: MainWindow) -> None:
    """The conventions of gammapy, or our own again."""
    on = not has_gammapy_conventions(window)
    window.session.apply("Use gammapy's conventions" if on else "Use own conventions", edits.gammapy_conventions, on)


def show_palette(window: MainWindow) -> None:
    """Find anything by typing."""
    from vhegui.gui.window.palette.dialog import Palette

    Palette(window).open()


def show_preferences(window: MainWindow, name: str = "") -> None:
    """What the user prefers, and all keys; `name` : the preference to open it at."""
    from vhegui.gui.window.preferences.dialog import PreferencesDialog

    dialog = PreferencesDialog(window)
    dialog.open()
    if name:
        dialog.focus(name)


def show_manual(window: MainWindow, title: str = "", heading: str = "") -> None:
    """The manual, at a page and a heading of it."""
    from vhegui.gui.window.dialogs.manual import Manual, pages

    Manual(window).open_at(title or pages()[0].title, heading)


def show_shortcuts(window: MainWindow) -> None:
    """All shortcuts on one sheet."""
    ShortcutSheet(window).open()


def show_about(window: MainWindow) -> None:
    """Version, licence, data terms."""
    AboutDialog(window).open()
