"""`vhegui simulate-demo`: the demo data set."""

from __future__ import annotations

from pathlib import Path

from vhegui.cli.arguments import whole
from vhegui.cli.command import Arguments, Command, Parser, failed


def _demo_arguments(parser: Parser) -> None:
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="where to (default: the user's cache)")
    parser.add_argument("--seed", type=whole(0, 2**31), metavar="N", help="another realisation")
    parser.add_argument("--force", action="store_true", help="simulate again what is already there")


def _simulate_demo(arguments: Arguments) -> int:
    from vhegui.core.simulation import demo
    from vhegui.terminal import Terminal

    folder = arguments.output or demo.demo_folder()
    seed = demo.SEED if arguments.seed is None else arguments.seed
    if folder.exists() and any(folder.iterdir()) and not arguments.force:
        return failed(f"{folder}: is there already; simulate again with --force, or choose a folder with -o")
    terminal = Terminal()
    try:
        demo.write_demo(folder, seed, terminal.progress)
    finally:
        terminal.clear()
    print(folder)
    return 0


COMMAND = Command("simulate the demo data set", _demo_arguments, _simulate_demo)
