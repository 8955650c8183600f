"""`vhegui info`: what a data set or a file holds."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import outside_argument, place
from vhegui.cli.command import Arguments, Command, Parser, failed


def _info_arguments(parser: Parser) -> None:
    parser.add_argument(
        "path",
        type=place,
        metavar="PATH",
        help="data folder, index, event, response or map file, or an https:// address",
    )
    outside_argument(parser)


def _info(arguments: Arguments) -> int:
    from vhegui.core.cubes.description import describe_maps
    from vhegui.core.dl3.doctor.describe import describe

    maps = describe_maps(arguments.path) if isinstance(arguments.path, Path) else None
    text, problem = maps or describe(arguments.path, arguments.allow_outside)
    print(text)
    return failed(problem) if problem else 0


COMMAND = Command("say what a data set or a file holds, with every format note", _info_arguments, _info)
