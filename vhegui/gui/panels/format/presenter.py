"""Notes of the runs in memory at once; of the whole data set, and with comparisons, when asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vhegui.core.dl3.doctor.check import Report, check_store, quick_report, with_notes
from vhegui.core.dl3.doctor.clean import export_clean
from vhegui.core.dl3.doctor.report import summary
from vhegui.gui.panels.format.view import FormatView
from vhegui.gui.session.panel import Panel

if TYPE_CHECKING:
    from vhegui.core.dl3.store import Store
    from vhegui.core.files.notes import FormatNote
    from vhegui.gui.session.results import Results
    from vhegui.gui.session.session import Session
    from vhegui.gui.theme import Theme

WORK = "format"
NO_NOTES_ON_SPECTRA = "Nothing had to be assumed about the spectra."


class FormatPanel(Panel):
    """Departures of the open data from the standard, explained; the full check and the clean export."""

    name = "format"
    title = "Format"

    def __init__(self, session: Session) -> None:
        self.view = FormatView()
        super().__init__(session, self.view)
        self._store: Store | None = None
        self._checked: Report | None = None
        self._of_spectra: tuple[FormatNote, ...] = ()
        self.view.check_wanted.connect(self._check)
        self.view.cancel_wanted.connect(lambda: session.worker.cancel(WORK))
        self.view.export_wanted.connect(self._export)
        self.view.failed.connect(lambda text: session.message.emit("error", text))
        session.worker.idle.connect(self._rest)

    def _rest(self) -> None:
        self.view.set_busy(False)

    def show(self, results: Results) -> None:
        """The notes of what is in memory, or the last full check of this data set; and those of spectra from files."""
        if not self.seen.new("notes", results.store, results.loaded, results.spectrum_notes):
            return
        if results.store is not self._store:
            self._checked = None
        self._store, self._of_spectra = results.store, results.spectrum_notes
        self.view.set_store(results.store is not None)
        if results.store is not None:
            folder = results.store.root
            self.view.suggest_folder(str(folder.with_name(f"{folder.name}-clean")))
            if self._checked is None:
                report = quick_report(results.store, results.loaded.observations, results.loaded.problems)
                self.view.show_report(with_notes(report, self._of_spectra), *_partial(report))
            else:
                self._show_checked(self._checked)
        elif results.analysis.dataset.spectra:
            self.view.show_report(with_notes(Report("spectra", (), (), ()), self._of_spectra), "", NO_NOTES_ON_SPECTRA)
        else:
            self.view.show_nothing()

    def set_theme(self, theme: Theme) -> None:
        """Recolour."""
        self.view.set_theme(theme)

    def _check(self) -> None:
        store = self._store
        if store is None:
            return

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.session.complain(result, "the data set could not be checked")
            elif store is self._store:
                self._checked = result
                self._show_checked(result)

        self._submit(lambda progress: check_store(store, progress=progress), done)

    def _show_checked(self, report: Report) -> None:
        self.view.show_report(
            with_notes(report, self._of_spectra), summary(report), "Nothing departs from the standard."
        )

    def _export(self, folder: str) -> None:
        store = self._store
        if store is None:
            return
        runs = self.session.analysis.dataset.runs or tuple(store.index.obs_id.tolist())

        def done(result: Any) -> None:
            if isinstance(result, Exception):
                self.session.complain(result, "the runs could not be exported")
                return
            for problem in result.problems.values():
                self.session.message.emit("warning", f"left out of the export: {problem}")
            count = "1 run" if len(result.runs) == 1 else f"{len(result.runs)} runs"
            self.session.message.emit("information", f"{count} written to {result.folder}")

        self._submit(lambda progress: export_clean(store, runs, Path(folder), progress), done)

    def _submit(self, work: Any, done: Any) -> None:
        self.view.set_busy(True)
        self.session.worker.submit(WORK, work, done)


def _partial(report: Report) -> tuple[str, str]:
    """Status line, and what an empty table means, while only some runs have been read."""
    if not report.runs:
        return "No run has been read yet", "No run has been read yet: check all runs, or choose some to analyse."
    nothing = "Nothing departs from the standard in the runs in memory. Check all runs to compare them with the index."
    return f"Runs in memory only. {summary(report)}", nothing
