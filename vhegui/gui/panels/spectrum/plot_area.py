"""Counts over SED, each with a slim header; where there is little room, one at a time behind tabs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSplitter, QTabBar, QToolButton, QVBoxLayout, QWidget

from vhegui.gui.figures.counts_plot import CountsPlot
from vhegui.gui.figures.looks import CountsLooks
from vhegui.gui.figures.sed_plot import SedPlot
from vhegui.gui.panels.spectrum.counts_menu import SHOW_TIP, CountsMenu
from vhegui.gui.panels.spectrum.sed_menus import SedMenus
from vhegui.gui.plotting.canvas import Canvas
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.scale import scaled
from vhegui.gui.widgets.plain_label import PlainLabel

ROOM_FOR_BOTH = 575  # pixels, of which 140 are left for the counts


TIPS = (
    "Counts of all runs against reconstructed energy; below, (excess − model) / expected error, or excess / model.\n"
    "Hatched, dashed: energies outside the safe range, not used. Drag over bins: their events are shown on the map\n"
    "and in time, Esc clears it. Wheel: look closer; middle drag: move; double click: everything.",
    "Spectral energy distribution: the model with its 1σ band, and the flux in each band.\n"
    "Drag, wheel: look closer; double click: everything.",
)


class Card(QWidget):
    """A plot under its title and its buttons."""

    def __init__(self, title: str, plot: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot = plot
        self.title = PlainLabel(title, self)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.readout = PlainLabel(parent=self)
        self.readout.setEnabled(False)
        self.header = QHBoxLayout()
        self.header.setContentsMargins(6, 0, 2, 0)
        self.header.setSpacing(4)
        self.header.addWidget(self.title)
        self.header.addWidget(self.readout, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.header)
        layout.addWidget(plot, 1)

    def add_button(self, text: str, tip: str) -> QToolButton:
        """A flat button at the right end of the header."""
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(f"{self.title.text()}: {text}")
        button.setToolTip(tip)
        button.setAutoRaise(True)
        self.header.addWidget(button)
        return button

    def add_menu(self, text: str, tip: str) -> QMenu:
        """A button that opens a menu."""
        button = self.add_button(text, tip)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return menu


class PlotArea(QWidget):
    """The two plots and what can be chosen about them.

    counts_looks_changed(looks) : the user draws the counts otherwise
    """

    counts_looks_changed = Signal(object)
    export_failed = Signal(str)
    group_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counts, self.sed = CountsPlot(), SedPlot()
        self.cards = Card("Counts", self.counts), Card("SED", self.sed)
        for card, tip in zip(self.cards, TIPS, strict=True):
            card.title.setToolTip(tip)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Which plot is shown")
        for card, tip in zip(self.cards, TIPS, strict=True):
            self.tabs.setTabToolTip(self.tabs.addTab(card.title.text()), tip)
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setChildrenCollapsible(False)
        for card, share in zip(self.cards, (11, 9), strict=True):
            self.splitter.addWidget(card)
            self.splitter.setStretchFactor(self.splitter.count() - 1, share)
        self.splitter.setSizes([330, 270])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.splitter, 1)
        self.compact = False
        self.tabs.hide()
        self.tabs.currentChanged.connect(self._arrange)
        self._add_counts_controls()
        self.sed_menus = SedMenus(self.cards[1], self.sed, self)
        for card, file_name in zip(self.cards, ("counts", "sed"), strict=True):
            menu = card.add_menu("Export", "Copy the plot or its numbers, or save them")
            menu.addActions(add_plot_menu(card.plot, file_name, self.export_failed.emit, self._own(card)))
        self.counts.readout_changed.connect(self.cards[0].readout.setText)
        self.sed.readout_changed.connect(self.cards[1].readout.setText)

    def _own(self, card: Card) -> list[QAction]:
        """What a plot can do beside what all can."""
        if card.plot is self.sed:
            return [menu.menuAction() for menu in (self.sed_menus.spectra, self.sed_menus.show, self.sed_menus.units)]
        log = QAction("Logarithmic counts", card)
        log.setCheckable(True)
        log.setChecked(self.log_y.isChecked())
        log.setToolTip(self.log_y.toolTip())
        log.toggled.connect(self.log_y.setChecked)
        self.log_y.toggled.connect(log.setChecked)
        return [log, *self.counts_menu.menu.actions()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = event.size().height() < scaled(ROOM_FOR_BOTH)
        if compact != self.compact:
            self.compact = compact
            self._arrange()

    @property
    def header_height(self) -> int:
        """Of the titles, tabs and buttons above the uppermost plot, in pixels."""
        return self.cards[self.tabs.currentIndex() if self.compact else 0].plot.y()

    def _arrange(self, *_: object) -> None:
        self.tabs.setVisible(self.compact)
        for row, card in enumerate(self.cards):
            card.title.setVisible(not self.compact)
            card.setVisible(not self.compact or row == self.tabs.currentIndex())
        self.cards[self.tabs.currentIndex()].header.insertWidget(0, self.tabs)  # a row of its own would cost the plot

    def set_groups(self, names: tuple[str, ...], shown: str) -> None:
        """Instruments whose counts can be shown (where their energy axes differ), and which is."""
        self.group.setVisible(len(names) > 1)
        if tuple(self.group.itemText(row) for row in range(self.group.count())) != names:
            self.group.clear()
            self.group.addItems(names)
        self.group.setCurrentText(shown)

    def _add_counts_controls(self) -> None:
        self.group = QComboBox(self)
        self.group.setAccessibleName("Instrument whose counts are shown")
        self.group.setToolTip("These data have other energy bins for every instrument: counts are shown one by one")
        self.group.hide()
        self.group.textActivated.connect(self.group_chosen)
        self.cards[0].header.addWidget(self.group)
        self.log_y = self.cards[0].add_button(
            "log y", "Logarithmic or linear counts axis (negative excess needs linear)"
        )
        self.log_y.setCheckable(True)
        self.log_y.setChecked(True)
        menu = self.cards[0].add_menu("Show", SHOW_TIP)
        self.counts_menu = CountsMenu(menu, self)
        self.counts_menu.changed.connect(self._set_counts_looks)
        self.log_y.toggled.connect(lambda on: self.counts_menu.choose(replace(self.counts_menu.looks, log=on)))

    def choose_counts_looks(self, looks: CountsLooks) -> None:
        """Draw the counts so (no signal)."""
        with QSignalBlocker(self.log_y):
            self.log_y.setChecked(looks.log)
        self.counts_menu.show_looks(looks)
        self.counts.set_looks(looks)

    def _set_counts_looks(self) -> None:
        self.counts.set_looks(self.counts_menu.looks)
        self.counts_looks_changed.emit(self.counts_menu.looks)
