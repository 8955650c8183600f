"""History and snapshots → two lists; a click on a line → that state."""

from __future__ import annotations

from vhegui.analysis.compare.settings import Pinned, pin, take
from vhegui.gui.panels.history.view import HistoryView
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session


class HistoryPanel(Panel):
    """Every state of the session; some have names, which stay when undo has forgotten them."""

    name = "history"
    title = "History"

    def __init__(self, session: Session) -> None:
        self.view = HistoryView()
        super().__init__(session, self.view)
        self.view.stepped.connect(session.step_to)
        self.view.keep_wanted.connect(self._keep)
        self.view.go_wanted.connect(self._go)
        self.view.compare_wanted.connect(self._compare)
        self.view.remove_wanted.connect(lambda name: session.snapshots.remove(name))
        session.snapshots.changed.connect(self.session.request_pull)

    def show(self, results: Results) -> None:
        history, snapshots = self.session.history, self.session.snapshots
        if self.seen.new("entries", history.entries):
            self.view.show_entries([entry.label for entry in history.entries])
        if self.seen.new("position", history.entries, history.position):
            self.view.show_position(history.position)
        current = snapshots.name_of(history.current)
        if self.seen.new("snapshots", snapshots.kept, current):
            self.view.show_snapshots(list(snapshots.kept), current)

    def _keep(self, name: str) -> None:
        results = self.session.results
        state = self.session.history.current
        values = results.values if results.analysis == state else {}
        self.session.snapshots.keep(name, pin(state, values, results.stale))

    def _go(self, name: str) -> None:
        self.session.apply(f"Go to {name}", take, self.session.snapshots.kept[name].analysis)

    def _compare(self, name: str) -> None:
        """What the snapshot is against what is decided now: a pinned analysis, in the panel Compare and on the map."""
        kept = self.session.snapshots.kept[name]
        pinned = self.session.pinned
        if pinned is None or pinned.analysis != kept.analysis:
            self.session.set_pinned(Pinned(kept.analysis, kept.values))
        self.session.message.emit("information", f"{name} is pinned: the panel Compare shows it against what is now.")
