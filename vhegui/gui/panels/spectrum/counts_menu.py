"""What can be chosen about the plot of counts: what stands below it, and bins joined for display."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from vhegui.gui.figures.looks import NONE, RATIO, SIGMA, CountsLooks, parse_joining
from vhegui.gui.widgets.text_dialog import ask_text

SHOW_TIP = "What stands below the counts, and whether bins are joined for display"
BELOW = {
    SIGMA: ("Residuals in σ below", "(excess − model) / expected error: how significant a departure is"),
    RATIO: ("Ratio data / model below", "Excess / model, with the same error: how large a departure is"),
    NONE: ("Nothing below", "All room for the counts"),
}
JOIN_TIP = (
    "From the lowest energy upwards, bins are joined until their excess is so significant, or they are so many, as\n"
    "setplot rebin of XSPEC does. The mean of their counts is drawn; residual and ratio are those of the whole group.\n"
    "The fit is not changed: it uses every bin."
)
USUAL = ((2.0, 5), (3.0, 10), (5.0, 20))  # σ, bins
HOW = "σ and most bins, as in 3 10"


class CountsMenu(QObject):
    """changed() : other looks were chosen. `looks` : those that are."""

    changed = Signal()

    def __init__(self, menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.menu = menu
        self.looks = CountsLooks()
        self._groups = QActionGroup(self), QActionGroup(self)
        below, joining = self._groups
        self.below = {kind: self._entry(below, *BELOW[kind], self._below(kind)) for kind in BELOW}
        menu.addSeparator()
        self.joins = {(0.0, 0): self._entry(joining, "All bins", "As they are fitted", lambda: self.join(0.0, 0))}
        for sigma, bins in USUAL:
            text = f"Joined until {sigma:g} σ or {bins} bins"
            self.joins[sigma, bins] = self._entry(joining, text, JOIN_TIP, lambda s=sigma, b=bins: self.join(s, b))
        self.other = self._entry(joining, "Joined otherwise…", JOIN_TIP, self.ask)
        self.show_looks(self.looks)

    def show_looks(self, looks: CountsLooks) -> None:
        """Tick what is chosen (no signal)."""
        self.looks = looks
        self.below[looks.below].setChecked(True)
        chosen = (looks.min_sigma, looks.max_bins) if looks.joins else (0.0, 0)
        self.joins.get(chosen, self.other).setChecked(True)
        self.other.setText("Joined otherwise…" if chosen in self.joins else f"{looks.joining.capitalize()}…")

    def choose(self, looks: CountsLooks) -> None:
        """Other looks."""
        self.show_looks(looks)
        self.changed.emit()

    def join(self, sigma: float, bins: int) -> None:
        """Join bins for display; 0 σ: draw them all."""
        self.choose(replace(self.looks, min_sigma=sigma, max_bins=bins or self.looks.max_bins))

    def other_below(self) -> None:
        """The next of residuals, ratio, nothing."""
        kinds = list(BELOW)
        self.choose(replace(self.looks, below=kinds[(kinds.index(self.looks.below) + 1) % len(kinds)]))

    def _below(self, kind: str) -> Callable[[], None]:
        return lambda: self.choose(replace(self.looks, below=kind))

    def _entry(self, group: QActionGroup, text: str, tip: str, call: Callable[[], None]) -> QAction:
        action = self.menu.addAction(text)
        action.setCheckable(True)
        action.setToolTip(tip)
        action.triggered.connect(lambda _=False: call())
        group.addAction(action)
        return action

    def ask(self) -> None:
        """Ask how bins are joined."""
        self.show_looks(self.looks)  # nothing is chosen before it is answered
        now = f"{self.looks.min_sigma:g} {self.looks.max_bins}" if self.looks.joins else "3 10"
        parent = self.parent()
        ask_text(parent if isinstance(parent, QWidget) else None, "Join bins for display", HOW, now, parse_joining,
                 lambda answer: self.join(*answer), more="The fit is not changed: it uses every bin.")  # fmt: skip
