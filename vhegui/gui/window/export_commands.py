"""Exporting results: computed and written in the background as a headless run does it, plots drawn one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from vhegui.analysis import edits
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.window.places import remember_saved, save_folder

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def export_results(window: MainWindow) -> None:
    """Ask for a folder and write all results into it."""
    folder = QFileDialog.getExistingDirectory(window, "Export results into a folder", save_folder(window))
    if folder:
        remember_saved(window, Path(folder) / "results.json")
        export_to(window, Path(folder))


def export_to(window: MainWindow, folder: Path) -> None:
    """Write what a headless run of the current state writes; computed and written in the background."""
    from vhegui.analysis.export.outcome import result_folder, write_outcome
    from vhegui.analysis.headless.run import compute
    from vhegui.analysis.outcome import Request
    from vhegui.gui.figures.headless import draw_each

    session = window.session
    inputs = (window.session_file.path,) if window.session_file else ()
    allow = session.data.trusted.holds(session.store_path)
    request = Request(
        edits.with_maps(session.history.current), None, "the window", (), inputs=inputs, allow_outside=allow
    )

    def work(progress: Any) -> Any:
        with ExitStack() as stack:
            target = result_folder(request, folder)
            outcome = compute(request, progress, lambda text: None)
            part = stack.enter_context(target.aside())
            files = write_outcome(outcome, part, folder)
            return outcome, target, part, files, stack.pop_all()

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            session.complain(result, "the results could not be written")
            return
        outcome, target, part, written, stack = result
        plots, files = draw_each(outcome, part), list(written)

        def draw_next(drawn: Any = ()) -> None:
            """Plots are drawn in this thread, written in the other: one, then whatever else the window has to do."""
            if isinstance(drawn, Exception):
                stack.close()
                session.complain(drawn, "the plots could not be written")
                return
            files.extend(drawn)
            try:
                if (write := next(plots, None)) is not None:
                    session.worker.submit("export", partial(_write, write), draw_next)
                    return
                with stack:
                    count = len(target.move_in(part, files))
            except VheguiError as error:
                stack.close()
                session.message.emit("error", str(error))
                return
            for problem in outcome.problems:
                session.message.emit("warning", problem)
            session.message.emit("success", f"{count} files written to {folder}")

        draw_next()

    session.worker.submit("export", work, done)


def _write(write: Callable[[], Sequence[Path]], progress: Progress) -> Sequence[Path]:
    progress(1.0, "Drawing plots")
    return write()
