"""Profiles and contours: which parameters, and the two plots."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton

from vhegui.gui.figures.parameter_plots import ContourPlot, ParameterPlot
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.turning import TurningSplitter

WIDE = 560  # pixels
HINT = "A profile shows whether an error is symmetric, contours how two parameters depend on each other."


class ProfilePage(Page):
    """started() : a profile of `first` is wanted · contours_wanted() : contours of `first` and `second`."""

    contours_wanted = Signal()
    grown = Signal(object)
    title = "Profiles"
    headline = "How far may a parameter go?"
    least_height = 225

    def __init__(self, failed: Callable[[str], None]) -> None:
        super().__init__("Profile", "Move the first parameter and fit all others again at every step", HINT)
        self.first, self.second = QComboBox(), QComboBox()
        for combo, name in ((self.first, "Parameter"), (self.second, "Second parameter")):
            combo.setAccessibleName(name)
            combo.setToolTip("A fitted parameter: of any source, or a systematic of an instrument")
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.both = QPushButton("Contours")
        self.both.setAutoDefault(False)
        self.both.setToolTip("68 and 95 % contours of the two parameters, point by point; Stop takes what is there")
        self.both.clicked.connect(self.contours_wanted)
        self.contours_wanted.connect(self.uncover)
        self.controls.add(self.first, self.go, PlainLabel("with"), self.second, self.both)
        self.profile, self.contour = ParameterPlot(), ContourPlot()
        splitter = TurningSplitter(WIDE)
        for plot, file_name in ((self.profile, "profile"), (self.contour, "contours")):
            add_plot_menu(plot, file_name, failed)
            splitter.addWidget(plot)
        self.fill(splitter)
        self.grown.connect(self._grow, Qt.ConnectionType.QueuedConnection)

    def set_names(self, names: tuple[str, ...]) -> None:
        """The fitted parameters; the choice is kept where it can be."""
        for place, combo in enumerate((self.first, self.second)):
            if tuple(combo.itemText(row) for row in range(combo.count())) == names:
                continue
            chosen = combo.currentText()
            combo.clear()
            combo.addItems(names)
            combo.setCurrentText(chosen if chosen in names else names[min(place, len(names) - 1)] if names else "")

    def set_possible(self, possible: bool) -> None:
        super().set_possible(possible and self.first.count() > 0)
        self.both.setEnabled(possible and self.first.count() > 1 and not self.go.running)

    def dim(self, opacity: float) -> None:
        for plot in (self.profile, self.contour):
            for item in plot.plot.items:
                item.setOpacity(opacity)

    def set_theme(self, theme: Theme) -> None:
        self.profile.set_theme(theme)
        self.contour.set_theme(theme)

    @Slot(object)
    def _grow(self, found: object) -> None:
        self.contour.show_contours(found)  # pyright: ignore[reportArgumentType]
