"""The line of numbers under the plot: variability in words, each with its tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from vhegui.gui.panels.light_curve.wording import Statement
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel

MOST = 8


class Numbers(FlowRow):
    """band_chosen(number) where there are several bands."""

    band_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("Variability", spacing=13)
        self.band = QComboBox()
        self.band.setAccessibleName("Band of the numbers")
        self.band.setToolTip("Of which energy band the numbers are")
        self.band.activated.connect(self.band_chosen)
        self.labels = [PlainLabel() for _ in range(MOST)]
        self.add(self.band, *self.labels)
        self.set_bands(())

    def set_bands(self, names: Sequence[str]) -> None:
        """The bands to choose from; with one there is nothing to choose. No signal."""
        if [self.band.itemText(i) for i in range(self.band.count())] != list(names):
            self.band.clear()
            self.band.addItems(list(names))
        self.band.setVisible(len(names) > 1)

    def say(self, statements: Sequence[Statement]) -> None:
        """Other words."""
        for i, label in enumerate(self.labels):
            statement = statements[i] if i < len(statements) else Statement("", "")
            if label.text() != statement.text:
                label.setText(statement.text)
                label.setAccessibleName(statement.text)
            label.setToolTip(tooltip(statement.tip))
            label.setVisible(bool(statement.text))
        self.setToolTip(tooltip("\n".join(statement.text for statement in statements)))

    def text(self) -> str:
        """All of it."""
        return " · ".join(label.text() for label in self.labels if label.text())
