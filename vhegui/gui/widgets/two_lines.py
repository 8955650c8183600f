"""A line of numbers that goes on in a second one where a panel is slim; both have their room always."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent

from vhegui.gui.widgets.elided_label import ElidedLabel

SEPARATOR = " · "


class TwoLinesLabel(ElidedLabel):
    """Text is broken between its parts; new text never lays out the window anew."""

    def sizeHint(self) -> QSize:
        """Two lines."""
        return super().sizeHint() + QSize(0, self.fontMetrics().lineSpacing())

    def lines(self, room: int) -> list[str]:
        """The text in one or two lines of `room` pixels; what no line holds is shortened."""
        parts, measure = self.text().split(SEPARATOR), self.fontMetrics().horizontalAdvance
        first = len(parts)
        while first > 1 and measure(SEPARATOR.join(parts[:first])) > room:
            first -= 1
        found = [SEPARATOR.join(part) for part in (parts[:first], parts[first:]) if part]
        return [self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room) for line in found]

    def paintEvent(self, event: QPaintEvent) -> None:
        """As many lines as there are."""
        painter, area = QPainter(self), self.contentsRect()
        painter.drawText(area, int(self.alignment()), "\n".join(self.lines(area.width())))
        painter.end()
