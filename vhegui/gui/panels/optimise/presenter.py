"""Scans in the background and shows what comes back; "Use these" is one edit."""

from __future__ import annotations

from vhegui.analysis.studies.optimise import Optimisation, use_choice
from vhegui.core.regions.circle import Circle
from vhegui.gui.panels.optimise.view import OptimiseView
from vhegui.gui.panels.optimise.wording import MERIT_SCALES, choice_text, trials_text
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.session.study_run import StudyRun
from vhegui.gui.theme import Theme

KIND = "optimisation"
CHANGED = "The analysis has changed since this scan: scan again."


class OptimisePanel(Panel):
    """ON radius and energy threshold."""

    name = "optimise"
    title = "Optimise"
    needs = ("counts_table",)
    studies = (KIND,)
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = OptimiseView()
        super().__init__(session, self.view)
        self.found: Optimisation | None = None
        form = self.view.form
        self._run = StudyRun(session, KIND, "Scan radius and threshold", form.go, lambda: form.request)
        self._connect()

    def show(self, results: Results) -> None:
        analysis = results.analysis
        possible = bool(analysis.dataset.runs) and analysis.source is not None and bool(results.loaded.observations)
        self._run.follow()
        found, before = results.get(KIND), self.found
        self.found = found
        self.view.set_empty(found is None, possible)
        if found is None:
            return
        if found is not before:
            self._show_merit(self._best())
        holds = results.current(KIND) is found
        self.view.say_problem("" if holds else CHANGED)
        self.view.form.use.setEnabled(holds and self.view.map.cell is not None)
        total = results.get("counts_table")
        if isinstance(analysis.source, Circle) and total is not None:
            self.view.map.set_now(analysis.source.radius, max(total[1].energy_min, analysis.fit.low or 0.0))

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # the scan

    def _connect(self) -> None:
        view, form = self.view, self.view.form
        form.used.connect(self._use)
        form.merit_chosen.connect(lambda: self._show_merit(self._best()))
        view.map.chosen.connect(self._choose)
        view.map.pointed.connect(self._point)
        view.export_failed.connect(lambda sentence: self.session.message.emit("error", sentence))

    # what is shown of it

    @property
    def _percent(self) -> float:
        return self.view.form.percent.value or 1.0

    def _best(self) -> tuple[int, int] | None:
        return self.found.scan.best(self.view.form.merit_key, self._percent / 100.0) if self.found else None

    def _show_merit(self, cell: tuple[int, int] | None) -> None:
        if self.found is None:
            return
        merit, view = self.view.form.merit_key, self.view
        values = self.found.scan.merit(merit, self._percent / 100.0)
        if merit == "error":
            view.map.set_scan(self.found.scan, 100.0 * values, MERIT_SCALES[merit], "log10")
        else:
            view.map.set_scan(self.found.scan, values, MERIT_SCALES[merit])
        view.map.set_best(self._best())
        self._choose(cell)
        self.session.request_pull()

    def _choose(self, cell: tuple[int, int] | None) -> None:
        if self.found is None:
            return
        self.view.map.set_cell(cell)
        self.view.form.use.setEnabled(cell is not None and self.session.results.current(KIND) is self.found)
        if cell is None:
            self.view.show_choice("No choice has enough OFF counts, and an excess where one is needed.", "", "")
            return
        best = "Best: " if cell == self._best() else ""
        place, _, text = choice_text(self.found, cell, self._percent).partition(":")
        trials = trials_text(self.found, self.view.form.merit_key, cell)
        self.view.show_choice(f"{best}{place}", f":{text}", trials)

    def _point(self, cell: tuple[int, int] | None) -> None:
        text = choice_text(self.found, cell, self._percent) if self.found and cell is not None else ""
        self.view.pointed.setText(text)

    def _use(self) -> None:
        cell = self.view.map.cell
        if self.found is not None and cell is not None:
            scan = self.found.scan
            radius, threshold = float(scan.radius[cell[0]]), float(scan.threshold[cell[1]])
            self.session.apply("Use optimised radius and threshold", use_choice, radius, threshold)
