"""Results → the spectral panel; what is typed, chosen and dragged there → edits."""

from __future__ import annotations

from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.state import FitSettings
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SourceModel
from vhegui.gui.panel import Panel
from vhegui.gui.panels.spectrum.result_columns import counts_columns, point_columns
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.panels.spectrum.wording import covariance_html, covariance_text, parameter_label, statistic_line
from vhegui.gui.results import Results
from vhegui.gui.session import Session
from vhegui.gui.theme import Theme

LIVE_NOTE = "From the quick fit that follows the mouse; the final one comes when you let go."
FINAL_NOTE = "Inverse of the second derivatives of wstat at the minimum, free parameters only."


class SpectrumPanel(Panel):
    """Counts, residuals, SED, parameters, tables."""

    name = "spectrum"
    title = "Spectrum"
    needs = (
        "summed_counts", "live_fit", "shown_model", "predicted_counts", "band", "objective", "counts_table",
        "fit_advice", "fit_band",
    )  # fmt: skip
    wants = ("fit_result", "flux_points_result")

    def __init__(self, session: Session) -> None:
        self.view = SpectrumView()
        super().__init__(session, self.view)
        self._seen: dict[str, tuple[Any, ...]] = {}
        self._shown: SourceModel | None = None
        self._turn = False
        self._connect()

    # results → view

    def show(self, results: Results) -> None:
        dataset = results.analysis.dataset
        empty = results.get("summed_counts") is None or not (dataset.runs or dataset.spectra)
        problem = self._problem(results)
        self._turn = not self._turn
        self.view.set_empty(empty, problem)
        self._show_counts(results)
        self._show_model(results)
        self._show_points(results)
        self._show_settings(results)
        if not results.gesture:  # a line that comes and goes would make the plots jump in a drag
            self.view.problem.say(problem)

    def _show_counts(self, results: Results) -> None:
        summed, predicted = results.get("summed_counts"), results.get("predicted_counts")
        if summed is not None and self._draws(results, True) and self._new("counts", summed, predicted):
            signal = predicted.counts if predicted is not None else None
            fits = signal is not None and len(signal) == len(summed.counts)
            self.view.plots.counts.set_counts(summed, signal if fits else None)
        dimmed = "summed_counts" in results.stale
        if self._new("counts dimmed", dimmed):
            self.view.plots.counts.set_dimmed(dimmed)
        table = results.get("counts_table")
        seen = not results.gesture or self.view.counts_table.isVisible()
        if table is not None and results.numbers and seen and self._new("table", table):
            self.view.counts_table.set_columns(counts_columns(*table))

    def _show_model(self, results: Results) -> None:
        live, shown = results.get("live_fit"), results.get("shown_model")
        if live is None or shown is None:
            return
        follows = results.analysis.fit.follow
        final = results.current("fit_result") if follows else None
        curve = results.current("fit_band") if final else results.get("band")
        self._shown = shown
        if self._draws(results, False) and self._new("curve", curve):
            self.view.plots.sed.set_model(curve)
        objective = results.current("objective")
        if results.numbers and self._new("model", live, final, objective):
            model = final.model if final else live.model
            self.view.parameters.set_model(model, preliminary=final is None)
            self.view.statistic.setText(statistic_line(live, final, objective.n_bins if objective else None))
            covariance = (final or live).covariance
            note = FINAL_NOTE if final else LIVE_NOTE
            self.view.statistic.show_covariance(
                lambda: covariance_html(model, covariance, note), lambda: covariance_text(model, covariance)
            )

    def _show_points(self, results: Results) -> None:
        points = results.get("flux_points_result")
        if points is not None and self._new("points", points):
            self.view.plots.sed.set_points(points)
            self.view.point_table.set_columns(point_columns(points))
        stale = "flux_points_result" in results.stale
        if self._new("sed dimmed", "live_fit" in results.stale, stale):
            self.view.plots.sed.set_dimmed("live_fit" in results.stale, stale)
            self.view.set_points_stale(stale)

    def _show_settings(self, results: Results) -> None:
        analysis = results.analysis
        if self._new("settings", analysis.fit, analysis.flux_points, analysis.model.spectral.kind):
            self.view.controls.show_state(analysis.model.spectral.kind, analysis.fit.follow)
            self.view.fit_settings.show_settings(analysis.fit)
        points = results.current("flux_points_result")
        if self._new("bands", analysis.flux_points, points):
            edges = analysis.flux_points.edges
            if analysis.flux_points.automatic and points is not None:
                edges = (*points.e_min.tolist(), float(points.e_max[-1]))
            self.view.bands.show_settings(analysis.flux_points, edges)

    def _draws(self, results: Results, counts: bool) -> bool:
        """Whether it is the turn of the counts or of the SED: in a drag they share the frames."""
        return not results.gesture or results.resting or self._turn == counts

    def _problem(self, results: Results) -> str:
        """The first thing that is wrong, in the order of the chain."""
        for step in (*self.needs, *self.wants):
            if step in results.errors:
                return results.errors[step]
        live, final = results.current("live_fit"), results.current("fit_result")
        if live is not None and not live.converged:
            return live.message
        if final is not None and not final.success and results.analysis.fit.follow:
            return final.message
        return results.current("fit_advice") or ""

    def _new(self, part: str, *inputs: Any) -> bool:
        """Whether a part's inputs are other objects than when it was last shown."""
        before = self._seen.get(part)
        if before is not None and all(a is b for a, b in zip(before, inputs, strict=True)):
            return False
        self._seen[part] = inputs
        return True

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # gestures → edits

    def _connect(self) -> None:
        view = self.view
        view.parameters.edited.connect(self._edit_parameter)
        view.parameters.slide_begun.connect(lambda _: self._begin_slide())
        view.parameters.slid.connect(self._slide)
        view.parameters.slide_committed.connect(
            lambda name: self.session.commit_gesture(f"Set {parameter_label(name)}")
        )
        view.parameters.slide_cancelled.connect(lambda _: self.session.cancel_gesture())
        view.controls.kind_chosen.connect(self._choose_kind)
        view.controls.follow_toggled.connect(self._follow)
        view.controls.fit_requested.connect(lambda: self.session.apply("Fit", edits.follow_fit))
        view.fit_settings.changed.connect(self._set_fit)
        view.bands.changed.connect(self._set_bands)
        view.bands.follow_data.connect(lambda: self.session.apply("Automatic bands", edits.automatic_bands))
        view.export_failed.connect(lambda sentence: self.session.message.emit("error", sentence))

    def _edit_parameter(self, name: str, field: str, value: object) -> None:
        label = parameter_label(name)
        if field == "frozen":
            text = f"Freeze {label}" if value else f"Free {label}"
        else:
            text = f"Set {label}" if field == "value" else f"Limit {label}"
        self.session.apply(text, edits.set_parameter, self._model(), name, **{field: value})

    def _begin_slide(self) -> None:
        self._slid = self._model()
        self.session.begin_gesture()

    def _slide(self, name: str, value: float) -> None:
        self.session.preview(edits.set_parameter, self._slid, name, value)

    def _choose_kind(self, kind: str) -> None:
        if kind != self.session.analysis.model.spectral.kind:
            self.session.apply(f"Model: {KINDS[kind].label}", edits.set_model_kind, self._model(), kind)

    def _follow(self, on: bool) -> None:
        if on:
            self.session.apply("Follow the data", edits.follow_fit)
        else:
            self.session.apply("Hold the model", edits.hold_model, self._model())

    def _set_fit(self, settings: FitSettings) -> None:
        self.session.apply("Fit settings", edits.set_fit, settings)

    def _set_bands(self, low: float, high: float, bands: int) -> None:
        self.session.apply("Flux-point bands", edits.set_flux_point_bands, low, high, bands)

    def _model(self) -> SourceModel:
        """The model on screen; before the first fit, the one that was decided."""
        return self._shown or self.session.analysis.model
