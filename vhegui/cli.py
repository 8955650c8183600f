"""The one entry point: `vhegui` opens the window, `vhegui COMMAND` does something without one.

Only argparse is imported here; every command imports what it needs when it runs, so that help is instant.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import vhegui
from vhegui.core.errors import VheguiError

if TYPE_CHECKING:
    from vhegui.analysis.headless.template import TemplateOutcome
    from vhegui.analysis.outcome import Outcome
    from vhegui.core.background.template.template import Template

THEMES = ("light", "dark", "system")
MOST_PIXELS = 10_000  # a side of a screenshot
FAILED, WRONG_USE, PARTLY_DONE, INTERRUPTED = 1, 2, 3, 130
EXIT_CODES = (
    "exit code: 0 all that was asked for was done; 1 failed: nothing could be computed, or the fit did not converge; "
    "2 wrong usage; 3 done in part: a key without effect, a run or file left out, a result that is missing (each is "
    'named, and results.json says "complete": false)'
)
Parser = argparse.ArgumentParser
Arguments = argparse.Namespace


@dataclass(frozen=True)
class Command:
    """A sub-command: one line of help, its arguments, what it does (returning the exit code), what is said below."""

    help: str
    arguments: Callable[[Parser], None]
    run: Callable[[Arguments], int]
    epilog: str | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 done in part."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):  # a file name may hold what no terminal can show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    command = COMMANDS.get(words[0]) if words else None
    try:
        if command is None:
            return _window(_window_parser(words).parse_args(words))
        parser = Parser(prog=f"vhegui {words[0]}", description=command.help, epilog=command.epilog)
        command.arguments(parser)
        return command.run(parser.parse_args(words[1:]))
    except SystemExit as stop:  # argparse has said why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except VheguiError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        _say("\nvhegui: interrupted")
        return INTERRUPTED
    except MemoryError:
        return _failed("there is not enough memory for this; choose fewer runs, bins or pixels")
    except BrokenPipeError:  # the reader of our output has gone, as in `vhegui info … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _failed(f"{error.filename or 'a file'}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get("VHEGUI_DEBUG"):
            raise
        return _failed(f"a mistake in vhegui ({type(error).__name__}: {error}); VHEGUI_DEBUG=1 shows where")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _failed(text: str) -> int:
    _say(f"vhegui: {text}")
    return FAILED


# --- the window -----------------------------------------------------------------------------------------------


def _window_parser(words: Sequence[str]) -> Parser:
    commands = "\n".join(f"  {name:19} {command.help}" for name, command in COMMANDS.items())
    parser = Parser(
        prog="vhegui",
        usage="vhegui [PATH | SESSION] [--demo] [--theme THEME]\n       vhegui COMMAND …",
        description="Interactive analysis of very-high-energy gamma-ray data (GADF DL3).",
        epilog=f'commands (see "vhegui COMMAND --help"):\n{commands}',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "path", nargs="?", metavar="PATH | SESSION", help="data folder, index, event file, address, session"
    )
    parser.add_argument("--demo", action="store_true", help="open the simulated demo data (made on first use)")
    parser.add_argument("--theme", choices=THEMES, default=None, help="look of the window")
    parser.add_argument("--version", action="version", version=f"vhegui {vhegui.__version__}")
    if words and not words[0].startswith("-") and not _is_there(words[0]):
        close = difflib.get_close_matches(words[0], COMMANDS, n=1)
        hint = f'; did you mean "vhegui {close[0]}"?' if close else ""
        parser.error(f'"{words[0]}" is neither a command nor an existing file or folder{hint}')
    return parser


def _window(arguments: Arguments) -> int:
    if arguments.path is not None and not _is_there(arguments.path):
        return _failed(f"{arguments.path}: there is no such file or folder; check the path")
    if not _qt_can_start(offscreen=False):
        return FAILED
    from vhegui.gui import app

    path = None if arguments.path is None else _place(arguments.path)
    return app.main(path=path, demo=arguments.demo, theme=arguments.theme)


def _place(text: str) -> Path | str:
    """A path, or the address of a remote data set."""
    return text if "://" in text else Path(text)


def _is_there(text: str) -> bool:
    """Whether a path exists; an address may."""
    return "://" in text or Path(text).exists()


def _qt_can_start(offscreen: bool) -> bool:
    problem = _qt_problem(offscreen)
    if problem:
        _failed(problem)
    return not problem


def _qt_problem(offscreen: bool) -> str:
    """Why Qt cannot be used, or ""."""
    from vhegui import qt_libraries

    if problem := qt_libraries.problem(offscreen):
        return problem
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        return f"Qt cannot be loaded ({error}); install vhegui again, or the system library that is named here"
    return ""


# --- run ------------------------------------------------------------------------------------------------------


def _run_arguments(parser: Parser) -> None:
    parser.add_argument("config", type=Path, metavar="CONFIG", help="gammapy analysis configuration, or vhegui session")
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the results")
    parser.add_argument("--no-plots", action="store_true", help="write no plots")
    parser.add_argument(
        "--off-regions",
        type=Path,
        metavar="FILE",
        help="DS9 region file: its circles marked as background are the OFF regions",
    )
    _partial_argument(parser)
    _outside_argument(parser)
    _study_arguments(parser)
    parser.add_argument("--optimise", action="store_true", help="scan radius of the source region and energy threshold")
    _pool_arguments(parser)


def _pool_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--scheduler",
        default=None,
        metavar="WHERE",
        help="who reads and prepares runs: serial (default, unless general.n_jobs says more), threads, processes, "
        "or the address of a Dask scheduler",
    )
    parser.add_argument(
        "--workers", type=_whole(1, 1000), metavar="N", help="threads or processes (default: one a processor)"
    )


def _outside_argument(parser: Parser) -> None:
    parser.add_argument(
        "--allow-outside",
        action="store_true",
        help="also read files outside of the data set's folder that it names or links to",
    )


def _partial_argument(parser: Parser) -> None:
    parser.add_argument(
        "--allow-partial", action="store_true", help="exit code 0 instead of 3 where only part of it could be done"
    )


def _study_arguments(parser: Parser) -> None:
    """What may be asked beyond the fit; a session file may ask the same, with its settings."""
    parser.add_argument("--profiles", action="store_true", help="profiles of the statistic along all fitted parameters")
    parser.add_argument("--contours", action="store_true", help="contours of every pair of fitted parameters")
    parser.add_argument(
        "--toys",
        type=_whole(2, 1_000_000),
        metavar="N",
        help="simulate the fit N times: its goodness, pulls and coverage",
    )
    parser.add_argument("--compare-models", action="store_true", help="fit the usual spectral shapes and compare them")


def _studies(arguments: Arguments) -> dict[str, dict[str, int]]:
    asked = {"profiles": arguments.profiles, "contours": arguments.contours, "comparison": arguments.compare_models}
    wanted: dict[str, dict[str, int]] = {name: {} for name, ticked in asked.items() if ticked}
    if arguments.toys is not None:
        wanted["toys"] = {"n": arguments.toys}
    if getattr(arguments, "optimise", False):
        wanted["optimisation"] = {}
    return wanted


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text[:40]!r}: expected a whole number from {least:,} to {most:,}")
        return int(text)

    return parse


def _run(arguments: Arguments) -> int:
    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.run import read_request, run_request, with_off_regions, with_studies

    draw = None if arguments.no_plots else _draw
    request = with_studies(read_request(arguments.config, arguments.models), _studies(arguments))
    if arguments.off_regions is not None:
        request = with_off_regions(request, arguments.off_regions)
    request = replace(request, allow_outside=arguments.allow_outside)
    several = "processes" if request.workers > 1 else "serial"
    workers = arguments.workers or (request.workers if arguments.scheduler is None else None)
    with pool_of(arguments.scheduler or several, workers) as pool:
        return _shown(
            arguments, lambda progress, say: run_request(request, arguments.output, progress, say, draw, pool)
        )


def _fit_arguments(parser: Parser) -> None:
    parser.add_argument(
        "spectra", nargs="+", metavar="PHA", help="OGIP spectra; file.pha{2} is the second of a file of many"
    )
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    parser.add_argument("--session", type=Path, metavar="FILE", help="vhegui session to take the other settings from")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the results")
    parser.add_argument(
        "--energy-range",
        action="append",
        default=[],
        metavar="RANGE",
        help='"0.08 TeV,30 TeV" for all, fermi="0.03 TeV,2 TeV" for one instrument or spectrum; may be repeated',
    )
    parser.add_argument(
        "--nuisance",
        action="append",
        default=[],
        metavar="KIND=WIDTH",
        help="factor of every instrument on area, energy or background, and its prior's width: energy=0.15,fermi=0.05; "
        "a spectrum that is named has one of its own",
    )
    parser.add_argument("--statistic", default="", metavar="NAME", help="wstat (default), cash, cstat or chi2")
    parser.add_argument("--stack", action="store_true", help="add up the spectra of each instrument")
    parser.add_argument("--minos", action="store_true", help="also compute asymmetric errors")
    _study_arguments(parser)
    _partial_argument(parser)
    parser.add_argument("--no-plots", action="store_true", help="write no plots")


def _fit(arguments: Arguments) -> int:
    from vhegui.analysis.headless.fit import FitOptions, fit_request
    from vhegui.analysis.headless.run import run_request, with_studies

    options = FitOptions(
        models=arguments.models,
        session=arguments.session,
        ranges=tuple(arguments.energy_range),
        nuisances=tuple(arguments.nuisance),
        statistic=arguments.statistic,
        stack=arguments.stack,
        minos=arguments.minos,
    )
    request = with_studies(fit_request(arguments.spectra, options), _studies(arguments))
    draw = None if arguments.no_plots else _draw
    return _shown(arguments, lambda progress, say: run_request(request, arguments.output, progress, say, draw))


# --- map ------------------------------------------------------------------------------------------------------


def _map_arguments(parser: Parser) -> None:
    from vhegui.analysis.headless.map import AROUND_TARGET, METHODS
    from vhegui.core.bounds import MOST_BINS

    parser.add_argument("path", type=_place, metavar="PATH", help="data set: folder, index, address; or a map data set")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the results")
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
    parser.add_argument("--projection", default="", choices=("TAN", "SIN", "ZEA", "CAR", "AIT"), help="default: TAN")
    parser.add_argument("--frame", default="", choices=("icrs", "galactic"), help="default: icrs")
    parser.add_argument("--energy", default="", metavar="FROM,TO", help='reconstructed energies: "0.6 TeV,30 TeV"')
    parser.add_argument(
        "--bins", type=_whole(1, MOST_BINS), default=10, metavar="N", help="bins of energy (default: 10)"
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
    _pool_arguments(parser)
    _partial_argument(parser)
    _outside_argument(parser)
    parser.add_argument("--no-plots", action="store_true", help="write no plots")


def _map(arguments: Arguments) -> int:
    from vhegui.analysis.executors import pool_of
    from vhegui.analysis.headless.map import MapOptions, map_request
    from vhegui.analysis.headless.run import run_request

    names = [field.name for field in fields(MapOptions) if field.name != "exclude"]
    options = MapOptions(**{name: getattr(arguments, name) for name in names}, exclude=tuple(arguments.exclude))
    request = map_request(arguments.path, options, arguments.allow_outside)
    draw = None if arguments.no_plots else _draw
    with pool_of(arguments.scheduler, arguments.workers) as pool:
        return _shown(
            arguments, lambda progress, say: run_request(request, arguments.output, progress, say, draw, pool)
        )


def _shown(arguments: Arguments, compute: Callable[..., Outcome | TemplateOutcome]) -> int:
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


def _draw(outcome: Outcome, folder: Path) -> Sequence[Path]:
    """The plots of a headless run, drawn by the window's own plots on an invisible screen."""
    _require_qt()
    from vhegui.gui.figures.headless import draw

    return draw(outcome, folder)


def _require_qt() -> None:
    """Raise DataError where no plots can be drawn."""
    from vhegui.core.errors import DataError

    if problem := _qt_problem(offscreen=True):
        raise DataError(f"no plots were drawn: {problem}. Leave plots out with --no-plots")


# --- template-background ----------------------------------------------------------------------------------------


def _template_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH", help="data set with the off runs: folder, or index file")
    parser.add_argument(
        "--runs",
        default="",
        metavar="QUERY",
        help='the off runs: numbers and ranges (20275,20339-20561), a target ("Off data"), conditions ("zen<40"); '
        "by default all whose target is called off, none or the like",
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
        "--energy-bins", type=_whole(1, 500), default=19, metavar="N", help="of equal ratio (default: 19)"
    )
    parser.add_argument("--offset", default="3 deg", metavar="ANGLE", help='largest offset (default: "3 deg")')
    parser.add_argument(
        "--offset-bins",
        type=_whole(1, 100),
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
    _partial_argument(parser)
    _outside_argument(parser)
    _pool_arguments(parser)


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
    with pool_of(arguments.scheduler, arguments.workers) as pool:
        return _shown(
            arguments, lambda progress, say: run_template(request, arguments.output, progress, say, draw, pool)
        )


def _draw_template(template: Template, folder: Path) -> Sequence[Path]:
    _require_qt()
    from vhegui.gui.figures.template_files import draw_template

    return draw_template(template, folder)


# --- info, simulate-demo, screenshot --------------------------------------------------------------------------


def _info_arguments(parser: Parser) -> None:
    parser.add_argument(
        "path",
        type=_place,
        metavar="PATH",
        help="data folder, index, event, response or map file, or an https:// address",
    )
    _outside_argument(parser)


def _info(arguments: Arguments) -> int:
    from vhegui.core.cubes.description import describe_maps
    from vhegui.core.dl3.doctor.describe import describe

    maps = describe_maps(arguments.path) if isinstance(arguments.path, Path) else None
    text, problem = maps or describe(arguments.path, arguments.allow_outside)
    print(text)
    return _failed(problem) if problem else 0


def _check_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=_place, metavar="PATH", help="data folder, index, event or response file, address")
    _outside_argument(parser)
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument(
        "--export-clean", type=Path, metavar="FOLDER", help="also write the usable runs as standard files into FOLDER"
    )


def _check(arguments: Arguments) -> int:
    from vhegui.core.dl3.doctor.check import check_files, check_store, require_fits
    from vhegui.core.dl3.doctor.clean import export_clean
    from vhegui.core.dl3.doctor.report import as_json, as_text
    from vhegui.core.dl3.open import open_store
    from vhegui.terminal import Terminal

    terminal = Terminal()
    try:
        require_fits(arguments.path)
        store = open_store(arguments.path, arguments.allow_outside, terminal.progress)
        alone = len(store.index) == 0
        report = check_files(store, arguments.path) if alone else check_store(store, progress=terminal.progress)
        terminal.clear()
        print(as_json(report) if arguments.json else as_text(report))
        if arguments.export_clean is not None:
            usable = [run for run in report.runs if run not in report.unusable]
            done = export_clean(store, usable, arguments.export_clean, terminal.progress)
            terminal.say(f"vhegui: {len(done.runs)} runs written to {done.folder}")
    finally:
        terminal.clear()
    return 0 if report.usable else FAILED


def _demo_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where to (default: the user's cache)")
    parser.add_argument("--seed", type=_whole(0, 2**31), metavar="N", help="another realisation")
    parser.add_argument("--force", action="store_true", help="simulate again what is already there")


def _simulate_demo(arguments: Arguments) -> int:
    from vhegui.core.simulation import demo
    from vhegui.terminal import Terminal

    folder = arguments.output or demo.demo_folder()
    seed = demo.SEED if arguments.seed is None else arguments.seed
    if folder.exists() and any(folder.iterdir()) and not arguments.force:
        return _failed(f"{folder}: is there already; simulate again with --force, or choose a folder with -o")
    terminal = Terminal()
    try:
        demo.write_demo(folder, seed, terminal.progress)
    finally:
        terminal.clear()
    print(folder)
    return 0


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", text)
    if match is None or not all(0 < int(side) <= MOST_PIXELS for side in match.groups()):
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r}: expected WIDTHxHEIGHT, such as 1600x1000; at most {MOST_PIXELS:,} pixels a side"
        )
    return int(match[1]), int(match[2])


def _screenshot_arguments(parser: Parser) -> None:
    parser.add_argument("path", nargs="?", type=_place, metavar="SESSION | PATH", help="what to open")
    parser.add_argument("--demo", action="store_true", help="open the demo data")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="PNG file to write")
    parser.add_argument("--panel", metavar="NAME", help="one panel instead of the window")
    parser.add_argument("--workspace", metavar="NAME", help="what fills the window: explore, sky, spectrum, time …")
    parser.add_argument("--theme", choices=THEMES[:2], default="light", help="look")
    parser.add_argument("--size", type=_size, metavar="WxH", default=(1600, 1000), help="pixels (default: 1600x1000)")


def _screenshot(arguments: Arguments) -> int:
    if not _qt_can_start(offscreen=True):
        return FAILED
    from vhegui.gui import screenshot

    screenshot.take(
        arguments.output,
        path=arguments.path,
        demo=arguments.demo,
        panel=arguments.panel or "",
        workspace=arguments.workspace or "",
        theme=arguments.theme,
        size=arguments.size,
    )
    print(arguments.output)
    return 0


COMMANDS = {
    "run": Command("do an analysis without a window and write its results", _run_arguments, _run, EXIT_CODES),
    "fit": Command(
        "fit OGIP spectra, of one or several instruments, and write the results", _fit_arguments, _fit, EXIT_CODES
    ),
    "map": Command("make maps of runs: excess, significance, flux", _map_arguments, _map, EXIT_CODES),
    "template-background": Command(
        "make a background template from off runs, and a data set that uses it",
        _template_arguments,
        _template,
        EXIT_CODES,
    ),
    "info": Command("say what a data set or a file holds, with every format note", _info_arguments, _info),
    "check": Command(
        "examine a data set: departures from the standard, their effect, bad runs", _check_arguments, _check
    ),
    "simulate-demo": Command("simulate the demo data set", _demo_arguments, _simulate_demo),
    "screenshot": Command("draw the window or a panel into a file", _screenshot_arguments, _screenshot),
}
