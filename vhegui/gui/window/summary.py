"""The line in the tool bar: what is selected, and what came out; and what was assumed about the files."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vhegui.analysis.summary import summary_line
from vhegui.core.dl3.doctor.check import notes_of
from vhegui.core.dl3.doctor.findings import notes_that_matter
from vhegui.core.dl3.doctor.report import sentences
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results

if TYPE_CHECKING:
    from vhegui.gui.session.session import Session
    from vhegui.gui.widgets.elided_label import ElidedLabel


class Summary(Panel):
    """The line in the tool bar; always visible. `mark` is told the notes that may change results, a sentence each."""

    name = "summary"
    title = "Summary"

    def __init__(self, session: Session, line: ElidedLabel, mark: Callable[[Sequence[str]], None]) -> None:
        super().__init__(session, line)
        self.line, self._mark = line, mark

    @property
    def needs(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Counts of the spectra, or of the cubes where those are fitted."""
        return ("counts_table", "cubes_counts") if self.session.analysis.fits_cubes else ("counts_table",)

    def show(self, results: Results) -> None:
        """Say what is selected and what came out."""
        if not results.numbers:
            return
        counts = results.get("counts_table")
        wanted = results.analysis.dataset.runs
        read = sum(run in results.loaded.observations for run in wanted)
        missing = sum(run in results.loaded.problems for run in wanted)
        files = len(results.analysis.dataset.spectra)
        there = (read and results.analysis.source) or files
        total = counts[1] if counts and there else None
        used = sum(math.isfinite(row.energy_min) for row in counts[0]) if counts and total is not None else read + files
        cubes = results.current("cubes_counts") if results.analysis.fits_cubes else None
        text = summary_line(results.analysis, total, used, read, missing, cubes)
        if self.line.text() != text:
            self.line.setText(text)
        if self.seen.new("notes", results.store, results.loaded, wanted, results.spectrum_notes):
            self._mark(_notes(results))


def _notes(results: Results) -> tuple[str, ...]:
    """What was assumed about the files of the chosen runs and spectra and may change results."""
    there = results.loaded.observations
    chosen = {run: there[run] for run in results.analysis.dataset.runs if run in there}
    of_runs = () if results.store is None else notes_of(results.store, chosen)
    of_spectra = ((None, note) for note in results.spectrum_notes)
    return sentences(notes_that_matter((*of_runs, *of_spectra)), len(chosen))
