"""A sentence over something else: one line of it, and all of it after a click."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOption

from vhegui.gui.widgets.elided_label import ElidedLabel

WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
TALLEST = 10_000  # pixels, more than any text


class FoldedLabel(ElidedLabel):
    """What is long covers no more than a line of what lies below, until somebody wants to read it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._whole = False
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def fits(self) -> bool:
        """Whether a line, or what is shown now, holds all of it."""
        return self._whole or self.fitting(self.contentsRect().width()) == self.text()

    def set_whole(self, whole: bool) -> None:
        """Show all of it, in as many lines as that takes, or one line."""
        if whole != self._whole:
            self._whole = whole
            policy = self.sizePolicy()
            policy.setHeightForWidth(whole)
            self.setSizePolicy(policy)
            self.updateGeometry()
            self.update()

    def heightForWidth(self, width: int) -> int:
        """Of all lines; nothing special for one."""
        if not self._whole:
            return -1
        margins = self.contentsMargins()
        room = QRect(0, 0, width - margins.left() - margins.right(), TALLEST)
        return self.fontMetrics().boundingRect(room, int(WRAPPED), self.text()).height() + self._around

    def sizeHint(self) -> QSize:
        """One line without air that it does not need."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + self._around)

    @property
    def _around(self) -> int:
        margins = self.contentsMargins()
        return margins.top() + margins.bottom() + 2

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """All of it, or one line again."""
        self.set_whole(not self.fits)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text on the background that a style sheet gives it."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        area = self.contentsRect()
        if self._whole:
            painter.drawText(area, int(WRAPPED), self.text())
        else:
            painter.drawText(area, int(self.alignment()), self.fitting(area.width()))
        painter.end()
