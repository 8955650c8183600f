"""Lines that are only there when they matter: what is held up, and that the times are cut."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from vhegui.gui.theme import Theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.plain_label import PlainLabel


class Strip(QWidget):
    """A sentence and buttons; hidden while there is nothing to say."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.mark = PlainLabel("▌")
        self.label = ElidedLabel(name)
        self.label.setContentsMargins(0, 0, 6, 0)
        self.label.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 6, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.mark)
        self._row.addWidget(self.label, 1)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; "" hides the strip."""
        self.label.setText(text)
        self.setVisible(bool(text))

    def add_button(self, text: str, tip: str) -> QToolButton:
        """At the right end."""
        button = QToolButton()
        button.setText(text)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        self._row.addWidget(button)
        return button

    def set_colour(self, colour: str) -> None:
        """Of the mark at the left end."""
        self.mark.setStyleSheet(f"color: {colour};")


class Strips(QObject):
    """only_requested(), bin_requested(), let_go(): about the times that are held up · clear_requested(): of the cut."""

    only_requested = Signal()
    bin_requested = Signal()
    let_go = Signal()
    clear_requested = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.held, self.cut = Strip("Selected times"), Strip("Time cut")
        self.only = self.held.add_button(
            "Use only these times",
            "Cut the good time of all runs to this range: map, spectrum and light curve are then of it alone. Can be\n"
            "undone.",
        )
        self.bin = self.held.add_button("Add as bin", "Add this range to the time intervals of the light curve")
        self.release = self.held.add_button("Clear", "Select no times (Esc)")
        self.clear = self.cut.add_button("Clear", "Use all good time again")
        self.only.clicked.connect(self.only_requested)
        self.bin.clicked.connect(self.bin_requested)
        self.release.clicked.connect(self.let_go)
        self.clear.clicked.connect(self.clear_requested)

    def set_theme(self, theme: Theme) -> None:
        self.held.set_colour(theme.selection)
        self.cut.set_colour(theme.warning)
