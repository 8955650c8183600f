"""Makes a template when asked, shows it, and writes a data set that uses it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from vhegui.analysis.headless.template import TemplateOutcome, folder_for_template, write_template
from vhegui.analysis.loading.template_runs import choose_template_runs
from vhegui.analysis.studies.settings import TemplateAsked
from vhegui.analysis.studies.template import TemplateStudy
from vhegui.core.dl3.store import Store
from vhegui.core.errors import AnalysisError, VheguiError
from vhegui.core.progress import Progress
from vhegui.gui.file_questions import ask_folder_to_fill
from vhegui.gui.panels.template.view import TemplateView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme

KIND, SAVING = "template", "template data set"
CHANGED = "⚠ The settings, the exclusions or the data set have changed since: make it again."


class TemplatePanel(Panel):
    """Background templates from off runs."""

    name = "template"
    title = "Background model"
    studies = (KIND,)
    every = 8

    def __init__(self, session: Session) -> None:
        self.view = TemplateView()
        super().__init__(session, self.view)
        self.found: TemplateStudy | None = None
        self._asked: TemplateAsked | None = None
        self._store: Store | None = None
        form = self.view.form
        form.changed.connect(self._show_choice)
        form.go.started.connect(self._start)
        form.go.stopped.connect(self._stop)
        form.saved.connect(self._choose_folder)
        self.view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))
        session.background.progressed.connect(self._show_progress)
        session.background.idle.connect(session.request_pull)

    def show(self, results: Results) -> None:
        asked, form = results.analysis.studies.template, self.view.form
        if asked is not None and asked != self._asked:
            form.set_asked(asked)
        if asked != self._asked or results.store is not self._store:
            self._asked, self._store = asked, results.store
            self._show_choice()
        form.go.set_running(self.session.studies.running(KIND) or self.session.background.has(SAVING))
        found: TemplateStudy | None = results.get(KIND)
        self.view.set_empty(found is None, results.store is not None)
        if found is not None and found is not self.found:
            self.view.show_template(found.template)
        self.found = found
        self._say(results)

    def set_theme(self, theme: Theme) -> None:
        self.view.set_theme(theme)

    # the off runs, and the template

    def _show_choice(self) -> None:
        """How many off runs the query finds."""
        form = self.view.form
        if self._store is None:
            form.show_runs("")
            form.go.set_possible(False)
            return
        try:
            count = len(choose_template_runs(self._store, form.query.value))
        except AnalysisError as error:
            form.show_runs("no run", str(error))
            form.go.set_possible(False)
        else:
            form.show_runs(f"{count} run{'' if count == 1 else 's'}")
            form.go.set_possible(True)
        self._say(self.session.results)

    def _say(self, results: Results) -> None:
        """Whether what is shown belongs to what the form says."""
        found, form = self.found, self.view.form
        holds = found is not None and results.current(KIND) is found and form.asked == found.asked
        form.save.setEnabled(holds and not form.go.running)
        if found is None:
            return
        template = found.template
        lost = [run for run in template.runs if run.lost > 0]
        text = f"{len(template.runs)} off runs; in {len(lost)} of them known sources or exclusions are cut out."
        if template.empty:
            text += f" No off run at zenith angles {', '.join(f'{a:.3g}°–{b:.3g}°' for a, b in template.empty)}."
        self.view.say(" ".join([text, *(f"{each}." for each in found.left_out)]) if holds else CHANGED)

    def _start(self) -> None:
        self.view.form.go.set_running(True)
        self.session.ask("Make background template", KIND, self.view.form.asked)

    def _stop(self) -> None:
        self.session.studies.cancel(KIND)
        self.session.background.cancel(SAVING)
        self.view.form.go.set_running(False)

    def _show_progress(self, kind: str, fraction: float, text: str) -> None:
        if kind in (KIND, SAVING) and self.view.form.go.running:
            self.view.form.go.show_progress(fraction)

    # the data set

    def _choose_folder(self) -> None:
        ask_folder_to_fill(self.view, "Folder for the data set with this background", self.save)

    def save(self, folder: Path) -> None:
        """Write the data set in the background."""
        study, copy = self.found, self.view.form.copy.isChecked()
        if study is None:
            return
        self.view.form.go.set_running(True)
        self.session.background.submit(SAVING, partial(_write, study, folder, copy), partial(self._saved, folder))

    def _saved(self, folder: Path, result: Any) -> None:
        self.view.form.go.set_running(False)
        if isinstance(result, TemplateOutcome):
            missing = f" {result.not_done[0]}." if result.not_done else ""
            self.session.message.emit(
                "warning" if missing else "information", f"A data set with this background is in {folder}.{missing}"
            )
        else:
            self.session.message.emit("error", str(result))
        self.session.request_pull()


def _write(study: TemplateStudy, folder: Path, copy: bool, progress: Progress) -> TemplateOutcome | VheguiError:
    try:
        return write_template(study, folder_for_template(study.store, folder), copy, progress)
    except VheguiError as error:
        return error
