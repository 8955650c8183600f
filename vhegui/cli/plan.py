"""`vhegui plan`: what an array will see of a source."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.cli.arguments import between, outside_argument, partial_argument, whole
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.qt import require_qt
from vhegui.cli.results import shown

if TYPE_CHECKING:
    from vhegui.analysis.headless.observing import ObservingPlan

# Name, unit or metavar, lowest and highest value, default, help.
NUMBERS = (
    ("hours", "H", 1e-3, 1e5, 50.0, "observation time (default: 50)"),
    ("zenith", "DEG", 0.0, 90.0, math.nan, "zenith angle, which chooses the run of a data set"),
    ("offset", "DEG", 0.0, 90.0, 0.5, "of the source from the pointing (default: 0.5)"),
    ("dead-time", "PART", 0.0, 0.99, 0.0, "part of the time that is lost (default: 0)"),
    ("radius", "DEG", 1e-3, 10.0, None, "of the ON region (default: what holds 68 %% of the PSF at each energy)"),
    ("share", "PART", 0.01, 0.99, 0.68, "of the PSF that the ON region holds, where no radius is given"),
    ("alpha", "RATIO", 1e-3, 1.0, 0.2, "exposure of ON over OFF (default: 0.2, five OFF regions)"),
    ("sigma", "SIGMA", 0.1, 100.0, 5.0, "significance of a detection (default: 5)"),
    ("least-counts", "N", 0.0, 1e9, 10.0, "excess counts of a detection (default: 10)"),
    ("background-part", "PART", 0.0, 1.0, 0.05, "part of the background that is never known better (default: 0.05)"),
    ("scale", "FACTOR", 1e-9, 1e9, 1.0, "factor on the flux of the source"),
    ("redshift", "Z", 0.0, 10.0, None, "absorb the spectrum by the extragalactic background light"),
)


def _plan_arguments(parser: Parser) -> None:
    parser.add_argument("responses", type=Path, metavar="PATH", help="FITS file of responses, or a data set")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the results")
    parser.add_argument("--run", type=whole(0, 2**62), metavar="N", help="whose responses are taken from a data set")
    parser.add_argument("--source", default="", metavar="NAME", help="a known source, or one of the files below")
    parser.add_argument("--spectrum", default="", metavar="WORDS", help='"power_law index=2.5 amplitude=1e-12"')
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    parser.add_argument("--catalogue", type=Path, metavar="FILE", help="gammacat.fits.gz")
    parser.add_argument(
        "--ebl", default="dominguez", metavar="TABLE", help="which background light (default: dominguez)"
    )
    for name, unit, low, high, default, text in NUMBERS:
        parser.add_argument(f"--{name}", type=between(low, high), default=default, metavar=unit, help=text)
    parser.add_argument(
        "--energy", default="0.05 TeV,50 TeV", metavar="LOW,HIGH", help='energies (default: "0.05 TeV,50 TeV")'
    )
    parser.add_argument("--per-decade", type=whole(1, 100), default=5, metavar="N", help="energy bins (default: 5)")
    parser.add_argument(
        "--published", type=Path, metavar="FILE", help="curve to be drawn beside: ECSV or FITS with e_ref and e2dnde"
    )
    parser.add_argument("--no-plots", action="store_true", help="write no plots")
    partial_argument(parser)
    outside_argument(parser)


def _plan(arguments: Arguments) -> int:
    from vhegui.analysis.headless.observing import ObservingRequest, run_observing
    from vhegui.analysis.headless.planned_source import SourceWords, energies_from_words, source_from_words
    from vhegui.core.estimators.planning import Detection, OnCut

    words = {name: getattr(arguments, name) for name in SourceWords.__dataclass_fields__}
    name, model = source_from_words(SourceWords(**words))
    low, high = energies_from_words(arguments.energy)
    request = ObservingRequest(
        path=arguments.responses,
        name=name,
        model=model,
        hours=arguments.hours,
        run=arguments.run,
        zenith=arguments.zenith,
        offset=arguments.offset,
        dead_time=arguments.dead_time,
        low=low,
        high=high,
        per_decade=arguments.per_decade,
        cut=OnCut(arguments.radius, arguments.share, arguments.alpha),
        detection=Detection(arguments.sigma, arguments.least_counts, arguments.background_part),
        published=arguments.published,
        allow_outside=arguments.allow_outside,
    )
    draw = None if arguments.no_plots else _draw_plan

    def compute(progress: Callable[..., None], say: Callable[[str], None]) -> ObservingPlan:
        plan = run_observing(request, arguments.output, progress, say, draw)
        say(plan.in_words)
        return plan

    return shown(arguments, compute)


def _draw_plan(plan: ObservingPlan, folder: Path) -> Sequence[Path]:
    require_qt()
    from vhegui.gui.figures.observing_plots import draw_observing

    return draw_observing(plan, folder)


COMMAND = Command(
    "plan an observation: counts, significance, time to 5 σ, sensitivity",
    _plan_arguments,
    _plan,
    EXIT_CODES,
)
