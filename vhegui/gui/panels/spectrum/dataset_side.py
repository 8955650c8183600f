"""Results → data sets, instruments and fluxes; what is typed and chosen there → edits."""

from __future__ import annotations

from collections.abc import Sequence

from vhegui.analysis import edits
from vhegui.analysis.dataset_rows import DatasetRow, cube_rows, dataset_rows, instrument_rows
from vhegui.analysis.edits import model as model_edits
from vhegui.analysis.state import Analysis
from vhegui.core.models.spectral.fluxes import fluxes_of
from vhegui.gui.panels.spectrum.dataset_tab import Range
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.panels.spectrum.wording import STATISTIC_NAMES
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session
from vhegui.gui.session.spectrum_commands import add_spectra


class DatasetSide:
    """The tabs of data sets and of fluxes: written only while one looks at them, and never in a drag."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        tab = view.datasets
        tab.range_typed.connect(self._set_range)
        tab.delta_typed.connect(self._set_delta)
        tab.removal_wanted.connect(self._remove)
        tab.statistic_chosen.connect(self._set_statistic)
        tab.refused.connect(lambda sentence: session.message.emit("warning", sentence))
        tab.add_wanted.connect(lambda: add_spectra(self.session, self.view))
        view.fluxes.range_changed.connect(session.request_pull)
        view.tabs.currentChanged.connect(lambda _: session.request_pull())

    def show(self, results: Results) -> None:
        """Fill the tab that is open."""
        if results.gesture:
            return
        if self.view.datasets.isVisible():
            self._show_datasets(results)
        if self.view.fluxes.isVisible():
            self._show_fluxes(results)

    def _show_datasets(self, results: Results) -> None:
        files, analysis = results.current("spectrum_files") or {}, results.analysis
        spectra = tuple(files.values()) if analysis.fits_cubes else results.current("all_spectra") or ()
        cubes = results.current("skies_to_fit") if analysis.fits_cubes else None
        data, fitted = results.current("joint_data"), results.current("fit_result")
        if self._seen.new("datasets", spectra, cubes, data, fitted, analysis.fit, analysis.nuisances):
            rows = dataset_rows(analysis, spectra, files, fitted)
            if cubes is not None and data is not None:
                rows = (*cube_rows(analysis, cubes.cubes, data, fitted), *rows)
            self.view.datasets.show_rows(rows, instrument_rows(analysis, spectra))
            self.view.datasets.show_settings(analysis.fit)

    def _show_fluxes(self, results: Results) -> None:
        fitted = results.current("fit_result") or results.current("live_fit")
        energies = self.view.fluxes.energy_range
        if self._seen.new("fluxes", fitted, *energies):
            self.view.fluxes.show_fluxes(fitted and fluxes_of(fitted.model, fitted.covariance, *energies))

    def _set_range(self, name: str, limits: Range) -> None:
        self.session.apply(f"Fit range of {name}", model_edits.set_dataset_range, name, *limits)

    def _set_delta(self, name: str, kind: str, delta: float) -> None:
        self.session.apply(f"Systematic of {name}: {kind}", model_edits.set_nuisance, kind, name, delta)

    def _set_statistic(self, statistic: str, systematic: float) -> None:
        name = STATISTIC_NAMES.get(statistic, statistic)
        self.session.apply(f"Statistic: {name}", edits.change, "fit", statistic=statistic, systematic=systematic)

    def _remove(self, rows: Sequence[DatasetRow]) -> None:
        gone, paths = {row.name for row in rows if not row.path}, [row.path for row in rows if row.path]

        def edit(analysis: Analysis) -> Analysis:
            for path in paths:
                analysis = edits.remove_spectrum(analysis, path)
            return edits.select_runs(analysis, [run for run in analysis.dataset.runs if str(run) not in gone])

        self.session.apply(f"Leave out {rows[0].name}" if len(rows) == 1 else f"Leave out {len(rows)} data sets", edit)
