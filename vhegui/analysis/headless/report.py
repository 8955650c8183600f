"""`vhegui report`: an analysis as a page that tells all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from vhegui.analysis.export.report.document import report_html
from vhegui.analysis.export.report.files import check_report, pictures_in, write_report
from vhegui.analysis.headless.reading import Say
from vhegui.analysis.headless.run import compute
from vhegui.analysis.outcome import Outcome, Request
from vhegui.core.errors import VheguiError
from vhegui.core.progress import Progress

Draw = Callable[[Outcome, Path], Sequence[Path]]


def report_request(request: Request, path: Path, progress: Progress, say: Say, draw: Draw | None = None) -> Outcome:
    """Compute what is asked and write a report of it.

    draw : writes the plots as PNG into a folder, None for a report without any.
    Raises VheguiError when nothing can be computed or written at all.
    """
    check_report(path)
    said: list[str] = []

    def heard(text: str) -> None:
        said.append(text)
        say(text)

    with TemporaryDirectory(prefix="vhegui-report-") as folder:
        outcome = compute(request, progress, heard)
        progress(0.9, "Drawing plots")
        try:
            files = draw(outcome, Path(folder)) if draw is not None else ()
        except VheguiError as error:
            heard(str(error))
            files, outcome = (), replace(outcome, problems=(*outcome.problems, str(error)))
        pictures = pictures_in(files)
    progress(0.97, "Writing the report")
    write_report(path, report_html(outcome, said, pictures, path.absolute().parent))
    progress(1.0, f"Written: {path}")
    return replace(outcome, files=(path,))
