"""`vhegui map`: maps of runs, or of a map data set."""

from __future__ import annotations

from dataclasses import fields

from vhegui.cli.arguments import marks_argument, outside_argument, partial_argument, place, pool_arguments, whole
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.results import no_place, results_arguments, write_results


def _map_arguments(parser: Parser) -> None:
    from vhegui.analysis.headless.map import AROUND_TARGET, METHODS, USUAL_THRESHOLD
    from vhegui.analysis.headless.profile_option import HELP
    from vhegui.core.bounds import MOST_BINS

    parser.add_argument("path", type=place, metavar="PATH", help="data set: folder, index, address; or a map data set")
    results_arguments(parser)
    parser.add_argument(
        "--runs",
        default="",
        metavar="QUERY",
        help='numbers ("23523,23526") or a query of the observation list ("Crab zen<40"); by default all runs',
    )
    parser.add_argument("--target", default="", metavar="NAME", help="centre of the map: a known source")
    parser.add_argument("--position", default="", metavar="RA,DEC", help='centre of the map: "83.63, 22.01"')
    for name, text in (
        ("width", "extent from east to west, such as 4 (deg; default: all fields of view)"),
        ("height", "extent from south to north (default: as the width)"),
        ("pixel", "side of a pixel (default: 0.02 deg)"),
        ("radius", "correlation radius (default: 0.1 deg)"),
        ("offset-max", "largest offset from the pointing that is used (default: 2.5 deg)"),
    ):
        parser.add_argument(f"--{name}", default="", metavar="ANGLE", help=text)
    parser.add_argument(
        "--source",
        default="",
        metavar="SHAPE",
        help='also fit a source at every pixel (√TS, flux, limit): point, or the width of a Gaussian: "0.2 deg"',
    )
    parser.add_argument("--index", default="", metavar="INDEX", help="spectral index of fluxes (default: 2)")
    parser.add_argument("--projection", default="", choices=("TAN", "SIN", "ZEA", "CAR", "AIT"), help="default: TAN")
    parser.add_argument("--frame", default="", choices=("icrs", "galactic"), help="default: icrs")
    parser.add_argument("--energy", default="", metavar="FROM,TO", help='reconstructed energies: "0.6 TeV,30 TeV"')
    parser.add_argument(
        "--bins", type=whole(1, MOST_BINS), default=10, metavar="N", help="bins of energy (default: 10)"
    )
    parser.add_argument("--bands", default="", metavar="EDGES", help='a map in each band: "1 TeV,3 TeV,10 TeV"')
    parser.add_argument("--background", choices=METHODS, default="", help="default: field-of-view")
    parser.add_argument("--ring", default="", metavar="R_IN,WIDTH", help='of rings (default: "0.5 deg,0.3 deg")')
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="WHAT",
        help="DS9 region file, FITS mask, or circle RA,DEC,RADIUS without sources in the background, may be repeated; "
        f"none: nothing (default: {AROUND_TARGET:g} deg about the target)",
    )
    parser.add_argument("--profile", default="", metavar="KIND,…", help=f"excess in bins: {HELP}")
    parser.add_argument(
        "--candidates",
        type=float,
        nargs="?",
        const=USUAL_THRESHOLD,
        default=0.0,
        metavar="SIGMA",
        help=f"search sources on the map of √TS (default: those above {USUAL_THRESHOLD:g} σ)",
    )
    parser.add_argument(
        "--exclude-candidates",
        action="store_true",
        help="exclude what is significant from the background, until nothing new is, and search then",
    )
    marks_argument(parser)
    pool_arguments(parser)
    partial_argument(parser)
    outside_argument(parser)


def _map(arguments: Arguments) -> int:
    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.map import MapOptions, map_request
    from vhegui.analysis.headless.regions import with_marks

    names = [field.name for field in fields(MapOptions) if field.name != "exclude"]
    options = MapOptions(**{name: getattr(arguments, name) for name in names}, exclude=tuple(arguments.exclude))
    request = with_marks(map_request(arguments.path, options, arguments.allow_outside), arguments.marks)
    with pool_of(arguments.scheduler or "serial", arguments.workers) as pool:
        return write_results(arguments, request, pool)


COMMAND = Command("make maps of runs: excess, significance, flux", _map_arguments, _map, EXIT_CODES, no_place)
