"""The line in the tool bar: what is selected, and what came out."""

from __future__ import annotations

import math

from vhegui.analysis.summary import summary_line
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results


class Summary(Panel):
    """The line in the tool bar; always visible."""

    name = "summary"
    title = "Summary"
    needs = ("counts_table",)

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
        text = summary_line(results.analysis, total, used, read, missing)
        if self.widget.text() != text:  # type: ignore[attr-defined]
            self.widget.setText(text)  # type: ignore[attr-defined]
