"""The page with the targets of a data set, and a quick look at each of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from vhegui.analysis.targets import TargetRuns, quick_look, targets_of
from vhegui.analysis.written_numbers import fixed
from vhegui.core.dl3.store import Store
from vhegui.core.progress import Progress
from vhegui.gui.window.start.choice import ChoicePage, Line

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow

LOOK = "quick look"
HINT = (
    "One click chooses its runs, aims at it, and puts the ON region on it. The significance is that of a quick look: "
    "ON and reflected OFF regions, all safe energies."
)


class Targets(QObject):
    """Of one window."""

    _looked = Signal(object, int, str)  # from the worker: the page, its line, what was found

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._looked.connect(self._show_look)

    def show(self) -> None:
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
        titles = ("Target", "Runs", "Hours", "Significance")
        page = ChoicePage(f"{store.label}: {count}", HINT, titles, lines, "Choose runs myself")
        self._window.start.show_page(page)
        self._look(page, store, targets)

    def stop(self) -> None:
        """Look no further."""
        self._window.session.background.cancel(LOOK)

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
        if page is self._window.start.cover.page:
            page.set_text(row, 3, text)
