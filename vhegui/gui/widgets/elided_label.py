"""One line of text that gives way: shortened with "…" where there is no room, whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from vhegui.gui.text.plain import tooltip


class ElidedLabel(QLabel):
    """A label whose size does not depend on its text, so that new text never lays out the window anew."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown = ""
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self.setContentsMargins(8, 0, 12, 0)

    def text(self) -> str:
        """The whole text."""
        return self._shown

    def setText(self, text: str) -> None:
        """Show a text; the tooltip has it whole."""
        if text != self._shown:
            self._shown = text
            self.setToolTip(tooltip(text))
            self.update()

    def sizeHint(self) -> QSize:
        """A line of a usual length; the text is shortened where there is less room."""
        margins = self.contentsMargins()
        room = self.fontMetrics().height() + margins.top() + margins.bottom() + 2
        return QSize(320, room)

    def minimumSizeHint(self) -> QSize:
        """Little: the text is shortened."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        area = self.contentsRect()
        painter.drawText(area, int(self.alignment()), self.fitting(area.width()))
        painter.end()

    def fitting(self, room: int) -> str:
        """As much of the text as `room` pixels hold."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
