"""Arguments that several sub-commands share."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from pathlib import Path

from vhegui.cli.command import Arguments, Parser


def place(text: str) -> Path | str:
    """A path, or the address of a remote data set."""
    return text if "://" in text else Path(text)


def is_there(text: str) -> bool:
    """Whether a path exists; an address may."""
    return "://" in text or Path(text).exists()


def pool_arguments(parser: Parser) -> None:
    """Who does the work on single runs."""
    parser.add_argument(
        "--scheduler",
        default=None,
        metavar="WHERE",
        help="who reads and prepares runs: serial (default, unless general.n_jobs says more), threads, processes, "
        "or the address of a Dask scheduler",
    )
    parser.add_argument(
        "--workers", type=whole(1, 1000), metavar="N", help="threads or processes (default: one a processor)"
    )


def marks_argument(parser: Parser) -> None:
    """`--marks`."""
    parser.add_argument(
        "--marks",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="DS9 or FITS region file: its regions are measured (regions.ecsv: counts, and with maps background, "
        "excess, significance), may be repeated",
    )


def outside_argument(parser: Parser) -> None:
    """Whether files outside of the data set may be read."""
    parser.add_argument(
        "--allow-outside",
        action="store_true",
        help="also read files outside of the data set's folder that it names or links to",
    )


def partial_argument(parser: Parser) -> None:
    """Whether a part of the results is enough."""
    parser.add_argument(
        "--allow-partial", action="store_true", help="exit code 0 instead of 3 where only part of it could be done"
    )


def study_arguments(parser: Parser) -> None:
    """What may be asked beyond the fit; a session file may ask the same, with its settings."""
    parser.add_argument("--profiles", action="store_true", help="profiles of the statistic along all fitted parameters")
    parser.add_argument("--contours", action="store_true", help="contours of every pair of fitted parameters")
    parser.add_argument(
        "--toys",
        type=whole(2, 1_000_000),
        metavar="N",
        help="simulate the fit N times: its goodness, pulls and coverage",
    )
    parser.add_argument("--compare-models", action="store_true", help="fit the usual spectral shapes and compare them")
    parser.add_argument(
        "--source-tests",
        action="store_true",
        help="ΔTS of every source, of its extension and of a cutoff (source_tests.ecsv)",
    )


def studies(arguments: Arguments) -> dict[str, dict[str, int]]:
    """The studies that were asked for, with their settings, by name."""
    asked = {"profiles": arguments.profiles, "contours": arguments.contours, "comparison": arguments.compare_models,
             "source_tests": arguments.source_tests}  # fmt: skip
    wanted: dict[str, dict[str, int]] = {name: {} for name, ticked in asked.items() if ticked}
    if arguments.toys is not None:
        wanted["toys"] = {"n": arguments.toys}
    if getattr(arguments, "optimise", False):
        wanted["optimisation"] = {}
    if getattr(arguments, "compare_backgrounds", False):
        wanted["backgrounds"] = {}
    return wanted


def whole(least: int, most: int) -> Callable[[str], int]:
    """What parses a whole number between two bounds."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text[:40]!r}: expected a whole number from {least:,} to {most:,}")
        return int(text)

    return parse


def between(low: float, high: float) -> Callable[[str], float]:
    """What parses a number between two bounds."""

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text[:40]!r}: expected a number from {low:g} to {high:g}")
        return value

    return parse
