"""Results → the plots and the tables of counts and flux points; what is chosen about bands → edits."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.edits import flux_points as flux_point_edits
from vhegui.gui.panels.spectrum.counts_side import CountsSide
from vhegui.gui.panels.spectrum.result_columns import counts_columns, cube_columns
from vhegui.gui.panels.spectrum.sed_side import SedSide
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session


class PlotSide:
    """The part of the presenter that draws."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self.counts, self.sed = CountsSide(session, view, seen), SedSide(session, view, seen)
        view.bands.changed.connect(self._set_bands)
        view.bands.follow_data.connect(self._follow_data)
        view.point_controls.significance_chosen.connect(
            lambda least: session.apply("Least significance of bands", flux_point_edits.automatic_bands, least)
        )
        view.point_controls.limits_chosen.connect(
            lambda sigma, ts: session.apply("Upper limits", edits.change, "flux_points", ul_sigma=sigma, ul_ts=ts)
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Steps beside those that are always shown."""
        return (*self.counts.needs, *self.sed.needs)

    def show_counts(self, results: Results) -> None:
        """Counts, as plot and table."""
        self.counts.show(results, _drawing(results))
        self._show_table(results)

    def show_spectrum(self, results: Results) -> None:
        """Model curve, flux points."""
        if _drawing(results):
            self._show_curve(results)
        self._show_points(results)
        self._show_bands(results)
        self.sed.show(results)

    def _show_table(self, results: Results) -> None:
        dimmed = "summed_counts" in results.stale
        if self._seen.new("counts dimmed", dimmed):
            self.view.plots.counts.set_dimmed(dimmed)
        visible = not results.gesture or self.view.counts_table.isVisible()
        if not results.numbers or not visible:
            return
        if results.analysis.fits_cubes:
            self._show_cubes(results)
            return
        table = results.get("counts_table")
        if table is not None and self._seen.new("table", table):
            self.view.counts_table.set_columns(counts_columns(*table))

    def _show_cubes(self, results: Results) -> None:
        found, fitted = results.get("cubes_counts"), results.get("skies_to_fit")
        if found is not None and fitted is not None and self._seen.new("table", found):
            livetimes = {cube.name: cube.livetime for cube in fitted.cubes}
            self.view.counts_table.set_columns(cube_columns(found, livetimes))

    def _show_curve(self, results: Results) -> None:
        if results.get("live_fit") is None:
            return
        final = results.current("fit_result") if results.analysis.fit.follow else None
        curve = results.current("fit_band") if final else results.get("band")
        if self._seen.new("curve", curve):
            self.view.plots.sed.set_model(curve)

    def _show_points(self, results: Results) -> None:
        points = results.get("flux_points_result")
        if points is not None and self._seen.new("points", points):
            self.view.plots.sed.set_points(points)
            self.view.point_table.show_points(points, results.analysis.flux_points)
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
            self.view.point_controls.show_settings(settings)

    def _follow_data(self) -> None:
        least = self.session.analysis.flux_points.min_sqrt_ts
        self.session.apply("Automatic bands", flux_point_edits.automatic_bands, least)

    def _set_bands(self, low: float, high: float, bands: int) -> None:
        self.session.apply("Flux-point bands", flux_point_edits.set_flux_point_bands, low, high, bands)


def _drawing(results: Results) -> bool:
    """Whether plots are drawn in a frame: texts make one of a drag full."""
    return not results.gesture or results.resting or not results.numbers
