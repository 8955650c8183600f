"""Results → the plots and the tables of counts and flux points; what is chosen about bands → edits."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.gui.panels.spectrum.result_columns import counts_columns, point_columns
from vhegui.gui.panels.spectrum.seen import Seen
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.results import Results
from vhegui.gui.session import Session


class PlotSide:
    """The part of the presenter that draws."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self._turn = False
        view.bands.changed.connect(self._set_bands)
        view.bands.follow_data.connect(lambda: session.apply("Automatic bands", edits.automatic_bands))

    def show(self, results: Results) -> None:
        """Counts, model curve, flux points."""
        self._turn = not self._turn
        self._show_counts(results)
        self._show_curve(results)
        self._show_points(results)
        self._show_bands(results)

    def _show_counts(self, results: Results) -> None:
        summed, predicted = results.get("summed_counts"), results.get("predicted_counts")
        if summed is not None and self._draws(results, True) and self._seen.new("counts", summed, predicted):
            signal = predicted.counts if predicted is not None else None
            fits = signal is not None and len(signal) == len(summed.counts)
            self.view.plots.counts.set_counts(summed, signal if fits else None)
        dimmed = "summed_counts" in results.stale
        if self._seen.new("counts dimmed", dimmed):
            self.view.plots.counts.set_dimmed(dimmed)
        table = results.get("counts_table")
        visible = not results.gesture or self.view.counts_table.isVisible()
        if table is not None and results.numbers and visible and self._seen.new("table", table):
            self.view.counts_table.set_columns(counts_columns(*table))

    def _show_curve(self, results: Results) -> None:
        if results.get("live_fit") is None:
            return
        final = results.current("fit_result") if results.analysis.fit.follow else None
        curve = results.current("fit_band") if final else results.get("band")
        if self._draws(results, False) and self._seen.new("curve", curve):
            self.view.plots.sed.set_model(curve)

    def _show_points(self, results: Results) -> None:
        points = results.get("flux_points_result")
        if points is not None and self._seen.new("points", points):
            self.view.plots.sed.set_points(points)
            self.view.point_table.set_columns(point_columns(points))
        stale = "flux_points_result" in results.stale
        if self._seen.new("sed dimmed", "live_fit" in results.stale, stale):
            self.view.plots.sed.set_dimmed("live_fit" in results.stale, stale)
            self.view.set_points_stale(stale)

    def _show_bands(self, results: Results) -> None:
        settings, points = results.analysis.flux_points, results.current("flux_points_result")
        if self._seen.new("bands", settings, points):
            edges = settings.edges
            if settings.automatic and points is not None:
                edges = (*points.e_min.tolist(), float(points.e_max[-1]))
            self.view.bands.show_settings(settings, edges)

    def _draws(self, results: Results, counts: bool) -> bool:
        """Whether it is the turn of the counts or of the SED: in a drag they share the frames."""
        return not results.gesture or results.resting or self._turn == counts

    def _set_bands(self, low: float, high: float, bands: int) -> None:
        self.session.apply("Flux-point bands", edits.set_flux_point_bands, low, high, bands)
