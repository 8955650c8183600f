"""Which page covers the panels, and when."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.targets import TargetRuns, quick_look, targets_of
from vhegui.analysis.written_numbers import fixed
from vhegui.core.dl3.store import Store
from vhegui.core.progress import Progress
from vhegui.gui.theme import Theme
from vhegui.gui.window import opening
from vhegui.gui.window.session_commands import recover_session
from vhegui.gui.window.start.choice import ChoicePage, Line
from vhegui.gui.window.start.cover import Cover
from vhegui.gui.window.start.learn import KEY, LearnPage
from vhegui.gui.window.start.welcome import Welcome

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

LOOK = "quick look"
TARGETS_HINT = (
    "One click chooses its runs, aims at it, and puts the ON region on it. The significance is that of a quick look: "
    "ON and reflected OFF regions, all safe energies."
)


class StartPages(QObject):
    """Welcome, things to try, targets and data sets. `cover` shows them; an edit or a data set takes them away."""

    _looked = Signal(object, int, str)  # from the worker: the page, its line, what was found

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.cover = Cover(window)
        self._looked.connect(self._show_look)
        window.session.history_changed.connect(self.leave)
        window.workspaces.changed.connect(self._workspace_changed)

    def welcome(self) -> None:
        """The welcome."""
        page = Welcome(self._window)
        page.left.connect(self.leave)
        self.cover.show_page(page)

    @property
    def learning(self) -> bool:
        """Whether the page Learn is shown."""
        return isinstance(self.cover.page, LearnPage)

    def learn(self) -> None:
        """Things to try."""
        page = LearnPage(self._window)
        page.left.connect(self.leave)
        page.forgotten.connect(self._forget)
        self.cover.show_page(page)
        self._window.show_state()

    def targets(self) -> None:
        """The targets of the data set that is open."""
        store = self._window.session.store
        if store is None:
            return
        targets = targets_of(store.index)
        lines = [
            Line(
                (each.name, f"{len(each.runs)}", f"{each.hours:.1f}" if each.hours == each.hours else "—", ""),
                "Choose" if each.off else "Analyse",
                partial(self._analyse, each),
            )
            for each in targets
        ]
        count = f"{len(targets)} targets" if len(targets) > 1 else "One target"
        page = ChoicePage(
            f"{store.label}: {count}", TARGETS_HINT, ("Target", "Runs", "Hours", "Significance"), lines,
            "Choose runs myself",
        )  # fmt: skip
        page.left.connect(self.leave)
        self.cover.show_page(page)
        self._look(page, store, targets)

    def data_sets(self, folder: Path, found: Sequence[Path]) -> None:
        """The data sets below a folder."""
        lines = [
            Line((str(path.relative_to(folder)),), "Open", partial(opening.open_any, self._window, path), str(path))
            for path in found
        ]
        page = ChoicePage(
            f"{folder.name}: {len(found)} data sets", "This folder is above several data sets; one of them is opened.",
            ("Folder",), lines, "None of them",
        )  # fmt: skip
        page.left.connect(self.leave)
        self.cover.show_page(page)

    def left_behind(self) -> None:
        """Sessions whose windows are gone, to be recovered; a word where there are none."""
        window = self._window
        left = window.recovery.left_behind()
        if not left:
            window.show_message("information", "No session is left to be recovered: all were saved, or are open.")
            return
        lines = [
            Line(
                (each.name, each.when, each.how),
                "Recover",
                partial(recover_session, window, each),
                str(each.file or ""),
            )
            for each in left
        ]
        page = ChoicePage(
            "Sessions that were not saved", "Those that are not recovered now are kept for later.",
            ("Session", "Last changed", "How it ended"), lines, "Later",
        )  # fmt: skip
        page.left.connect(self.leave)
        self.cover.show_page(page)

    def leave(self) -> None:
        """Show the panels."""
        self._window.session.background.cancel(LOOK)
        if self.cover.page is not None:
            self.cover.leave()
            self._window.show_state()

    def set_theme(self, theme: Theme) -> None:
        """The icons of these pages are made for a theme."""
        if isinstance(self.cover.page, Welcome):
            self.welcome()
        elif self.learning:
            self.learn()

    def _forget(self) -> None:
        self._window.settings.remove(KEY)
        self.learn()

    def _workspace_changed(self) -> None:
        if isinstance(self.cover.page, (Welcome, LearnPage)) and not self._window.workspaces.busy:
            self.leave()

    def _analyse(self, target: TargetRuns) -> None:
        session = self._window.session
        if session.store is not None:
            session.apply(f"Analyse {target.name}", target.aimed, session.store.index)

    def _look(self, page: ChoicePage, store: Store, targets: Sequence[TargetRuns]) -> None:
        """Look at one target after the other, in the background."""
        wanted = [(row, each) for row, each in enumerate(targets) if not each.off]
        for row, _ in wanted:
            page.set_text(row, 3, "…")

        def work(progress: Progress) -> None:
            for count, (row, target) in enumerate(wanted):
                share = count / len(wanted)
                progress(share, f"A quick look at {target.name}")
                found = quick_look(target, store, lambda part, text, share=share: progress(share, text))
                self._looked.emit(page, row, "—" if found is None else f"{fixed(found.sqrt_ts, 1)} σ")

        self._window.session.background.submit(LOOK, work, lambda result: None)

    def _show_look(self, page: ChoicePage, row: int, text: str) -> None:
        if page is self.cover.page:
            page.set_text(row, 3, text)
