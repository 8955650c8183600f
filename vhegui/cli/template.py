"""`vhegui template-background`: a background template from off runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vhegui.cli.arguments import outside_argument, partial_argument, pool_arguments, whole
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.qt import require_qt
from vhegui.cli.results import shown

if TYPE_CHECKING:
    from vhegui.core.background.template.template import Template


def _template_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="data set with the off runs: folder, or index file")
    parser.add_argument(
        "--runs",
        default="",
        metavar="QUERY",
        help='the off runs: numbers and ranges (20275,20339-20561), a target ("Off data"), conditions ("zen<40"); '
        "by default all whose target has a name like “off” or “none”",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the new data set"
    )
    parser.add_argument(
        "--zenith",
        default="0,20,40,90",
        metavar="EDGES",
        help="edges of the bins of the zenith angle in deg, or equal:3 for three with as many events each "
        "(default: 0,20,40,90)",
    )
    parser.add_argument("--kind", choices=("2d", "3d"), default="2d", help="rings, or squares of the camera, north up")
    parser.add_argument(
        "--energy", default="0.1 TeV,100 TeV", metavar="LOW,HIGH", help='energies (default: "0.1 TeV,100 TeV")'
    )
    parser.add_argument(
        "--energy-bins", type=whole(1, 500), default=19, metavar="N", help="of equal ratio (default: 19)"
    )
    parser.add_argument("--offset", default="3 deg", metavar="ANGLE", help='largest offset (default: "3 deg")')
    parser.add_argument(
        "--offset-bins",
        type=whole(1, 100),
        metavar="N",
        help="rings of equal area, or squares a side (default: 9, or 24)",
    )
    parser.add_argument(
        "--source-radius",
        default="0.3 deg",
        metavar="ANGLE",
        help='cut out around known TeV sources (default: "0.3 deg"; 0: none)',
    )
    parser.add_argument(
        "--exclude",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="DS9 file of circles and ellipses to cut out, too, such as bright stars; may be repeated",
    )
    parser.add_argument("--smooth", default="0 deg", metavar="ANGLE", help="smoothing; sums stay (default: none)")
    parser.add_argument(
        "--keep-outside-gti", action="store_true", help="count events outside the good time too, as gammapy does"
    )
    parser.add_argument(
        "--copy", action="store_true", help="copy the files of the data set, so that the new one stands alone"
    )
    parser.add_argument("--no-plots", action="store_true", help="write no plots")
    partial_argument(parser)
    outside_argument(parser)
    pool_arguments(parser)


def _template(arguments: Arguments) -> int:
    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.template import TemplateRequest, run_template, settings_from_words
    from vhegui.analysis.studies.settings import TemplateAsked

    settings = settings_from_words(
        kind=arguments.kind,
        zenith=arguments.zenith,
        energy=arguments.energy,
        energy_bins=arguments.energy_bins,
        offset=arguments.offset,
        bins=arguments.offset_bins,
        source_radius=arguments.source_radius,
        smooth=arguments.smooth,
        keep_outside_gti=arguments.keep_outside_gti,
    )
    asked = TemplateAsked(arguments.runs, settings)
    request = TemplateRequest(arguments.path, asked, tuple(arguments.exclude), arguments.copy, arguments.allow_outside)
    draw = None if arguments.no_plots else _draw_template
    with pool_of(arguments.scheduler or "serial", arguments.workers) as pool:
        return shown(
            arguments, lambda progress, say: run_template(request, arguments.output, progress, say, draw, pool)
        )


def _draw_template(template: Template, folder: Path) -> Sequence[Path]:
    require_qt()
    from vhegui.gui.figures.template_files import draw_template

    return draw_template(template, folder)


COMMAND = Command(
    "make a background template from off runs, and a data set that uses it", _template_arguments, _template, EXIT_CODES
)
