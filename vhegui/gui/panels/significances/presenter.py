"""Results → the distribution of the significances; made by the same steps as the maps of the map panel."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vhegui.analysis.pipeline import is_whole
from vhegui.analysis.shown_map import SKY_STEPS
from vhegui.gui.panels.significances.plot import SignificancePlot
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.session.panel import Panel
from vhegui.gui.session.results import Results
from vhegui.gui.session.session import Session
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState

STEP = "significances"
HINT = "Select runs in the observation list; the source belongs into an exclusion."


class SignificancesPanel(Panel):
    """Significances inside and outside the exclusions."""

    name = "significances"
    title = "Significances"
    wants = (*SKY_STEPS, STEP)

    def __init__(self, session: Session) -> None:
        self.plot = SignificancePlot()
        self.content = EmptyOr(self.plot, EmptyState("No significances yet", HINT))
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.content)
        super().__init__(session, widget)
        add_plot_menu(self.plot, self.name, lambda reason: session.message.emit("error", reason))

    def show(self, results: Results) -> None:
        found, problem = results.get(STEP), results.errors.get(STEP, "")
        if self.seen.new("state", found is None, problem, results.analysis.dataset.runs == ()):
            self.content.set_empty(found is None)
            waiting = "They are being computed." if results.analysis.dataset.runs else HINT
            self.content.empty.set_content("No significances yet", problem or waiting)
        if found is not None and self.seen.new("plot", found):
            self.plot.set_distributions(*found)
        waits = STEP in results.stale and is_whole(results.current("stacked_sky"))  # else it grows, run by run
        if self.seen.new("stale", waits, problem):
            self.plot.set_dimmed(waits)
            self.plot.note.say(problem)

    def set_theme(self, theme: Theme) -> None:
        self.plot.set_theme(theme)
