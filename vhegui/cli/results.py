"""Results of a command: computed with progress on the terminal, drawn, and named."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from vhegui.cli.arguments import between, whole
from vhegui.cli.command import PARTLY_DONE, Arguments, Parser
from vhegui.cli.qt import require_qt

if TYPE_CHECKING:
    from vhegui.analysis.executors import Pool
    from vhegui.analysis.outcome import Outcome, Request

NOT_JOINED = 0.0, 1  # σ, bins


class Results(Protocol):
    """What came of a command: the files it wrote, what was asked for and was not done, one sentence each."""

    @property
    def files(self) -> Sequence[Path]: ...
    @property
    def not_done(self) -> Sequence[str]: ...
    @property
    def exit_code(self) -> int: ...


def results_arguments(parser: Parser) -> None:
    """Where results go: a folder, a report, or both."""
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="folder for the results")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="with or instead of -o: a report, one page of HTML with data, method, results, pictures and settings; an "
        "earlier report is replaced, anything else stays",
    )
    parser.add_argument("--no-plots", action="store_true", help="write no plots")
    parser.add_argument(
        "--plot-width",
        type=between(4, 60),
        metavar="CM",
        help="width of the plots, with letters for a paper: 8.8 for a column, 18 for two (default: as in the window)",
    )
    parser.add_argument(
        "--plot-dpi", type=whole(30, 1200), default=200, metavar="N", help="dots per inch of PNG plots (default: 200)"
    )
    parser.set_defaults(plot_below="sigma", plot_rebin=NOT_JOINED)  # where counts are not drawn


def counts_arguments(parser: Parser) -> None:
    """How the counts are drawn."""
    parser.add_argument(
        "--plot-below",
        choices=("sigma", "ratio", "none"),
        default="sigma",
        help="below the counts: residuals in σ, the ratio of data and model, or nothing (default: sigma)",
    )
    parser.add_argument(
        "--plot-rebin",
        nargs=2,
        action=Joining,
        default=NOT_JOINED,
        metavar=("SIGMA", "BINS"),
        help="join bins of the counts for display until their excess has SIGMA, or they are BINS; the fit uses all",
    )


class Joining(argparse.Action):
    """Significance and number of bins, as the window takes them."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Arguments, values: Any, option_string: str | None = None
    ) -> None:
        from vhegui.gui.figures.looks import parse_joining

        try:
            setattr(namespace, self.dest, parse_joining(" ".join(values)))
        except ValueError as error:
            parser.error(f"argument {option_string}: {error}")


def no_place(arguments: Arguments) -> str:
    """What is said where there is neither."""
    if arguments.output or arguments.report:
        return ""
    return "there is nowhere to write to; give a folder (-o out/), a report (--report report.html), or both"


def write_results(arguments: Arguments, request: Request, pool: Pool | None = None) -> int:
    """Compute what is asked and write it where the arguments say. Returns the exit code."""
    from vhegui.analysis.headless.report import report_request
    from vhegui.analysis.headless.run import run_request

    folder, report = arguments.output, arguments.report
    draw = None if arguments.no_plots else drawing(arguments)
    if report is None:
        return shown(arguments, lambda progress, say: run_request(request, folder, progress, say, draw, pool))
    return shown(arguments, lambda progress, say: report_request(request, report, progress, say, draw, pool, folder))


def shown(arguments: Arguments, compute: Callable[..., Results]) -> int:
    """Compute with progress on the terminal, and name the files that were written."""
    from vhegui.terminal import Terminal

    terminal = Terminal()
    try:
        outcome = compute(terminal.progress, lambda text: terminal.say(f"vhegui: {text}"))
    finally:
        terminal.clear()
    for file in outcome.files:
        print(file)
    if outcome.exit_code == PARTLY_DONE and not arguments.allow_partial:
        what = "one thing is" if len(outcome.not_done) == 1 else f"{len(outcome.not_done)} things are"
        terminal.say(f"vhegui: done in part: {what} not done, see above; --allow-partial makes the exit code 0")
    return 0 if outcome.exit_code == PARTLY_DONE and arguments.allow_partial else outcome.exit_code


def drawing(arguments: Arguments) -> Callable[[Outcome, Path], Sequence[Path]]:
    """What draws the plots as they are asked for; those of a report alone are PNG."""
    return partial(
        draw_results,
        formats=() if arguments.output else (".png",),
        width=arguments.plot_width,
        dpi=arguments.plot_dpi,
        below=arguments.plot_below,
        rebin=arguments.plot_rebin,
    )


def draw_results(
    outcome: Outcome,
    folder: Path,
    formats: Sequence[str] = (),
    width: float | None = None,
    dpi: int = 200,
    below: str = "sigma",
    rebin: tuple[float, int] = NOT_JOINED,
) -> Sequence[Path]:
    """The plots of a headless run, drawn by the window's own plots on an invisible screen. formats : () for all
    width : cm, None for as in the window · dpi : of PNG files · below, rebin : of the counts, see `CountsLooks`.
    """
    require_qt()
    from vhegui.gui.figures.headless import SKY_FORMATS, draw
    from vhegui.gui.figures.looks import CountsLooks
    from vhegui.gui.plotting.sheet import Page

    counts = CountsLooks(below=below, min_sigma=rebin[0], max_bins=rebin[1])
    return draw(outcome, folder, formats or SKY_FORMATS, Page(width, dpi), counts)
