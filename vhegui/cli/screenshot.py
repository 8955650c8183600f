"""`vhegui screenshot`: the window as a picture, without a display."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from vhegui.cli.arguments import place
from vhegui.cli.command import FAILED, Arguments, Command, Parser
from vhegui.cli.qt import qt_can_start

THEMES = ("light", "dark")
MOST_PIXELS = 10_000  # a side of a screenshot


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,6})x([0-9]{1,6})", text)
    if match is None or not all(0 < int(side) <= MOST_PIXELS for side in match.groups()):
        raise argparse.ArgumentTypeError(
            f"{text[:40]!r}: expected WIDTHxHEIGHT, such as 1600x1000; at most {MOST_PIXELS:,} pixels a side"
        )
    return int(match[1]), int(match[2])


def _screenshot_arguments(parser: Parser) -> None:
    parser.add_argument("path", nargs="?", type=place, metavar="SESSION | PATH", help="what to open")
    parser.add_argument("--demo", action="store_true", help="open the demo data")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", required=True, help="PNG file to write")
    parser.add_argument("--panel", metavar="NAME", help="one panel instead of the window")
    parser.add_argument("--workspace", metavar="NAME", help="what fills the window: explore, sky, spectrum, time …")
    parser.add_argument(
        "--do", action="append", default=[], metavar="COMMAND",
        help="a command of the window that is done first, as compare-models, pin, map-contours; several times, in turn",
    )  # fmt: skip
    parser.add_argument("--theme", choices=THEMES, default="light", help="look")
    parser.add_argument("--size", type=_size, metavar="WxH", default=(1600, 1000), help="pixels (default: 1600x1000)")


def _screenshot(arguments: Arguments) -> int:
    if not qt_can_start(offscreen=True):
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
        commands=arguments.do,
    )
    print(arguments.output)
    return 0


COMMAND = Command("draw the window or a panel into a file", _screenshot_arguments, _screenshot)
