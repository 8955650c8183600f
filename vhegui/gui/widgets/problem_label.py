"""Why what is shown is old, or something is missing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vhegui.gui.text.plain import sentence, tooltip
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.folded_label import FoldedLabel
from vhegui.gui.widgets.hovering import Hovering


class ProblemLabel(FoldedLabel):
    """Over the upper edge of `host`, hidden while all is well. A click shows all of it, the next hides it.

    head() : pixels at the top of the host that it does not cover · `hovering` may give it a place of its own.
    """

    def __init__(self, host: QWidget, theme: Theme = LIGHT, head: Callable[[], int] = lambda: 0) -> None:
        super().__init__("Problem")
        self.setContentsMargins(8, 4, 8, 4)
        self.setSizePolicy(self.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Maximum)
        self.hide()
        self.hovering = Hovering(self, host, Qt.Edge.TopEdge, head=head)
        self.set_theme(theme)

    def say(self, reason: str) -> None:
        """Show a reason; an empty one hides the line."""
        if reason == self.property("reason"):
            return
        self.setProperty("reason", reason)
        text = f"⚠ {sentence(reason)}" if reason else ""
        self.setText(text)
        self.setToolTip(tooltip(f"{text}\nA click shows all of it, then hides it."))
        self.set_whole(False)
        self.setVisible(bool(reason))
        self.hovering.place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Read: what lies below is seen again, until there is something else to say."""
        if self.fits:
            self.hide()
        else:
            self.set_whole(True)
            self.hovering.place()
        event.accept()

    def set_theme(self, theme: Theme) -> None:
        """Colours of a warning."""
        self.setStyleSheet(
            f"background: {theme.raised}; color: {theme.warning}; border-left: 3px solid {theme.warning};"
        )
