"""An analysis as a page that tells all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from vhegui.analysis.executors import Pool
from vhegui.analysis.export.report.document import report_html
from vhegui.analysis.export.report.files import check_report, pictures_in, write_report
from vhegui.analysis.headless.reading import Say
from vhegui.analysis.headless.run import Draw, compute, run_request, with_plots
from vhegui.analysis.outcome import Outcome, Request
from vhegui.core.progress import Progress


def report_request(
    request: Request,
    path: Path,
    progress: Progress,
    say: Say,
    draw: Draw | None = None,
    pool: Pool | None = None,
    folder: Path | None = None,
) -> Outcome:
    """Compute what is asked and write a report of it; with `folder`, all results into that, too.

    draw : writes the plots into a folder, those of the report as PNG; None for a report without any.
    Raises VheguiError when nothing can be computed or written at all.
    """
    check_report(path)
    said: list[str] = []

    def heard(text: str) -> None:
        said.append(text)
        say(text)

    if folder is not None:
        outcome = run_request(request, folder, progress, heard, draw, pool)
        pictures = pictures_in(outcome.files)
    else:
        with TemporaryDirectory(prefix="vhegui-report-") as made:
            outcome = with_plots(compute(request, progress, heard, pool), Path(made), draw, progress, heard)
            pictures = pictures_in(outcome.files)
        outcome = replace(outcome, files=())
    progress(0.97, "Writing the report")
    write_report(path, report_html(outcome, said, pictures, path.absolute().parent, datetime.now(UTC)))
    progress(1.0, f"Written: {path}")
    return replace(outcome, files=(*outcome.files, path))
