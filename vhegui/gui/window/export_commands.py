"""Exporting results and reports: computed and written in the background as a headless run does it, plots drawn one by
one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from vhegui.analysis import edits
from vhegui.core.progress import Progress
from vhegui.gui.file_questions import ask_folder_to_fill, ask_save

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Request
    from vhegui.gui.figures.looks import CountsLooks
    from vhegui.gui.window.main_window import MainWindow

Write = Callable[[], Sequence[Path]]


def export_results(window: MainWindow) -> None:
    """Ask for a folder and write all results into it."""
    ask_folder_to_fill(window, "Export results into a folder", partial(export_to, window))


def export_report(window: MainWindow) -> None:
    """Ask for a file and write a report into it."""
    name = window.session_file.path.name.partition(".")[0] if window.session_file else "report"
    ask_save(window, "Export report", f"{name}.html", "HTML (*.html)", partial(report_to, window))


def export_to(window: MainWindow, folder: Path) -> None:
    """Write what a headless run of the current state writes; computed and written in the background."""
    from vhegui.analysis.export.outcome import result_folder, write_outcome
    from vhegui.analysis.headless.run import compute
    from vhegui.gui.figures.headless import draw_each

    session, request = window.session, _request(window)

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

        def move_in(drawn: Sequence[Path]) -> str:
            return f"{len(target.move_in(part, [*written, *drawn]))} files written to {folder}"

        _draw(window, draw_each(outcome, part, counts=_counts_looks(window)), stack, move_in, outcome.problems)

    session.worker.submit("export", work, done)


def report_to(window: MainWindow, path: Path) -> None:
    """Write the report of the current state; computed and written in the background."""
    from vhegui.analysis.export.report.files import check_report, write_report

    def write(page: str) -> str:
        write_report(path, page)
        return f"Report written: {path}"

    _report(window, path.absolute().parent, write, check=partial(check_report, path))


def print_report(window: MainWindow) -> None:
    """Show the report of the current state on paper; computed in the background."""
    pages: list[str] = []

    def keep(page: str) -> str:
        pages.append(page)
        return ""

    def show() -> None:
        from PySide6.QtPrintSupport import QPrinter

        from vhegui.gui.plotting.paper_dialog import PaperDialog
        from vhegui.gui.window.report_pages import report_document, report_on_paper

        printer, document = QPrinter(), report_document(pages[0])
        printer.setDocName("report")
        dialog = PaperDialog(printer, lambda paper: report_on_paper(paper, document), window)
        dialog.resize(window.size() * 0.8)
        dialog.open()

    home = window.session_file.path.absolute().parent if window.session_file else Path.home()
    _report(window, home, keep, then=show)


def _report(
    window: MainWindow,
    home: Path,
    write: Callable[[str], str],
    check: Callable[[], object] = tuple,
    then: Callable[[], object] = tuple,
) -> None:
    """Compute the report, `write` its page, and say what that returns; `then` is done in the thread of the window.

    home : the folder of the report · check : raises, in the other thread, what would be wrong at the end.
    """
    from vhegui.analysis.export.report.document import report_html
    from vhegui.analysis.export.report.files import pictures_in
    from vhegui.analysis.headless.run import compute
    from vhegui.gui.figures.headless import draw_each

    session, request = window.session, _request(window)

    def work(progress: Any) -> Any:
        check()
        said: list[str] = []
        return compute(request, progress, said.append), said

    def done(result: Any) -> None:
        if isinstance(result, Exception):
            session.complain(result, "the report could not be written")
            return
        outcome, said = result
        stack = ExitStack()
        part = Path(stack.enter_context(TemporaryDirectory(prefix="vhegui-report-")))

        def finish(drawn: Sequence[Path]) -> str:
            return write(report_html(outcome, said, pictures_in(drawn), home, datetime.now(UTC)))

        plots = draw_each(outcome, part, (".png",), counts=_counts_looks(window))
        _draw(window, plots, stack, finish, outcome.problems, then)

    session.worker.submit("export", work, done)


def _request(window: MainWindow) -> Request:
    from vhegui.analysis.outcome import Request

    session = window.session
    inputs = (window.session_file.path,) if window.session_file else ()
    allow = session.data.trusted.holds(session.store_path)
    analysis = edits.with_maps(session.history.current)
    return Request(analysis, None, "the window", (), inputs=inputs, allow_outside=allow)


def _counts_looks(window: MainWindow) -> CountsLooks:
    """As the window draws counts."""
    from vhegui.gui.figures.looks import COUNTS_LOOKS, CountsLooks

    settings = window.session.settings
    return CountsLooks.from_text(str(settings.value(COUNTS_LOOKS, ""))) if settings is not None else CountsLooks()


def _draw(
    window: MainWindow,
    plots: Iterator[Write],
    stack: ExitStack,
    finish: Callable[[Sequence[Path]], str],
    problems: Sequence[str],
    then: Callable[[], object] = tuple,
) -> None:
    """Draw all plots, then `finish` with their files, which says what was written, then `then`.

    Plots are drawn in this thread, all that is written in the other: one, then whatever else the window has to do.
    stack : closed at the end · problems : said then.
    """
    session, files = window.session, list[Path]()

    def draw_next(drawn: Any = ()) -> None:
        if isinstance(drawn, Exception):
            stack.close()
            session.complain(drawn, "the plots could not be written")
            return
        files.extend(drawn)
        if (write := next(plots, None)) is not None:
            session.worker.submit("export", partial(_write, write), draw_next)
        else:
            session.worker.submit("export", lambda progress: finish(files), finished)

    def finished(said: Any) -> None:
        stack.close()
        if isinstance(said, Exception):
            session.complain(said, "the results could not be written")
            return
        for problem in problems:
            session.message.emit("warning", problem)
        if said:
            session.message.emit("success", said)
        then()

    draw_next()


def _write(write: Write, progress: Progress) -> Sequence[Path]:
    progress(1.0, "Drawing plots")
    return write()
