"""What was fitted, simulated in the background and opened beside its truth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vhegui.analysis.edits.joint import hold_joint, joint_of
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.progress import Progress

if TYPE_CHECKING:
    from vhegui.analysis.state import Analysis
    from vhegui.gui.window.main_window import MainWindow

KIND = "simulate"  # of the work: a newer one takes the place of an older one


def ask_events(window: MainWindow) -> None:
    """Ask where a data set of simulated events goes."""
    from vhegui.gui.window.dialogs.simulate_dialog import SimulateDialog

    SimulateDialog(window, "Simulate the fit", simulate_events).open()


def ask_spectra(window: MainWindow) -> None:
    """Ask where fake spectra go."""
    from vhegui.gui.window.dialogs.simulate_dialog import SimulateDialog

    SimulateDialog(window, "Fake spectra of the fit", fake_counts, asimov=True).open()


def has_runs(window: MainWindow) -> bool:
    """Whether runs are chosen."""
    return bool(window.session.analysis.dataset.runs)


def has_spectra(window: MainWindow) -> bool:
    """Whether there are spectra that could have other counts."""
    analysis = window.session.analysis
    return not analysis.fits_cubes and bool(analysis.dataset.runs or analysis.dataset.spectra)


def simulate_events(window: MainWindow, folder: Path, seed: int | None) -> None:
    """Events of the chosen runs on the sky that is on screen, as a data set in `folder`, which is opened."""
    from vhegui.analysis.headless.simulate import simulate_store
    from vhegui.analysis.simulation.of_fit import of_simulated_runs, plan_of_fit, write_truth

    session, held = window.session, _held(window)
    observations = session.loaded.observations
    runs = [observations[run] for run in held.dataset.runs if run in observations]

    def work(progress: Progress) -> tuple[Analysis, tuple[str, ...]]:
        plan = plan_of_fit(held, runs, seed or 0)
        simulate_store(plan, folder, progress)
        return of_simulated_runs(held, folder, plan, write_truth(folder, plan.models)), plan.warnings

    def show(result: tuple[Analysis, tuple[str, ...]]) -> None:
        found, warnings = result
        for text in warnings:
            window.show_message("warning", text)
        session.open_path(folder, lambda _: found, partial(_shown, window, folder, "runs are simulated"))

    _in_background(window, work, show)


def fake_counts(window: MainWindow, folder: Path, seed: int | None) -> None:
    """Other counts of the spectra that are fitted, as OGIP files in `folder`, which are fitted instead.

    seed : None for exactly the expected counts.
    """
    from vhegui.analysis.simulation.of_fit import fake_spectra, of_fake_spectra, write_truth

    session, held = window.session, _held(window)
    spectra = tuple(session.now("all_spectra") or ())

    def work(progress: Progress) -> Analysis:
        if not spectra:
            raise AnalysisError("there are no spectra: choose runs and draw a source region, or add spectra")
        folder.mkdir(parents=True, exist_ok=True)
        files = fake_spectra(spectra, joint_of(held).of_spectra, folder, seed, progress)
        return of_fake_spectra(held, files, write_truth(folder, held.fitted_sources))

    def show(found: Analysis) -> None:
        if session.apply("Open fake spectra", lambda _: found):
            _shown(window, folder, "spectra have the counts of the fit")

    _in_background(window, work, show)


def _held(window: MainWindow) -> Analysis:
    """The analysis with what is on screen as its values."""
    session = window.session
    return hold_joint(session.history.current, joint_of(session.history.current, session.now("live_fit")))


def _in_background(window: MainWindow, work: Callable[[Progress], Any], show: Callable[[Any], None]) -> None:
    def done(result: Any) -> None:
        if isinstance(result, OSError) and not isinstance(result, VheguiError):
            window.show_message("error", f"The folder could not be written: {result.strerror}. Choose another one.")
        elif isinstance(result, Exception):
            window.session.complain(result, "the fit could not be simulated")
        else:
            show(result)

    window.session.background.submit(KIND, work, done)


def _shown(window: MainWindow, folder: Path, what: str) -> None:
    window.session_file = None
    window.file_places.saved(folder)
    window.show_state()
    window.show_message("success", f"In {folder} {what}; the truth is drawn beside the spectrum. Undo leads back.")
