"""`vhegui report`: an analysis as a page of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.cli.arguments import outside_argument, partial_argument, studies, study_arguments
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.qt import require_qt
from vhegui.cli.results import shown

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Outcome


def _report_arguments(parser: Parser) -> None:
    parser.add_argument("config", type=Path, metavar="SESSION", help="vhegui session, or gammapy configuration")
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        required=True,
        help="page to write, .html; an earlier report is replaced, anything else stays",
    )
    parser.add_argument("--no-plots", action="store_true", help="without pictures")
    partial_argument(parser)
    outside_argument(parser)
    study_arguments(parser)
    parser.add_argument(
        "--compare-backgrounds",
        action="store_true",
        help="the spectrum also with ring, field-of-view and template backgrounds",
    )


def _report(arguments: Arguments) -> int:
    from vhegui.analysis.headless.report import report_request
    from vhegui.analysis.headless.request import read_request, with_studies

    draw = None if arguments.no_plots else _draw
    request = with_studies(read_request(arguments.config, arguments.models), studies(arguments))
    request = replace(request, allow_outside=arguments.allow_outside)
    return shown(
        arguments,
        lambda progress, say: report_request(request, arguments.output, progress, say, draw),
    )


def _draw(outcome: Outcome, folder: Path) -> Sequence[Path]:
    require_qt()
    from vhegui.gui.figures.headless import draw

    return draw(outcome, folder, (".png",))


COMMAND = Command(
    "write a report: one page with data, method, results, pictures, settings",
    _report_arguments,
    _report,
    f"The page needs no other file; a browser prints it, also as PDF. {EXIT_CODES}",
)
