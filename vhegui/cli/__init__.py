"""The one entry point: `vhegui` opens the window, `vhegui COMMAND` does something without one.

Only argparse is imported here; every command imports what it needs when it runs, so that help is instant. To add a
command, write a file like `info` and add it to `COMMANDS`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from vhegui.cli import check, demo, fake, fit, info, map, plan, run, screenshot, script, simulate, template
from vhegui.cli.command import FAILED, INTERRUPTED, WRONG_USE, Command, Parser, failed, say
from vhegui.cli.window import open_window, window_parser
from vhegui.core.errors import VheguiError

COMMANDS: dict[str, Command] = {
    "run": run.COMMAND,
    "fit": fit.COMMAND,
    "map": map.COMMAND,
    "script": script.COMMAND,
    "template-background": template.COMMAND,
    "info": info.COMMAND,
    "check": check.COMMAND,
    "fake": fake.COMMAND,
    "plan": plan.COMMAND,
    "simulate": simulate.COMMAND,
    "simulate-demo": demo.COMMAND,
    "screenshot": screenshot.COMMAND,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 done in part."""
    # Before numpy is there: the threads of a small product of matrices wait for each other, on a busy machine for many
    # times as long as the product takes, and a drag with them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):  # a file name may hold what no terminal can show
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    command = COMMANDS.get(words[0]) if words else None
    try:
        if command is None:
            return open_window(window_parser(words, COMMANDS).parse_args(words))
        parser = Parser(prog=f"vhegui {words[0]}", description=command.help, epilog=command.epilog)
        command.arguments(parser)
        arguments = parser.parse_args(words[1:])
        if wrong := command.wrong(arguments):
            parser.error(wrong)
        return command.run(arguments)
    except SystemExit as stop:  # argparse has said why
        return stop.code if isinstance(stop.code, int) else WRONG_USE
    except VheguiError as error:
        return failed(str(error))
    except KeyboardInterrupt:
        say("\nvhegui: interrupted")
        return INTERRUPTED
    except MemoryError:
        return failed("there is not enough memory for this; choose fewer runs, bins or pixels")
    except BrokenPipeError:  # the reader of our output has gone, as in `vhegui info … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return failed(f"{error.filename or 'a file'}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get("VHEGUI_DEBUG"):
            raise
        return failed(f"a mistake in vhegui ({type(error).__name__}: {error}); VHEGUI_DEBUG=1 shows where")
