"""Searches when asked, shows what is found; a candidate → the middle of the map, the source region, a source of the
model, an exclusion."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.defaults import DEFAULT_RADIUS
from vhegui.analysis.studies.candidates import FoundCandidates, name_of
from vhegui.analysis.studies.settings import CandidateSearch
from vhegui.core.regions.circle import Circle
from vhegui.gui.model_editor.source_commands import SourceCommands
from vhegui.gui.panels.candidates.view import CandidatesView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.session.study_run import StudyRun

KIND = "candidates"


class CandidatesPanel(Panel):
    """Peaks of the map."""

    name = "candidates"
    title = "Candidates"
    studies = (KIND,)
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = CandidatesView()
        super().__init__(session, self.view)
        self.found: FoundCandidates | None = None
        self._asked: CandidateSearch | None = None
        view = self.view
        self.commands = SourceCommands(session, view)
        self.search = StudyRun(session, KIND, "Find sources", view.go, lambda: view.asked)
        view.chosen.connect(self._look)
        view.wanted.connect(self._use)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))

    def show(self, results: Results) -> None:
        view, asked = self.view, results.analysis.studies.candidates
        if asked is not None and asked != self._asked:
            view.set_asked(asked)
        self._asked = asked
        self.search.follow()
        if self.seen.new("possible", results.analysis.dataset.runs != ()):
            view.set_possible(results.analysis.dataset.runs != ())
        found: FoundCandidates | None = results.get(KIND)
        old = KIND in results.old
        if self.seen.new("found", found, old, results.analysis.dataset.runs == ()):
            view.show_found(found, old)
        self.found = found

    # with a candidate

    def _place(self, row: int) -> tuple[float, float] | None:
        if self.found is None or not 0 <= row < len(self.found.rows):
            return None
        found = self.found.rows[row].found
        return found.ra, found.dec

    def _look(self, row: int) -> None:
        if place := self._place(row):
            self.session.look_at(*place)

    def _use(self, what: str, row: int) -> None:
        place = self._place(row)
        if place is None:
            return
        if what == "exclusion":
            circle = Circle(*place, self.view.asked.margin)
            self.session.apply(f"Exclude candidate {row + 1}", edits.add_exclusion, circle)
            return
        if what == "model":
            self._add(row)
            return
        source = self.session.analysis.source
        region = Circle(*place, DEFAULT_RADIUS) if source is None else source.moved(*place)
        self.session.apply(f"Source region on candidate {row + 1}", edits.move_region, region)

    def _add(self, row: int) -> None:
        """One more source of the model, with the flux of the candidate."""
        assert self.found is not None
        found = self.found.rows[row].found
        self.commands.add_candidate(found, self.found.energy, name_of(found) or "source")
