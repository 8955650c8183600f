"""Which source is shown, what can be done with sources, whether the fit follows the data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget


class SourceRow(QWidget):
    """source_chosen(name), follow_toggled(on), fit_requested(); the actions of the menu have signals of their own."""

    source_chosen = Signal(str)
    follow_toggled = Signal(bool)
    fit_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sources, self.more = QComboBox(self), QToolButton(self)
        self.follow, self.fit = QCheckBox("Follow the data", self), QPushButton("Fit", self)
        menu = QMenu(self.more)
        menu.setToolTipsVisible(True)
        self.add = menu.addAction("Add a source…")
        self.rename = menu.addAction("Rename…")
        self.seen_by = menu.addAction("Data sets that see it…")
        menu.addSeparator()
        self.remove = menu.addAction("Remove this source")
        self.more.setMenu(menu)
        self._dress()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.sources, self.more):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.follow)
        layout.addWidget(self.fit)
        self.sources.activated.connect(lambda row: self.source_chosen.emit(self.sources.itemText(row)))
        self.follow.clicked.connect(self.follow_toggled)
        self.fit.clicked.connect(self.fit_requested)

    def show_state(self, names: tuple[str, ...], follow: bool) -> None:
        """The sources, the shown one first, and whether the model is fitted whenever the data change."""
        known = [self.sources.itemText(i) for i in range(self.sources.count())]
        ordered = sorted(names)
        if known != ordered:
            self.sources.clear()
            self.sources.addItems(ordered)
        self.sources.setCurrentText(names[0])
        self.remove.setEnabled(len(names) > 1)
        self.follow.setChecked(follow)
        self.fit.setEnabled(not follow)

    def _dress(self) -> None:
        self.sources.setAccessibleName("Source whose spectrum is shown")
        self.sources.setToolTip(
            "The source whose spectrum is drawn and gets the flux points; all sources are fitted together"
        )
        self.sources.setMinimumContentsLength(8)
        self.sources.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.more.setText("Sources")
        self.more.setAccessibleName("Sources: add, rename, remove")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setToolTip("Sources that contribute to the same counts: add, rename, remove, seen by which data")
        self.add.setToolTip("One more source, a power law to begin with, fitted together with the others")
        self.seen_by.setToolTip("Which runs, spectra and instruments see this source")
        self.follow.setAccessibleName("Follow the data")
        self.follow.setToolTip(
            "On: the free parameters are fitted whenever region, runs or settings change, also during a drag.\n"
            "Off: the model stays as you type it, and only its statistic follows."
        )
        self.fit.setAccessibleName("Fit")
        self.fit.setToolTip(
            "Fit the free parameters, starting at the values in the table, and follow the data from now on"
        )
