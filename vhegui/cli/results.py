"""Results of a command: computed with progress on the terminal, drawn, and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vhegui.cli.command import PARTLY_DONE, Arguments
from vhegui.cli.qt import require_qt

if TYPE_CHECKING:
    from vhegui.analysis.outcome import Outcome


class Results(Protocol):
    """What came of a command: the files it wrote, what was asked for and was not done, one sentence each."""

    @property
    def files(self) -> Sequence[Path]: ...
    @property
    def not_done(self) -> Sequence[str]: ...
    @property
    def exit_code(self) -> int: ...


def shown(arguments: Arguments, compute: Callable[..., Results]) -> int:
    """Compute with progress on the terminal, and name the files that were written."""
    from vhegui.terminal import Terminal

    terminal = Terminal()
    try:
        outcome = compute(terminal.progress, lambda text: terminal.say(f"vhegui: {text}"))
    finally:
        terminal.clear()
    for file in outcome.files:
        print(file)
    if outcome.exit_code == PARTLY_DONE and not arguments.allow_partial:
        what = "one thing is" if len(outcome.not_done) == 1 else f"{len(outcome.not_done)} things are"
        terminal.say(f"vhegui: done in part: {what} not done, see above; --allow-partial makes the exit code 0")
    return 0 if outcome.exit_code == PARTLY_DONE and arguments.allow_partial else outcome.exit_code


def draw_results(outcome: Outcome, folder: Path) -> Sequence[Path]:
    """The plots of a headless run, drawn by the window's own plots on an invisible screen."""
    require_qt()
    from vhegui.gui.figures.headless import draw

    return draw(outcome, folder)
