"""What a sub-command is: one line of help, its arguments, what it does; and the exit codes of all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

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
    """A sub-command: one line of help, its arguments, what it does (returning the exit code), what is said below.

    wrong : what is wrong with arguments that are right one by one, "" for nothing.
    """

    help: str
    arguments: Callable[[Parser], None]
    run: Callable[[Arguments], int]
    epilog: str | None = None
    wrong: Callable[[Arguments], str] = lambda arguments: ""


def say(text: str) -> None:
    """A line for people, on standard error."""
    print(text, file=sys.stderr)


def failed(text: str) -> int:
    """Say why nothing was done; the exit code of a failure."""
    say(f"vhegui: {text}")
    return FAILED
