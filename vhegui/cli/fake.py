"""`vhegui fake`: data sets with other counts."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import partial_argument, whole
from vhegui.cli.command import EXIT_CODES, Arguments, Command, Parser
from vhegui.cli.results import shown


def _fake_arguments(parser: Parser) -> None:
    parser.add_argument("data", nargs="+", metavar="FILE", help="OGIP spectra (PHA), or map data sets (FITS)")
    parser.add_argument("--models", type=Path, metavar="FILE", required=True, help="gammapy models file: the true sky")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", required=True, help="folder for the new files")
    chance = parser.add_mutually_exclusive_group()
    chance.add_argument("--seed", type=whole(0, 2**31), default=0, metavar="N", help="another realisation (default: 0)")
    chance.add_argument("--asimov", action="store_true", help="exactly the expected counts, without chance")
    partial_argument(parser)


def _fake(arguments: Arguments) -> int:
    from vhegui.analysis.headless.fake import FakeRequest, fake

    request = FakeRequest(tuple(arguments.data), arguments.models, None if arguments.asimov else arguments.seed)
    return shown(arguments, lambda progress, say: fake(request, arguments.output, progress, say))


COMMAND = Command(
    "fake spectra and map data sets: their responses, the counts of a model", _fake_arguments, _fake, EXIT_CODES
)
