"""A field for the runs that an OFF region is for."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal

from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.typed_field import TypedField

ALL = "all runs"


def runs_from(text: str) -> tuple[int, ...]:
    """Run numbers with commas or spaces between; "all runs" or nothing: (). Raises ValueError for anything else."""
    words = re.findall(r"[^\s,;]+", text.lower())
    if words in ([], ["all"], ["all", "runs"]):
        return ()
    wrong = [word for word in words if not word.isdigit()]
    if wrong:
        raise ValueError(f"“{wrong[0]}” is no run number: type numbers with commas between, or “{ALL}”.")
    return tuple(sorted({int(word) for word in words}))


def runs_text(runs: tuple[int, ...]) -> str:
    """As the field shows them."""
    return ", ".join(map(str, runs)) or ALL


class RunsField(TypedField):
    """`edited(runs)` when other runs have been typed; () are all."""

    edited = Signal(object)

    def __init__(self) -> None:
        super().__init__(
            "Runs of the OFF region", "Runs this OFF region is for: their numbers with commas between, or “all runs”"
        )
        self._runs: tuple[int, ...] = ()
        on_letters(self, lambda: self.setFixedWidth(self.fontMetrics().horizontalAdvance("000000, 000000") + 18))

    def set_runs(self, runs: tuple[int, ...]) -> None:
        """Show the runs (no signal)."""
        self._runs = runs
        self.refresh()

    def written(self) -> str:
        return runs_text(self._runs)

    def finish(self) -> None:
        if not self.isModified():
            return
        try:
            runs = runs_from(self.text())
        except ValueError as error:
            self.complain(str(error))
            return
        changed, self._runs = runs != self._runs, runs
        self.restore()
        if changed:
            self.edited.emit(runs)
