"""Results → model, parameters and statistic; what is typed, chosen and dragged there → edits."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.state import FitSettings
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SourceModel
from vhegui.gui.panels.spectrum.seen import Seen
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.panels.spectrum.wording import covariance_html, covariance_text, parameter_label, statistic_line
from vhegui.gui.results import Results
from vhegui.gui.session import Session

LIVE_NOTE = "From the quick fit that follows the mouse; the final one comes when you let go."
FINAL_NOTE = "Inverse of the second derivatives of the statistic at the minimum, free parameters only."


class ModelSide:
    """The part of the presenter that is about the model."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self._shown: SourceModel | None = None
        self._connect()

    def show(self, results: Results) -> None:
        """Parameters, statistic, settings."""
        self._show_model(results)
        self._show_settings(results)

    def _show_model(self, results: Results) -> None:
        live, shown = results.get("live_fit"), results.get("shown_model")
        if live is None or shown is None:
            return
        final = results.current("fit_result") if results.analysis.fit.follow else None
        self._shown = shown
        objective = results.current("objective")
        if results.numbers and self._seen.new("model", live, final, objective):
            model = final.model if final else live.model
            self.view.parameters.set_model(model, preliminary=final is None)
            self.view.statistic.setText(statistic_line(live, final, objective.n_bins if objective else None))
            covariance = (final or live).covariance
            note = FINAL_NOTE if final else LIVE_NOTE
            self.view.statistic.show_covariance(
                lambda: covariance_html(model, covariance, note), lambda: covariance_text(model, covariance)
            )

    def _show_settings(self, results: Results) -> None:
        analysis = results.analysis
        if self._seen.new("settings", analysis.fit, analysis.model.spectral.kind):
            self.view.controls.show_state(analysis.model.spectral.kind, analysis.fit.follow)
            self.view.fit_settings.show_settings(analysis.fit)

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

    def _model(self) -> SourceModel:
        """The model on screen; before the first fit, the one that was decided."""
        return self._shown or self.session.analysis.model
