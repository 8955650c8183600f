"""Starts what is asked about the fit, shows what comes back, and says when it is of an earlier state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vhegui.analysis.curves import SpectrumCurve, curve_of
from vhegui.analysis.studies.fit_quality import compared, growing_toys, use_model
from vhegui.core.fitting.comparison import ComparisonRow
from vhegui.core.fitting.contours import Contours, contours
from vhegui.core.fitting.profiles import minos, profile, profile_grid
from vhegui.core.fitting.result import FitResult
from vhegui.core.sed.points import SedPoints, sed_points
from vhegui.gui.panels.fit_quality import wording
from vhegui.gui.panels.fit_quality.page import Page
from vhegui.gui.panels.fit_quality.view import FitQualityView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

COMPARE, PROFILE, CONTOUR, TOYS, POINTS = (
    f"fit: {what}" for what in ("compare", "profile", "contours", "toys", "points")
)


@dataclass(frozen=True, eq=False)
class Kept:
    """A result with the data and the fit it belongs to."""

    objective: Any
    fit: Any
    value: Any


class FitQualityPanel(Panel):
    """Models, profiles, correlations, toys, fits of points."""

    name = "fit_quality"
    title = "Fit"
    needs = ("objective", "joint_model", "fit_span", "overlays")
    wants = ("fit_result", "flux_points_result")
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = FitQualityView()
        super().__init__(session, self.view)
        self.kept: dict[str, Kept] = {}
        self._fit: FitResult | None = None
        self._sets: tuple[Any, ...] = ()
        self._connect()

    # results → view

    def show(self, results: Results) -> None:
        objective, fit = results.current("objective"), results.current("fit_result")
        self.view.set_empty(results.get("objective") is None, results.errors.get("objective", ""))
        view = self.view
        good = fit is not None and fit.success and fit.n_free > 0
        view.compare.set_possible(objective is not None)
        view.points.set_possible(view.points.points is not None)
        if fit is not None and good and fit is not self._fit:
            self._fit = fit
            view.profiles.set_names(tuple(p.name for p in fit.joint.parameters if p.varies))
            view.correlation.show_fit(fit)
            view.correlation.say(wording.correlation_verdict(fit))
        view.correlation.set_old(self._fit is not None and fit is not self._fit)
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

    def _mark_old(self, results: Results) -> None:
        view = self.view
        fresh = {kind: self._holds(kind, results) for kind in self.kept}
        view.compare.set_old(not fresh.get(COMPARE, True))
        view.compare.set_usable(fresh.get(COMPARE, False))
        view.profiles.set_old(not all(fresh.get(kind, True) for kind in (PROFILE, CONTOUR)))
        view.toys.set_old(not fresh.get(TOYS, True))
        view.points.set_old(not fresh.get(POINTS, True))
        self._set_curves()

    def _holds(self, kind: str, results: Results) -> bool:
        """Whether a result is of the current state."""
        kept = self.kept[kind]
        step = "joint_model" if kind == COMPARE else "fit_result"
        return kept.objective is results.current("objective") and kept.fit is results.current(step)

    # work

    def _run(self, page: Page, kind: str, work: Callable[[Any], Any], shown: Callable[[Any], None]) -> None:
        """Compute in the background; the result is kept with the state it was asked for."""
        results = self.session.results
        step = "joint_model" if kind == COMPARE else "fit_result"
        objective, fit = results.current("objective"), results.current(step)

        def done(result: Any) -> None:
            page.set_running(False)
            if isinstance(result, Exception):
                self.session.complain(result, f"{page.title}: this failed")
            else:
                self.kept[kind] = Kept(objective, fit, result)
                shown(result)
            self.session.request_pull()

        if kind in (TOYS, CONTOUR):  # what grows is shown before it is complete, and kept when it is stopped
            self.kept[kind] = Kept(objective, fit, None)
        page.set_running(True)
        self.session.background.submit(kind, work, done)

    def _stop(self, page: Page, *kinds: str) -> None:
        for kind in kinds:
            self.session.background.cancel(kind)
        page.set_running(False)
        self.session.request_pull()

    def _compare(self) -> None:
        objective, model = self._current("objective"), self._current("joint_model")
        if objective is None or model is None:
            return
        candidates = self.view.compare.candidates

        def shown(rows: tuple[ComparisonRow, ...]) -> None:
            self.view.compare.show_rows(rows)
            self.view.compare.say(wording.comparison_verdict(rows))

        work = lambda progress: compared(objective, model, candidates, progress)  # noqa: E731
        self._run(self.view.compare, COMPARE, work, shown)

    def _profile(self) -> None:
        objective, fit, name = (
            self._current("objective"),
            self._current("fit_result"),
            self.view.profiles.first.currentText(),
        )
        if objective is None or fit is None or not name:
            return

        def work(progress: Any) -> Any:
            grid = profile_grid(fit, name, 41)
            error = minos(objective, fit, [name])[name]
            return grid, profile(objective, fit, name, grid, progress) - fit.total_stat, error

        def shown(found: Any) -> None:
            grid, rise, error = found
            self.view.profiles.profile.show_profile(name, fit, grid, rise, error)
            self.view.profiles.say(wording.profile_verdict(name, fit, error))

        self._run(self.view.profiles, PROFILE, work, shown)

    def _contours(self) -> None:
        objective, fit, page = self._current("objective"), self._current("fit_result"), self.view.profiles
        names = page.first.currentText(), page.second.currentText()
        if objective is None or fit is None or not all(names):
            return
        if names[0] == names[1]:
            page.say("Contours need two different parameters: choose another second one.")
            return
        page.contour.begin(fit, *names)

        def shown(found: Contours) -> None:
            page.contour.show_contours(found)
            page.say(wording.contours_verdict(found, fit))

        work = lambda progress: contours(objective, fit, *names, n_points=40, progress=progress, drawn=page.grown.emit)  # noqa: E731
        self._run(page, CONTOUR, work, shown)

    def _simulate(self) -> None:
        objective, fit, page = self._current("objective"), self._current("fit_result"), self.view.toys
        if objective is None or fit is None:
            return
        n, seed = round(page.number.value or 0), round(page.seed.value or 0)

        def work(progress: Any) -> Any:
            found = None
            for found in growing_toys(objective, fit, n, seed, progress):
                page.grown.emit(found)
            return found

        self._run(page, TOYS, work, lambda found: page.show_toys(found, n))

    def _fit_points(self) -> None:
        page, fit = self.view.points, self._current("fit_result")
        points, method = page.points, page.method.currentData()
        if points is None:
            return
        model = fit.model if fit is not None else self.session.analysis.model.spectral

        def work(progress: Any) -> Any:
            from vhegui.core.estimators.flux_points.flux_point_fit import fit_flux_points

            progress(0.0, f"Fit of {points.name}")
            return fit_flux_points(points, model, method), points

        self._run(page, POINTS, work, lambda found: page.show_fit(found[0], fit))

    def _current(self, step: str) -> Any:
        return self.session.results.current(step)

    def _show_progress(self, kind: str, fraction: float, _: str) -> None:
        pages = {COMPARE: self.view.compare, PROFILE: self.view.profiles, CONTOUR: self.view.profiles,
                 TOYS: self.view.toys, POINTS: self.view.points}  # fmt: skip
        if kind in pages and pages[kind].running:
            pages[kind].show_progress(fraction)

    def _rest(self) -> None:
        """Nothing runs any more, perhaps because somebody cancelled it elsewhere."""
        for page in self.view.pages:
            if page.running:
                page.set_running(False)

    # curves on the SED

    def _set_curves(self) -> None:
        """What is drawn beside the model: only while its table is seen."""
        self.session.set_curves(self._curves() if self.visible else ())

    def _curves(self) -> tuple[SpectrumCurve, ...]:
        page, span = self.view.tabs.currentWidget(), self.session.results.current("fit_span")
        if page is self.view.compare and self.view.compare.draw.isChecked() and COMPARE in self.kept and span:
            return self._drawn(COMPARE, lambda rows: _curves_of(rows, span))
        if page is self.view.points and self.view.points.draw.isChecked() and POINTS in self.kept:
            return self._drawn(
                POINTS, lambda found: (curve_of(found[0].model, found[1].energy_range, "Fit of points"),)
            )
        return ()

    def _drawn(self, kind: str, make: Callable[[Any], tuple[SpectrumCurve, ...]]) -> tuple[SpectrumCurve, ...]:
        """Curves of a result, made once; none of an earlier state."""
        kept = self.kept[kind]
        if not self._holds(kind, self.session.results):
            return ()
        if self._made is None or self._made[0] is not kept:
            self._made = (kept, make(kept.value))
        return self._made[1]

    _made: tuple[Kept, tuple[SpectrumCurve, ...]] | None = None

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
        view.points.stopped.connect(lambda: self._stop(view.points, POINTS))
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
