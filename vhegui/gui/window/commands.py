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
from vhegui.analysis.loading.first_view import demo_view, opening_view
from vhegui.analysis.session.reading import read_session, write_session
from vhegui.analysis.yaml_files.file import read_yaml
from vhegui.core.background.drawn import copied
from vhegui.core.background.registry import METHODS
from vhegui.core.dl3.remote.address import is_address
from vhegui.core.errors import DataError, VheguiError
from vhegui.core.files.kinds import REGIONS, other_kind
from vhegui.core.progress import Progress
from vhegui.core.regions.ds9_background import read_background_circles
from vhegui.gui.session.radiation import prepared
from vhegui.gui.session.spectrum_commands import is_spectrum, open_spectra
from vhegui.gui.window.dialogs.help import AboutDialog, CommandPalette, ShortcutSheet
from vhegui.gui.window.map_commands import take_layer
from vhegui.gui.window.recovery import LeftBehind
from vhegui.gui.window.session_file import SessionFile

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Request
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window.main_window import MainWindow

SESSION_FILTER = "vhegui session (*.yaml *.yml);;DL3 files (*.fits *.fits.gz *.fit);;All files (*)"


def open_folder(window: MainWindow) -> None:
    """Ask for a data set's folder."""
    path = QFileDialog.getExistingDirectory(window, "Open data set", start_folder(window))
    if path:
        open_any(window, Path(path))


def open_file(window: MainWindow) -> None:
    """Ask for a session, an index table or a DL3 file."""
    path, _ = QFileDialog.getOpenFileName(window, "Open file", start_folder(window), SESSION_FILTER)
    if path:
        open_any(window, Path(path))


def open_any(window: MainWindow, path: Path | str) -> None:
    """Open whatever this is: a session, data, the address of a remote data set, regions, a layer of the map."""
    if is_address(str(path)):
        _open_data(window, str(path))
        return
    path = Path(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        open_session(window, path)
        return
    if path.suffix.lower() == ".reg" or (path.is_file() and other_kind(path) == REGIONS):
        from vhegui.gui.window.region_files import take_regions

        take_regions(window, path, off=True)
        return
    if is_spectrum(path):
        open_spectra(window.session, [path])
        return
    if not take_layer(window, path):
        _open_data(window, path.resolve() if path.exists() else path)


def _open_data(window: MainWindow, path: Path | str) -> None:
    session = window.session

    def view(analysis: Any) -> Any:
        return opening_view(analysis, session.store.index) if session.store else analysis

    session.open_path(path, then=view)


def open_demo(window: MainWindow) -> None:
    """Open the demo data, simulated first where they are not there yet."""
    from vhegui.core.simulation.demo import ensure_demo

    session = window.session

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            session.complain(result, "the demo data could not be made")
            return

        def view(analysis: Any) -> Any:
            return demo_view(analysis, session.store.index, result) if session.store else analysis

        session.open_path(result, then=view)

    session.worker.submit("demo", ensure_demo, done)


def open_session(window: MainWindow, path: Path) -> None:
    """Open a session file, or gammapy's configuration; from then on, saving writes to it (unless it is gammapy's).

    It is read in the background; what is open stays until then, and for good where it cannot be read.
    """

    def read(progress: Progress) -> Callable[[], None]:
        from vhegui.analysis.gammapy_config import is_gammapy_config

        progress(0.0, f"Reading {path.name}")
        if is_gammapy_config(read_yaml(path)):
            from vhegui.analysis.headless.run import read_request

            return partial(_show_configuration, window, read_request(path))
        file = SessionFile.now(path)
        return partial(_show_session, window, file, *read_session(path))

    read_in_background(window, read, f"{path.name} could not be opened")


def _show_session(window: MainWindow, file: SessionFile, analysis: Analysis, warnings: Sequence[str]) -> None:
    for warning in warnings:
        window.show_message("warning", warning)

    def show() -> None:
        window.session_file = file
        window.session.replace(analysis, f"Open {file.path.name}")
        window.recovery.mark_saved()
        window.remember_recent(str(file.path))
        window.show_state()

    # Without naima it is shown all the same: the steps that need it say what is missing.
    spectra = [source.spectral for source in analysis.sources]
    prepared(window.session, spectra, lambda problem: show())


def recover_session(window: MainWindow, left: LeftBehind) -> None:
    """Show what a crash or a quit has left behind; it is unsaved, and belongs to the file it came from."""

    def read(progress: Progress) -> Callable[[], None]:
        progress(0.0, "Reading the session that was left behind")
        try:
            return partial(_show_recovered, window, left, read_session(left.path)[0])
        except VheguiError as error:
            raise DataError(f"The session could not be recovered: {error}") from error

    read_in_background(window, read, "the session could not be recovered")


def _show_recovered(window: MainWindow, left: LeftBehind, analysis: Analysis) -> None:
    def show() -> None:
        window.session_file = None if left.file is None else SessionFile.now(left.file)
        window.session.replace(analysis, "Recover session", keep_history=True)
        window.recovery.write()  # under this window's own name, before the other is forgotten
        left.forget()

    prepared(window.session, [source.spectral for source in analysis.sources], lambda problem: show())


def _show_configuration(window: MainWindow, request: Request) -> None:
    """Show what a gammapy configuration asks for; its runs are chosen once the data set is open."""
    from vhegui.analysis.headless.reading import with_runs

    session = window.session
    for warning in request.warnings:
        window.show_message("warning", warning)

    def view(_: Any) -> Any:
        return with_runs(request, session.store)[0] if session.store else request.analysis

    session.open_path(request.analysis.dataset.path, then=view)


def read_in_background(window: MainWindow, read: Callable[[Progress], Callable[[], object]], what: str) -> None:
    """Call what `read` returns, in this thread, once it has read; of several at once the last one."""

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            window.session.complain(result, what)
        else:
            result()

    window.session.worker.submit("session", read, done)


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
    start = str(file.path if file else Path(start_folder(window)) / "session.yaml")
    path, _ = QFileDialog.getSaveFileName(window, "Save session", start, "vhegui session (*.yaml)")
    if not path:
        return False
    target = Path(path)
    return _write(window, target if target.suffix else target.with_suffix(".yaml"))


def _write(window: MainWindow, path: Path) -> bool:
    session = window.session
    shown = session.now("shown_model") or session.history.current.model
    try:
        write_session(path, with_source(session.history.current, shown))  # what is on screen, not the start values
    except OSError as error:
        window.show_message("error", f"{path.name} could not be written: {error.strerror}. Save it somewhere else.")
        return False
    except VheguiError as error:
        window.show_message("error", str(error))
        return False
    window.session_file = SessionFile.now(path)
    window.recovery.mark_saved()
    window.remember_recent(str(path))
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
    """Find a command by typing."""
    CommandPalette(window).open()


def show_shortcuts(window: MainWindow) -> None:
    """All shortcuts on one sheet."""
    ShortcutSheet(window).open()


def show_about(window: MainWindow) -> None:
    """Version, licence, data terms."""
    AboutDialog(window).open()


def start_folder(window: MainWindow) -> str:
    """Where file dialogs begin: beside what was opened last."""
    recent = [path for path in window.recent_paths() if not is_address(path)]
    return str(Path(recent[0]).parent) if recent else str(Path.home())
