"""What panels are shown: the current Analysis with every result that is there, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vhegui.analysis.loading.runs import LoadedRuns
from vhegui.analysis.state import Analysis
from vhegui.core.dl3.store import Store
from vhegui.core.files.notes import FormatNote


@dataclass(frozen=True, eq=False)
class Results:
    """A snapshot after one pull.

    values : step name → result (see `vhegui.analysis.steps`); for a stale step the last good one
    errors : step name → why there is no current result, one sentence
    stale : steps whose value belongs to an earlier state · old : studies whose value does; nobody computes them unasked
    gesture : a drag is on
    loading : runs are being read · spectrum_notes : format notes of the spectra from files
    numbers : whether written numbers are to be brought up to date: in a drag four times a second, which can be read and
    costs little (new text paints much of the window anew) · resting : the mouse rests in a drag, everything is shown
    stopped : slow steps that the user cancelled; one in parts has what it had by then.
    """

    analysis: Analysis
    store: Store | None = None
    loaded: LoadedRuns = field(default_factory=LoadedRuns)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()
    old: frozenset[str] = frozenset()
    gesture: bool = False
    numbers: bool = True
    loading: bool = False
    resting: bool = False
    spectrum_notes: tuple[FormatNote, ...] = ()
    stopped: frozenset[str] = frozenset()

    def get(self, step: str) -> Any | None:
        """The result of a step, possibly stale; None when there has been none."""
        return self.values.get(step)

    def current(self, step: str) -> Any | None:
        """The result of a step if it belongs to the current state; else None."""
        return None if step in self.stale or step in self.old else self.values.get(step)
