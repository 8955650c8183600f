"""The widgets of the light-curve panel: a row of controls, a plot or the table, lines of words below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from vhegui.gui.figures.flux_plot import FluxPlot
from vhegui.gui.numbers.fields import Fields, save_fields
from vhegui.gui.panels.light_curve.controls import Controls
from vhegui.gui.panels.light_curve.growth_plot import GrowthPlot
from vhegui.gui.panels.light_curve.hardness_plot import HardnessPlot
from vhegui.gui.panels.light_curve.numbers import Numbers
from vhegui.gui.panels.light_curve.options import OptionsMenu
from vhegui.gui.panels.light_curve.phase_plot import PhasePlot
from vhegui.gui.panels.light_curve.strips import Strips
from vhegui.gui.plotting.plot_menu import plot_actions
from vhegui.gui.scale import scaled
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.hovering import Hovering
from vhegui.gui.widgets.problem_label import ProblemLabel
from vhegui.gui.widgets.table import TableView
from vhegui.gui.widgets.table_menu import table_actions

EMPTY = "Tick runs in the observation list and put the source region on the map."
FILE_NAME = "light_curve"
LOW = 270  # pixels


class LightCurveView(QWidget):
    """`controls`, `options`, `flux`, `hardness`, `growth`, `phase` (plots), `table`, `numbers`, `strips`, `problem`.

    save_requested(path) : the table for other programs · table_wanted() : before it is copied or written
    export_failed(sentence).
    """

    save_requested = Signal(Path)
    table_wanted = Signal()
    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Light curve")
        self.options = OptionsMenu(self)
        self.controls = Controls(self.options)
        self.flux, self.hardness = FluxPlot(theme), HardnessPlot(theme)
        self.growth, self.phase = GrowthPlot(theme), PhasePlot(theme)
        self.table = TableView("Light curve, all numbers")
        self.pages: dict[str, QWidget] = {
            "flux": self.flux,
            "hardness": self.hardness,
            "growth": self.growth,
            "phase": self.phase,
            "table": self.table,
        }
        self.stack = QStackedWidget()
        for page in self.pages.values():
            self.stack.addWidget(page)
        self.problem = ProblemLabel(self.stack)
        self.strips, self.numbers = Strips(self), Numbers()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(1)
        layout.addWidget(self.controls)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.numbers)
        Hovering(self.strips.cut, self.stack, Qt.Edge.BottomEdge)
        Hovering(self.strips.held, content, Qt.Edge.BottomEdge)
        self.table.horizontalHeader().setResizeContentsPrecision(40)  # rows that decide about widths: all would be slow
        self.content = EmptyOr(content, EmptyState("No light curve yet", EMPTY))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.content)
        self._build_export()
        self.set_theme(theme)

    @property
    def plots(self) -> tuple[FluxPlot, HardnessPlot, GrowthPlot, PhasePlot]:
        return self.flux, self.hardness, self.growth, self.phase

    def show_page(self, name: str) -> None:
        """Show another view."""
        self.stack.setCurrentWidget(self.pages[name])
        for action in self._of_plot:
            action.setEnabled(name != "table")

    def set_empty(self, empty: bool, reason: str = "") -> None:
        """Say why there is nothing to show, and what to do next."""
        if empty:
            hint = reason or EMPTY
            self.content.empty.set_content("No light curve yet", hint)
        self.content.set_empty(empty)

    def say_problem(self, reason: str) -> None:
        """Why what is shown is old; "" for nothing."""
        self.problem.say(reason)

    def set_theme(self, theme: Theme) -> None:
        for plot in self.plots:
            plot.set_theme(theme)
        self.strips.set_theme(theme)
        self.problem.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the plot gets it."""
        super().resizeEvent(event)
        self.numbers.set_most_lines(1 if self.height() < scaled(LOW) else 2 if self.height() < 2 * scaled(LOW) else 4)

    def _build_export(self) -> None:
        failed = self.export_failed.emit
        actions = plot_actions(self.stack, FILE_NAME, failed, self._fields, self._save)
        self._of_plot = [action for action in actions if action.text() in ("Copy picture", "Save picture…")]
        for widget in (self.controls.export, *self.plots):
            widget.addActions(actions)
        for view in (*self.plots, self.table):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.table.addActions(table_actions(self.table, FILE_NAME, failed, self._fields, self._save))

    def _fields(self) -> Fields:
        """All numbers of the light curve; of what is not made of it, those that are drawn."""
        page = self.stack.currentWidget()
        if isinstance(page, GrowthPlot | PhasePlot):
            return page.numbers()
        self.table_wanted.emit()
        return self.table.table.columns

    def _save(self, path: Path) -> None:
        """The light curve as ECSV is in the layout that gammapy reads."""
        page = self.stack.currentWidget()
        if path.suffix.lower() == ".ecsv" and not isinstance(page, GrowthPlot | PhasePlot):
            self.save_requested.emit(path)
        else:
            save_fields(self._fields(), path)
