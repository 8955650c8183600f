"""The widgets of the panel: controls, and the plot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from vhegui.gui.figures.profile_plot import ProfilePlot
from vhegui.gui.panels.profiles.controls import ProfileControls
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.table import Column

HEADLINE = "No profile yet"
DRAW = "Press P and drag a line on the map, or choose a kind above."
NO_RUNS = "Select runs in the observation list first."
WAITING = "The maps behind it are being computed."


class ProfilesView(QWidget):
    """`controls` and `plot`. export_failed(sentence)."""

    export_failed = Signal(str)

    def __init__(self, columns: Callable[[], list[Column]], theme: Theme = LIGHT) -> None:
        """columns : of the table of what is shown."""
        super().__init__()
        self.setAccessibleName("Profiles")
        self.controls, self.plot = ProfileControls(), ProfilePlot(theme)
        self.content = EmptyOr(self.plot, EmptyState(HEADLINE, DRAW))
        self.export = QToolButton()
        self.export.setText("Export")
        self.export.setAccessibleName("Export")
        self.export.setToolTip("Copy the plot, save it as PNG, SVG or PDF, or its numbers as ECSV or CSV")
        self.export.setAutoRaise(True)
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.export.addActions(add_plot_menu(self.plot, "profile", self.export_failed.emit, numbers=columns))
        self.controls.add(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(1)
        layout.addWidget(self.controls)
        layout.addWidget(self.content, 1)

    def set_empty(self, empty: bool, hint: str = DRAW) -> None:
        """Say what is missing; "" in place of the hint for what is being computed."""
        self.content.set_empty(empty)
        self.content.empty.set_content(HEADLINE, hint)
        self.export.setEnabled(not empty)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.plot.set_theme(theme)
