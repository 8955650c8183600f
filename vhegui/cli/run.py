"""`vhegui run`: an analysis from a file, without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vhegui.cli.arguments import (
    marks_argument,
    outside_argument,
    partial_argument,
    pool_arguments,
    studies,
    study_arguments,
    whole,
)
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.results import counts_arguments, no_place, results_arguments, write_results


def _run_arguments(parser: Parser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG", help="gammapy analysis configuration, or vhegui session")
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    results_arguments(parser)
    counts_arguments(parser)
    parser.add_argument(
        "--off-regions",
        type=Path,
        metavar="FILE",
        help="DS9 region file: its circles marked as background are the OFF regions",
    )
    parser.add_argument("--on", type=Path, metavar="FILE", help="DS9 or FITS region file with the source region")
    marks_argument(parser)
    partial_argument(parser)
    outside_argument(parser)
    study_arguments(parser)
    parser.add_argument("--optimise", action="store_true", help="scan radius of the source region and energy threshold")
    parser.add_argument(
        "--compare-backgrounds",
        action="store_true",
        help="the spectrum also with ring, field-of-view and template backgrounds; their spread is a systematic",
    )
    parser.add_argument(
        "--find-sources",
        type=whole(1, 50),
        metavar="N",
        help="of cubes: look for up to N more sources in what the fit leaves, each added and all fitted again",
    )
    pool_arguments(parser)


def _run(arguments: Arguments) -> int:
    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.regions import with_marks, with_source
    from vhegui.analysis.headless.request import read_request, with_off_regions, with_studies

    request = with_studies(read_request(arguments.config, arguments.models), studies(arguments))
    if arguments.on is not None:
        request = with_source(request, arguments.on)
    request = with_marks(request, arguments.marks)
    if arguments.off_regions is not None:
        request = with_off_regions(request, arguments.off_regions)
    request = replace(request, allow_outside=arguments.allow_outside, find_sources=arguments.find_sources or 0)
    several = "processes" if request.workers > 1 else "serial"
    workers = arguments.workers or (request.workers if arguments.scheduler is None else None)
    with pool_of(arguments.scheduler or several, workers) as pool:
        return write_results(arguments, request, pool)


COMMAND = Command("do an analysis without a window and write its results", _run_arguments, _run, EXIT_CODES, no_place)
