"""Results → the counts plot: which instrument, and what is held up; drags over bins → the brush."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.brush import Brush
from vhegui.core.fitting.counts_by_energy import CountsByEnergy
from vhegui.gui.figures.looks import COUNTS_LOOKS, CountsLooks
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session

NAME = "spectrum"


class CountsSide:
    """The part of the presenter that draws counts."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self._group = ""
        plots = view.plots
        plots.group_chosen.connect(self._choose_group)
        plots.counts.energies_brushed.connect(self._brush)
        plots.counts.let_go.connect(lambda: session.set_brush(None))
        if session.settings is not None:
            plots.choose_counts_looks(CountsLooks.from_text(str(session.settings.value(COUNTS_LOOKS, ""))))
        plots.counts_looks_changed.connect(self._remember)

    @property
    def needs(self) -> tuple[str, ...]:
        """Sums of other groups only while one is shown; brushed counts only while there is a brush."""
        more = ("counts_groups", *(("summed_groups", "predicted_groups") if self._group else ()))
        more = (*more, "cubes_counts") if self.session.analysis.fits_cubes else more
        return (*more, "brushed_counts") if self.session.brush is not None else more

    def show(self, results: Results, drawing: bool) -> None:
        """`drawing`: plots are drawn in this frame."""
        groups = results.get("counts_groups") or ()
        names = tuple(group.name for group in groups)
        if self._group and self._group not in names[1:]:
            self._group = ""
        shown = self._group or (names[0] if names else "")
        if names and self._seen.new("groups", groups, self._group):
            self.view.plots.set_groups(names, shown)
        if drawing:
            self._draw(results, shown)
        self._show_brush(results)

    def _remember(self, looks: CountsLooks) -> None:
        if self.session.settings is not None:
            self.session.settings.setValue(COUNTS_LOOKS, looks.as_text())

    def _draw(self, results: Results, shown: str) -> None:
        summed, predicted = results.get("summed_counts"), results.get("predicted_counts")
        if self._group:
            summed = (results.get("summed_groups") or {}).get(shown, summed)
            predicted = (results.get("predicted_groups") or {}).get(shown)
        if summed is not None and self._seen.new("counts", summed, predicted):
            signal = predicted.counts if predicted is not None else None
            fits = signal is not None and len(signal) == len(summed.counts)
            self.view.plots.counts.set_counts(summed, signal if fits else None)
        cubes = results.get("cubes_counts") if results.analysis.fits_cubes else None
        if self._seen.new("counts of sources", cubes):
            self._draw_sources(cubes)

    def _draw_sources(self, cubes: CountsByEnergy | None) -> None:
        plot = self.view.plots.counts
        plot.set_words(*(("ON", "α × OFF") if cubes is None else ("Counts", "Background")))
        if cubes is None or len(cubes.sources) < 2:
            plot.set_sources((), np.zeros(1), np.zeros((0, 0)))
        else:
            plot.set_sources(cubes.sources, cubes.edges, cubes.signal)

    def _show_brush(self, results: Results) -> None:
        brush = self.session.brush
        counts = results.current("brushed_counts") if brush is not None else None
        if self._seen.new("brush", brush, counts, self._group):
            span = brush.energy if brush is not None else None
            self.view.plots.counts.set_brushed(span, counts if not self._group else None)

    def _choose_group(self, name: str) -> None:
        groups = self.session.results.get("counts_groups") or ()
        self._group = "" if groups and groups[0].name == name else name
        self.session.request_pull()

    def _brush(self, low: float, high: float) -> None:
        self.session.set_brush(Brush(energy=(low, high), by=NAME))
