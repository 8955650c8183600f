"""`vhegui` without a command: the window."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Mapping, Sequence

import vhegui
from vhegui.cli.arguments import is_there, place
from vhegui.cli.command import FAILED, Arguments, Command, Parser, failed
from vhegui.cli.qt import qt_can_start

THEMES = ("light", "dark", "system")


def window_parser(words: Sequence[str], commands: Mapping[str, Command]) -> Parser:
    """The parser of a command line without a command; `words` are for what is said of a wrong first one."""
    listed = "\n".join(f"  {name:19} {command.help}" for name, command in commands.items())
    parser = Parser(
        prog="vhegui",
        usage="vhegui [PATH …] [--new-window] [--demo] [--theme THEME]\n       vhegui COMMAND …",
        description="Interactive analysis of very-high-energy gamma-ray data (GADF DL3).",
        epilog=f'commands (see "vhegui COMMAND --help"):\n{listed}',
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="what is opened, together: data folder, index, event files, address, session, spectra, responses, "
        "regions, masks, models, images, catalogues, flux points, lists of runs",
    )
    parser.add_argument("--new-window", action="store_true", help="not in the window that is there already")
    parser.add_argument("--demo", action="store_true", help="open the simulated demo data (made on first use)")
    parser.add_argument("--theme", choices=THEMES, default=None, help="look of the window")
    parser.add_argument("--version", action="version", version=f"vhegui {vhegui.__version__}")
    if words and not words[0].startswith("-") and not is_there(words[0]):
        close = difflib.get_close_matches(words[0], commands, n=1)
        hint = f'; did you mean "vhegui {close[0]}"?' if close else ""
        parser.error(f'"{words[0]}" is neither a command nor an existing file or folder{hint}')
    return parser


def open_window(arguments: Arguments) -> int:
    """Open the window; returns the exit code."""
    for path in arguments.paths:
        if not is_there(path):
            return failed(f"{path}: there is no such file or folder; check the path")
    if not qt_can_start(offscreen=False):
        return FAILED
    from vhegui.gui.window import single

    paths = [place(path) for path in arguments.paths]
    alone = arguments.demo or arguments.new_window or not single.has_screen()
    if paths and not alone and single.hand_over(paths, single.address()):
        return 0  # before the window is loaded
    from vhegui.gui import app

    return app.main(paths, arguments.demo, arguments.theme)
