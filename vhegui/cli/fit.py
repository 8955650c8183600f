"""`vhegui fit`: OGIP spectra and map data sets."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import partial_argument, studies, study_arguments
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.results import counts_arguments, no_place, results_arguments, write_results


def _fit_arguments(parser: Parser) -> None:
    parser.add_argument(
        "data",
        nargs="+",
        metavar="FILE",
        help="OGIP spectra (PHA; file.pha{2} is the second of a file of many) and map data sets (FITS)",
    )
    parser.add_argument("--models", type=Path, metavar="FILE", help="gammapy models file")
    parser.add_argument("--session", type=Path, metavar="FILE", help="vhegui session to take the other settings from")
    results_arguments(parser)
    counts_arguments(parser)
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
    study_arguments(parser)
    partial_argument(parser)


def _fit(arguments: Arguments) -> int:
    from vhegui.analysis.headless.fit import FitOptions, fit_request
    from vhegui.analysis.headless.request import with_studies

    options = FitOptions(
        models=arguments.models,
        session=arguments.session,
        ranges=tuple(arguments.energy_range),
        nuisances=tuple(arguments.nuisance),
        statistic=arguments.statistic,
        stack=arguments.stack,
        minos=arguments.minos,
    )
    return write_results(arguments, with_studies(fit_request(arguments.data, options), studies(arguments)))


COMMAND = Command(
    "fit OGIP spectra and map data sets, of any instruments, together", _fit_arguments, _fit, EXIT_CODES, no_place
)
