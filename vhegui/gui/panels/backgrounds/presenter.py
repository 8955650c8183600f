"""Compares backgrounds when asked, and shows what comes back."""

from __future__ import annotations

from vhegui.analysis.studies.backgrounds import BackgroundComparison
from vhegui.analysis.studies.settings import BackgroundsAsked
from vhegui.gui.panels.backgrounds.view import BackgroundsView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.session.study_run import StudyRun
from vhegui.gui.theme import Theme

KIND = "backgrounds"


class BackgroundsPanel(Panel):
    """One source, several backgrounds."""

    name = "backgrounds"
    title = "Compare backgrounds"
    studies = (KIND,)
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = BackgroundsView()
        super().__init__(session, self.view)
        self._asked: BackgroundsAsked | None = None
        view = self.view
        self._run = StudyRun(session, KIND, "Compare backgrounds", view.go, lambda: view.asked)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))

    def show(self, results: Results) -> None:
        analysis, view = results.analysis, self.view
        asked = analysis.studies.backgrounds
        if asked is not None and asked != self._asked:
            view.set_asked(asked)
        self._asked = asked
        self._run.follow()
        possible = bool(results.loaded.observations) and bool(analysis.dataset.runs) and analysis.source is not None
        found: BackgroundComparison | None = results.get(KIND)
        if self.seen.new("empty", found is None, possible):
            view.set_empty(found is None, possible)
        if found is not None and self.seen.new("found", found):
            view.show_comparison(found)
        if found is not None:
            view.set_old(results.current(KIND) is not found)

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)
