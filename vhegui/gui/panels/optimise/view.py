"""The widgets of the optimise panel: the form, the map of the scan, and what it means."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from vhegui.gui.panels.optimise.form import ScanForm
from vhegui.gui.panels.optimise.map import ScanMap
from vhegui.gui.plotting.plot_menu import add_plot_menu
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState
from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.turning import FormBeside

HEADLINE = "Which radius and threshold are best?"
HINT = (
    "Scan tries every radius with every energy threshold on the selected runs. Nothing changes before “Use these”. "
    "A choice that makes the significance seen as large as possible has to be paid for: trials are counted."
)
COLUMN, WIDE = 258, 560  # pixels
NOTHING = "Select runs in the observation list, then put the source region on the map."


class OptimiseView(QWidget):
    """`form`, `map`, `chosen` and `trials` (texts). export_failed(sentence)."""

    export_failed = Signal(str)

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self.setAccessibleName("Optimise")
        self.form, self.map = ScanForm(), ScanMap(theme)
        self.chosen, self.pointed = _text("The chosen radius and threshold"), ElidedLabel("Under the mouse")
        self.trials, self.problem = _text("What the choice is worth"), _text("Problem")
        self.problem.hide()
        self.chosen.setTextFormat(Qt.TextFormat.RichText)
        self.pointed.setEnabled(False)
        self.pointed.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.pointed.setContentsMargins(4, 0, 4, 0)
        self.pointed.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        found = QWidget()
        right = QVBoxLayout(found)
        right.setContentsMargins(0, 0, 4, 4)
        right.setSpacing(2)
        for widget in (self.problem, self.map, self.chosen, self.pointed):
            right.addWidget(widget, 1 if widget is self.map else 0)
        self.content = EmptyOr(found, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(FormBeside(self._column(), self.content, COLUMN, WIDE))
        add_plot_menu(self.map, "optimise", self.export_failed.emit)

    def _column(self) -> QWidget:
        """The form and what the choice is worth."""
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(0)
        layout.addWidget(self.form)
        layout.addWidget(self.trials)
        layout.addStretch(1)
        self.trials.setContentsMargins(8, 0, 6, 0)
        return column

    def set_empty(self, empty: bool, possible: bool) -> None:
        """Nothing has been scanned; `possible`: it could be."""
        self.content.empty.set_content(HEADLINE, HINT if possible else NOTHING)
        self.content.set_empty(empty)
        self.form.go.set_possible(possible)

    def show_choice(self, place: str, text: str, trials: str) -> None:
        """The choice the lines stand on, in words."""
        self.chosen.setText(f"<b>{escape(place)}</b>{escape(text)}")
        self.trials.setText(trials)

    def say_problem(self, reason: str) -> None:
        """Why what is shown is old; "" for nothing."""
        self.problem.setText(f"⚠ {reason}" if reason else "")
        self.problem.setVisible(bool(reason))
        self.map.matrix.setOpacity(0.4 if reason else 1.0)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        self.map.set_theme(theme)
        self.problem.setStyleSheet(f"color: {theme.warning};")


def _text(name: str) -> PlainLabel:
    label = PlainLabel()
    label.setWordWrap(True)
    label.setAccessibleName(name)
    label.setContentsMargins(4, 0, 4, 0)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
