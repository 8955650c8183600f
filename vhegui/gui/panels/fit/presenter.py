"""Starts what is asked about the fit, shows what comes back, and says when it is of an earlier state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vhegui.analysis.curves import SpectrumCurve, curve_of
from vhegui.analysis.studies.fit_quality import use_model
from vhegui.analysis.studies.settings import Contours, Profiles, Toys
from vhegui.core.estimators.flux_points.flux_point_fit import FluxPointFit
from vhegui.core.fitting.comparison import ComparisonRow
from vhegui.core.fitting.result import FitResult
from vhegui.core.sed.points import SedPoints, sed_points
from vhegui.gui.panels.fit import wording
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.panels.fit.view import FitView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

COMPARE, PROFILE, CONTOUR, TOYS = STUDIES = "comparison", "profiles", "contours", "toys"
POINTS = "fit: points"


@dataclass(frozen=True, eq=False)
class PointFit:
    """A fit of flux points, and the data and the fit it was made beside."""

    joint_data: Any
    fit: Any
    found: FluxPointFit
    points: SedPoints


class FitPanel(Panel):
    """Models, profiles, correlations, toys, fits of points."""

    name = "fit"
    title = "Fit quality"
    needs = ("joint_data", "joint_model", "fit_span", "overlays")
    wants = ("fit_result", "flux_points_result")
    studies = STUDIES
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = FitView()
        super().__init__(session, self.view)
        self._points_fit: PointFit | None = None
        self._shown: dict[str, Any] = {}  # study → the result that is on its page
        self._growing: dict[str, FitResult] = {}  # study → the fit whose unfinished result is on its page
        self._fit: FitResult | None = None
        self._sets: tuple[Any, ...] = ()
        self._connect()

    # results → view

    def show(self, results: Results) -> None:
        joint_data, fit = results.current("joint_data"), results.current("fit_result")
        self.view.set_empty(results.get("joint_data") is None, results.errors.get("joint_data", ""))
        view = self.view
        good = fit is not None and fit.success and fit.n_free > 0
        view.compare.set_possible(joint_data is not None)
        view.points.set_possible(view.points.points is not None)
        if fit is not None and good and fit is not self._fit:
            self._fit = fit
            view.profiles.set_names(tuple(p.name for p in fit.joint.parameters if p.varies))
            view.correlation.show_fit(fit)
            view.correlation.say(wording.correlation_verdict(fit))
        view.correlation.set_old(self._fit is not None and fit is not self._fit)
        for study in STUDIES:
            self._show_study(study, results)
        view.profiles.set_possible(good)
        view.toys.set_possible(good)
        if not results.gesture:
            self._show_sets(results)
        self._mark_old(results)

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    def _show_sets(self, results: Results) -> None:
        own, overlays = results.get("flux_points_result"), results.get("overlays") or ()
        found = (own, *overlays)
        if len(found) == len(self._sets) and all(a is b for a, b in zip(found, self._sets, strict=True)):
            return
        self._sets = found
        sets: list[SedPoints] = [] if own is None else [sed_points(own, "Own flux points")]
        sets += [overlay.points for overlay in overlays if overlay.points is not None]
        self.view.points.set_sets(sets)
        self.view.points.set_possible(bool(sets))

    def _show_study(self, study: str, results: Results) -> None:
        """What was found for this state, if it is not on its page yet."""
        found, page, fit = results.current(study), self._page(study), results.current("fit_result")
        if page.go.running and not any(self.session.studies.running(each) for each in self._on_page(page)):
            page.rest()
        if found is None or found is self._shown.get(study):
            return
        view = self.view
        if study == COMPARE:
            view.compare.show_rows(found)
            view.compare.say(wording.comparison_verdict(found))
        elif study == TOYS:
            view.toys.show_toys(found, found.n)
        elif study == PROFILE and fit is not None:
            one = next((each for each in found if each.name == view.profiles.first.currentText()), found[-1])
            view.profiles.profile.show_profile(one.name, fit, one.values, one.rise, one.error)
            view.profiles.say(wording.profile_verdict(one.name, fit, one.error))
        elif study == CONTOUR and fit is not None:
            view.profiles.contour.begin(fit, *found[-1].names)
            view.profiles.contour.show_contours(found[-1])
            view.profiles.say(wording.contours_verdict(found[-1], fit))
        else:
            return
        self._growing.pop(study, None)
        self._shown[study] = found

    def _mark_old(self, results: Results) -> None:
        view = self.view
        view.compare.set_old(self._is_old(COMPARE, results))
        view.compare.set_usable(results.current(COMPARE) is not None)
        view.profiles.set_old(self._is_old(PROFILE, results) or self._is_old(CONTOUR, results))
        view.toys.set_old(self._is_old(TOYS, results))
        view.points.set_old(not self._points_hold(results))
        self._set_curves()

    def _is_old(self, study: str, results: Results) -> bool:
        """Whether what is on the page is of another state."""
        if study in self._growing:
            return self._growing[study] is not results.current("fit_result")
        return study in self._shown and results.current(study) is not self._shown[study]

    def _points_hold(self, results: Results) -> bool:
        kept = self._points_fit
        return kept is None or (
            kept.joint_data is results.current("joint_data") and kept.fit is results.current("fit_result")
        )

    # work

    def _page(self, study: str) -> Page:
        view = self.view
        return {COMPARE: view.compare, PROFILE: view.profiles, CONTOUR: view.profiles, TOYS: view.toys}[study]

    def _on_page(self, page: Page) -> list[str]:
        return [study for study in STUDIES if self._page(study) is page]

    def _ask(self, study: str, label: str, asked: Any, grown: Callable[[Any], None] | None = None) -> None:
        fit = self._current("fit_result")
        if grown is not None and fit is not None:  # what grows is shown before it is complete, and kept when stopped
            self._growing[study] = fit
            self._shown.pop(study, None)
        self._page(study).go.set_running(True)
        self.session.ask(label, study, asked, grown)

    def _stop(self, page: Page, *kinds: str) -> None:
        for kind in kinds:
            self.session.studies.cancel(kind)
        page.rest()
        self.session.request_pull()

    def _stop_points(self) -> None:
        self.session.background.cancel(POINTS)
        self.view.points.rest()

    def _compare(self) -> None:
        if self._current("joint_data") is not None and self._current("joint_model") is not None:
            self._ask(COMPARE, "Compare models", self.view.compare.asked)

    def _profile(self) -> None:
        name = self.view.profiles.first.currentText()
        if self._current("fit_result") is not None and name:
            self._ask(PROFILE, f"Profile of {name}", Profiles((name,)))

    def _contours(self) -> None:
        fit, page = self._current("fit_result"), self.view.profiles
        names = page.first.currentText(), page.second.currentText()
        if fit is None or not all(names):
            return
        if names[0] == names[1]:
            page.say("Contours need two different parameters: choose another second one.")
            return
        page.contour.begin(fit, *names)
        grown = page.grown.emit
        self._ask(CONTOUR, f"Contours of {names[0]} and {names[1]}", Contours((names,)), lambda all_: grown(all_[-1]))

    def _simulate(self) -> None:
        page = self.view.toys
        if self._current("fit_result") is not None:
            asked = Toys(round(page.number.value or 0), round(page.seed.value or 0))
            self._ask(TOYS, f"Simulate {asked.n} toys", asked, page.grown.emit)

    def _fit_points(self) -> None:
        page, fit = self.view.points, self._current("fit_result")
        points, method = page.points, page.method.currentData()
        if points is None:
            return
        model = fit.model if fit is not None else self.session.analysis.model.spectral

        def work(progress: Any) -> Any:
            from vhegui.core.estimators.flux_points.flux_point_fit import fit_flux_points

            progress(0.0, f"Fit of {points.name}")
            return fit_flux_points(points, model, method)

        joint_data = self._current("joint_data")

        def done(result: Any) -> None:
            page.rest()
            if isinstance(result, Exception):
                self.session.complain(result, f"{page.title}: this failed")
            else:
                self._points_fit = PointFit(joint_data, fit, result, points)
                page.show_fit(result, fit)
            self.session.request_pull()

        page.go.set_running(True)
        self.session.background.submit(POINTS, work, done)

    def _current(self, step: str) -> Any:
        return self.session.results.current(step)

    def _show_progress(self, kind: str, fraction: float, _: str) -> None:
        page = self.view.points if kind == POINTS else self._page(kind) if kind in STUDIES else None
        if page is not None and page.go.running:
            page.go.show_progress(fraction)

    def _rest(self) -> None:
        """Nothing runs any more, perhaps because somebody cancelled it elsewhere."""
        if self.view.points.go.running:
            self.view.points.rest()
        self.session.request_pull()

    # curves on the SED

    def _set_curves(self) -> None:
        """What is drawn beside the model: only while its table is seen."""
        self.session.set_curves(self._curves() if self.visible else ())

    def _curves(self) -> tuple[SpectrumCurve, ...]:
        page, span = self.view.tabs.currentWidget(), self.session.results.current("fit_span")
        rows, points = self.session.results.current(COMPARE), self._points_fit
        if page is self.view.compare and self.view.compare.draw.isChecked() and rows and span:
            return self._drawn(rows, lambda: _curves_of(rows, span))
        if page is self.view.points and self.view.points.draw.isChecked() and points is not None:
            if not self._points_hold(self.session.results):
                return ()
            energies = points.points.energy_range
            return self._drawn(points, lambda: (curve_of(points.found.model, energies, "Fit of points"),))
        return ()

    def _drawn(self, of: Any, make: Callable[[], tuple[SpectrumCurve, ...]]) -> tuple[SpectrumCurve, ...]:
        """Curves of a result, made once."""
        if self._made is None or self._made[0] is not of:
            self._made = (of, make())
        return self._made[1]

    _made: tuple[Any, tuple[SpectrumCurve, ...]] | None = None

    # gestures

    def _connect(self) -> None:
        view, session = self.view, self.session
        view.compare.started.connect(self._compare)
        view.compare.stopped.connect(lambda: self._stop(view.compare, COMPARE))
        view.compare.used.connect(self._use)
        view.profiles.started.connect(self._profile)
        view.profiles.contours_wanted.connect(self._contours)
        view.profiles.stopped.connect(lambda: self._stop(view.profiles, PROFILE, CONTOUR))
        view.toys.started.connect(self._simulate)
        view.toys.stopped.connect(lambda: self._stop(view.toys, TOYS))
        view.points.started.connect(self._fit_points)
        view.points.stopped.connect(self._stop_points)
        for signal in (view.seen, view.compare.drawn, view.points.drawn):
            signal.connect(self._set_curves)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))
        session.background.progressed.connect(self._show_progress)
        session.background.idle.connect(self._rest)

    def _use(self, row: ComparisonRow) -> None:
        self.session.apply(f"Model: {row.label}", use_model, row.result.joint)


def _curves_of(rows: tuple[ComparisonRow, ...], span: tuple[float, float]) -> tuple[SpectrumCurve, ...]:
    """The compared models whose fit is a measurement."""
    return tuple(curve_of(row.result.model, span, wording.short_name(row.label)) for row in rows if row.success)
