"""Results → model, parameters and statistic; what is typed, chosen and dragged there → edits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vhegui.analysis import edits
from vhegui.analysis.edits import joint as joint_edits
from vhegui.analysis.parameter_names import parameter_label
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.parameters import Prior
from vhegui.gui.model_editor.parameter_model import NO_ERRORS
from vhegui.gui.panels.spectrum.compose_side import ComposeSide
from vhegui.gui.panels.spectrum.view import SpectrumView
from vhegui.gui.panels.spectrum.wording import covariance_html, covariance_text, cubes_under_way, statistic_line
from vhegui.gui.session.fit_commands import choose_data
from vhegui.gui.session.on_screen import joint_on_screen
from vhegui.gui.session.results import Results
from vhegui.gui.session.seen import Seen
from vhegui.gui.session.session import Session

LIVE_NOTE = "From the quick fit that follows the mouse; the final one comes when you let go."
FINAL_NOTE = "Inverse of the second derivatives of the statistic at the minimum, free parameters only."


class ModelSide:
    """The part of the presenter that is about the model."""

    def __init__(self, session: Session, view: SpectrumView, seen: Seen) -> None:
        self.session, self.view, self._seen = session, view, seen
        self.compose = ComposeSide(session, view, self.joint)
        self._connect()

    def show(self, results: Results) -> None:
        """Parameters, statistic, settings."""
        self._show_parameters(results)
        self._show_settings(results)

    def joint(self) -> JointModel:
        """All sources and systematics as they are on screen; before the first fit, as they were decided."""
        return joint_on_screen(self.session)

    def _show_parameters(self, results: Results) -> None:
        if waiting := cubes_under_way(results):
            self.view.statistic.setText(waiting)
            self._seen.forget("model")
            return
        live = results.get("live_fit")
        if live is None:
            return
        final = results.current("fit_result") if results.analysis.fit.follow else None
        joint_data = results.current("joint_data")
        errors = (results.current("minos_errors") if final else None) or NO_ERRORS
        ts = results.current("cubes_ts") if final and results.analysis.fits_cubes else None
        if not results.numbers or not self._seen.new("model", live, final, joint_data, errors, ts):
            return
        joint = final.joint if final else live.joint
        self.view.parameters.set_model(joint, preliminary=final is None, errors=errors)
        self.view.model_line.show_model(joint.first)
        n_bins = int(joint_data.n_fitted.sum()) if joint_data else None
        chosen = "cash" if results.analysis.fits_cubes else results.analysis.fit.statistic
        statistic = joint_data.statistic if joint_data else chosen
        self.view.statistic.setText(statistic_line(live, final, n_bins, statistic, ts))
        covariance = (final or live).joint_covariance
        note = FINAL_NOTE if final else LIVE_NOTE
        self.view.statistic.show_covariance(
            lambda: covariance_html(joint, covariance, note), lambda: covariance_text(joint, covariance)
        )

    def _show_settings(self, results: Results) -> None:
        analysis = results.analysis
        names = tuple(source.name for source in (analysis.model, *analysis.others))
        if self._seen.new("controls", names, analysis.fit.follow):  # in a drag too: a slider lets go of the data
            self.view.controls.show_state(names, analysis.fit.follow)
        if self._seen.new("parts", analysis.model, analysis.fits_cubes):
            self.view.shape.show_part(analysis.model.spatial)
            self.view.shape.setVisible(analysis.fits_cubes)  # spectra know no directions
            self.view.time.show_part(analysis.model.temporal)
        if self._seen.new("settings", analysis.fit):
            self.view.fit_settings.show_settings(analysis.fit)
        if results.get("live_fit") is None and self._seen.new("model line", analysis.model.spectral):
            self.view.model_line.show_model(analysis.model.spectral)

    # gestures → edits

    def _connect(self) -> None:
        view, session = self.view, self.session
        parameters = view.parameters
        parameters.edited.connect(self._edit_parameter)
        parameters.slide_begun.connect(lambda _: self._begin_slide())
        parameters.slid.connect(self._slide)
        parameters.slide_committed.connect(lambda name: session.commit_gesture(f"Set {parameter_label(name)}"))
        parameters.slide_cancelled.connect(lambda _: session.cancel_gesture())
        parameters.menus.prior_chosen.connect(self._set_prior)
        parameters.menus.link_chosen.connect(self._set_link)
        parameters.menus.limits_chosen.connect(self._set_limits)
        view.controls.follow_toggled.connect(self._follow)
        view.controls.fit_requested.connect(lambda: session.apply("Fit", edits.follow_fit))
        view.fit_settings.changed.connect(self._set_fit)
        view.fit_settings.data_chosen.connect(lambda data: choose_data(session, data))

    def _edit_parameter(self, name: str, field: str, value: object) -> None:
        label = parameter_label(name)
        if field == "frozen":
            text = f"Freeze {label}" if value else f"Free {label}"
        else:
            text = f"Set {label}" if field == "value" else f"Limit {label}"
        self.session.apply(text, joint_edits.set_joint_parameter, self.joint(), name, **{field: value})

    def _set_limits(self, name: str, limits: tuple[float, float]) -> None:
        low, high = limits
        edit, text = joint_edits.set_joint_parameter, f"Limit {parameter_label(name)}"
        self.session.apply(text, lambda a: edit(a, self.joint(), name, minimum=low, maximum=high))

    def _begin_slide(self) -> None:
        self._slid = self.joint()
        self.session.begin_gesture()

    def _slide(self, name: str, value: float) -> None:
        self.session.preview(joint_edits.set_joint_parameter, self._slid, name, value)

    def _set_prior(self, name: str, prior: Prior | None) -> None:
        text = f"Prior of {parameter_label(name)}" if prior else f"No prior of {parameter_label(name)}"
        self.session.apply(text, joint_edits.set_joint_prior, self.joint(), name, prior)

    def _set_link(self, name: str, target: str) -> None:
        label = parameter_label(name)
        text = f"Link {label} to {parameter_label(target)}" if target else f"Unlink {label}"
        self.session.apply(text, joint_edits.set_joint_link, self.joint(), name, target)

    def _follow(self, on: bool) -> None:
        if on:
            self.session.apply("Follow the data", edits.follow_fit)
        else:
            self.session.apply("Hold the model", joint_edits.hold_joint, self.joint())

    def _set_fit(self, changes: Mapping[str, Any]) -> None:
        self.session.apply("Fit settings", edits.change, "fit", **changes)
