"""Results → the tree; ticks, keys, menus and buttons → edits of the list of sources, and what is asked about them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu

from vhegui.analysis.edits.joint import joint_of
from vhegui.analysis.studies.next_source import NextSource
from vhegui.analysis.studies.settings import SourceTestsAsked
from vhegui.core.fitting.joint_model import JointModel
from vhegui.gui.model_editor.source_commands import SourceCommands
from vhegui.gui.model_editor.source_menu import source_menu
from vhegui.gui.panels.sources.rows import BACKGROUND, PARTS, Key, rows_of, warning_of
from vhegui.gui.panels.sources.view import SourcesView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.session.study_run import StudyRun

TESTS, COUNTS, NEXT = "source_tests", "expected_counts", "next_source"
LEFT = "residual"
CHANGED = "What is fitted has changed while the next source was looked for: find it again."
OLD = "⚠ Model or data have changed since the tests: test again."


class SourcesPanel(Panel):
    """The model tree."""

    name = "sources"
    title = "Sources"
    needs = (COUNTS, "live_fit")
    studies = (TESTS, NEXT)
    every = 4

    def __init__(self, session: Session) -> None:
        self.view = SourcesView()
        super().__init__(session, self.view)
        self.commands = SourceCommands(session, self.view)
        self._names: tuple[str, ...] = ()
        self._searching = False
        view, tree = self.view, self.view.tree
        self.tests = StudyRun(session, TESTS, "Test sources", view.test, SourceTestsAsked)
        view.search.started.connect(self._search)
        view.search.stopped.connect(self._stop_search)
        session.background.progressed.connect(self._show_progress)
        view.add_wanted.connect(self.commands.add)
        view.deed_wanted.connect(self._do)
        view.export_failed.connect(lambda sentence: session.message.emit("error", sentence))
        tree.ticked.connect(self._tick)
        tree.opened.connect(lambda key: key.part != BACKGROUND and self.commands.show(key.name))
        tree.renamed.connect(lambda key: key.part != BACKGROUND and self.commands.ask_name(key.name))
        tree.removed.connect(lambda key: key.part != BACKGROUND and self.commands.remove(key.name))
        tree.menu_wanted.connect(self._open_menu)

    @property
    def wants(self) -> tuple[str, ...]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """What is left of the sky, too, while it is searched."""
        return ("fit_result", *((LEFT,) if self._searching else ()))

    def show(self, results: Results) -> None:
        self.tests.follow()
        self._follow_search(results)
        if not results.numbers:
            return
        analysis = results.analysis
        joint = _joint(results)
        counts, tests = results.get(COUNTS), results.get(TESTS) or ()
        old = bool(tests) and TESTS in results.old and not self.view.test.running
        there = bool(analysis.dataset.runs or analysis.dataset.spectra)
        if self.seen.new("rows", analysis.sources, joint, counts, tests, there, old, analysis.fits_cubes):
            self.view.set_empty(not there)
            self.view.set_cubes(there and analysis.fits_cubes)
            self.view.tree.show_rows(rows_of(analysis.sources, joint, counts if there else None, tests))
            self.view.say((OLD if old else warning_of(tests)) if there else "")
            self._select_new(tuple(source.name for source in analysis.sources))

    def _select_new(self, names: tuple[str, ...]) -> None:
        """A source that has just come is the one that the buttons are about."""
        new = [name for name in names if name not in self._names]
        if len(new) == 1 and self._names:
            self.view.tree.select(Key("source", new[0]))
        self._names = names

    # the next source: looked for without an edit, so that what is found is one step to undo

    def _search(self) -> None:
        self._searching = True
        self.view.search.set_running(True)
        self.session.studies.ask(NEXT)
        self.session.request_pull()

    def _stop_search(self) -> None:
        self._searching = False
        self.session.studies.cancel(NEXT)
        self.view.search.set_running(False)

    def _show_progress(self, kind: str, fraction: float, text: str) -> None:
        if kind == NEXT and self.view.search.running:
            self.view.search.show_progress(fraction)

    def _follow_search(self, results: Results) -> None:
        running = self.session.studies.running(NEXT)
        self.view.search.set_running(running)
        if self._searching and not running:
            self._searching = False
            found: NextSource | None = results.current(NEXT)
            if found is not None:
                QTimer.singleShot(0, self.view, lambda: self.commands.add_next(found))
            elif NEXT in results.old:
                self.session.message.emit("information", CHANGED)

    # gestures → edits

    def _do(self, deed: str) -> None:
        key = self.view.tree.selected_key
        if key is not None and key.part != BACKGROUND:
            {"duplicate": self.commands.duplicate, "remove": self.commands.remove}[deed](key.name)

    def _tick(self, key: Key, on: bool) -> None:
        if key.part == "source":
            self.commands.set_in_fit(key.name, on)
        elif key.part == BACKGROUND:
            self.commands.freeze_background(key.name, not on)
        else:
            self.commands.freeze(key.name, key.part, not on)
        self.seen.forget("rows")  # a tick that was refused is taken back
        self.session.request_pull()

    def _open_menu(self, key: Key, where: QPoint) -> None:
        menu = self.menu_of(key)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def menu_of(self, key: Key) -> QMenu:
        """The menu of a row."""
        if key.part in ("source", *PARTS):
            menu = source_menu(self.session.analysis, key.name, self.commands, self.view)
        else:
            menu = QMenu(self.view)
            for text, frozen in (("Freeze norm and tilt", True), ("Free norm and tilt", False)):
                action = menu.addAction(text)
                action.setEnabled(bool(key.name))
                action.triggered.connect(lambda *_, on=frozen: self.commands.freeze_background(key.name, on))
        menu.addSeparator()
        menu.addActions(self.view.table_actions)
        return menu


def _joint(results: Results) -> JointModel:
    """What is on screen: the final fit where it is there, else the live one, else as decided."""
    final = results.current("fit_result") if results.analysis.fit.follow else None
    return joint_of(results.analysis, final or results.current("live_fit"))
