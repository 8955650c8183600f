"""What one should be careful about, beside the result that it is about, with a button that mends it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from vhegui.analysis.advice import Advice
from vhegui.gui.text.plain import sentence, tooltip
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.boxes import flat_button
from vhegui.gui.widgets.folded_label import FoldedLabel
from vhegui.gui.widgets.hovering import Hovering


class AdviceLines(QFrame):
    """Over the lower edge of `host`, hidden while there is nothing to say. taken(advice) : its button was pressed.

    One line, which covers little of the host: a click on it shows all of its text, another button
    the rest of the advice.
    `hovering` may give it a place of its own. What was waved away does not come back with the same words.
    """

    taken = Signal(object)

    def __init__(self, host: QWidget) -> None:
        super().__init__()
        self.setObjectName("advice")
        self.setAccessibleName("Advice")
        self._shown: tuple[Advice, ...] = ()
        self._waved = set[str]()
        self.buttons: list[QPushButton] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(8, 1, 4, 1)
        self._rows.setSpacing(2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        self.hovering = Hovering(self, host, Qt.Edge.BottomEdge)

    def show_advice(self, found: Sequence[Advice]) -> None:
        """What there is to say now."""
        shown = tuple(each for each in found if each.text not in self._waved)
        if shown == self._shown:
            return
        self._shown = shown
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        self.buttons = []
        rows = [self._row(each) for each in shown]
        for row in rows:
            self._rows.addWidget(row)
        self._fold(rows)
        self.setVisible(bool(shown))
        self.hovering.place()

    def set_theme(self, theme: Theme) -> None:
        """Colours of a warning."""
        self.setStyleSheet(
            f"QFrame#advice {{ background: {theme.raised}; border-left: 3px solid {theme.warning}; }}"
            f"QFrame#advice QLabel {{ color: {theme.text}; }}"
        )

    def _row(self, advice: Advice) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        text = f"⚠ {sentence(advice.text)}."
        label = FoldedLabel(text)
        label.setText(text)
        label.setContentsMargins(0, 0, 4, 0)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(label, 1)
        if advice.label:
            button = QPushButton(advice.label)
            button.setToolTip(tooltip(text))
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.taken.emit(advice))
            self.buttons.append(button)
            layout.addWidget(button)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName("Do not say this again")
        close.setToolTip("Do not say this again")
        close.clicked.connect(lambda: self._wave(advice))
        layout.addWidget(close)
        return row

    def _fold(self, rows: Sequence[QWidget]) -> None:
        """Only the first, and how many more there are."""
        for row in rows[1:]:
            row.hide()
        if len(rows) < 2:
            return
        more = flat_button(f"+{len(rows) - 1}", "Show all advice")
        more.setAccessibleName("Show all advice")
        more.clicked.connect(lambda: self._unfold(rows, more))
        first = rows[0].layout()
        assert isinstance(first, QHBoxLayout)
        first.insertWidget(1, more)

    def _unfold(self, rows: Sequence[QWidget], more: QToolButton) -> None:
        for row in rows:
            row.show()
        more.hide()
        self.hovering.place()

    def _wave(self, advice: Advice) -> None:
        self._waved.add(advice.text)
        self.show_advice(self._shown)
