"""`vhegui script`: the analysis of a session as Python."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import outside_argument
from vhegui.cli.command import Arguments, Command, Parser, say

EPILOG = "The script gives the numbers of `vhegui run SESSION` to the last digit. A file that is there stays as it is."


def _script_arguments(parser: Parser) -> None:
    parser.add_argument("session", type=Path, metavar="SESSION", help="vhegui session")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        required=True,
        help="file to write: .py for a script, .ipynb for a notebook",
    )
    outside_argument(parser)


def _script(arguments: Arguments) -> int:
    from vhegui.analysis.headless.script import script_of_session

    script_of_session(arguments.session, arguments.output, lambda text: say(f"vhegui: {text}"), arguments.allow_outside)
    print(arguments.output)
    return 0


COMMAND = Command(
    "write a session as a Python script or notebook that does it again", _script_arguments, _script, EPILOG
)
