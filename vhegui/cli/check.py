"""`vhegui check`: departures from the standard and their effect."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import outside_argument, place
from vhegui.cli.command import FAILED, Arguments, Command, Parser
from vhegui.core.files.notes import counted


def _check_arguments(parser: Parser) -> None:
    parser.add_argument("path", type=place, metavar="PATH", help="data folder, index, event or response file, address")
    outside_argument(parser)
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
            terminal.say(f"vhegui: {counted(len(done.runs), 'run')} written to {done.folder}")
    finally:
        terminal.clear()
    return 0 if report.usable else FAILED


COMMAND = Command("examine a data set: departures from the standard, their effect, bad runs", _check_arguments, _check)
