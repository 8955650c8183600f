"""A holder that lets its widget be squeezed: where it needs more room there are scroll bars, and no larger window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from vhegui.gui.scale import scale

MOST = QSize(445, 170)  # pixels that a panel may ask of the window
MOST_ENLARGED = QSize(380, 170)  # three of them beside each other lie on the smallest screen


class Yielding(QScrollArea):
    """Holds `content`, as large as there is room, or as it needs. most : what it may ask for at most."""

    def __init__(self, content: QWidget, most: QSize = MOST) -> None:
        super().__init__()
        self.content, self._most = content, most
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setFocusProxy(content)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """As the content."""
        return self.content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As the content, up to a limit."""
        return self.needed.boundedTo(self._most.boundedTo(MOST_ENLARGED) if scale() > 1.0 else self._most)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the content all the room."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The content needs more or less than before."""
        if watched is self.content and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    @property
    def needed(self) -> QSize:
        """Without a scroll bar."""
        return self.content.minimumSizeHint().expandedTo(self.content.minimumSize())

    def _fit(self) -> None:
        room, needed = self.maximumViewportSize(), self.needed
        bar = self.style().pixelMetric(self.style().PixelMetric.PM_ScrollBarExtent)
        wide = needed.width() > room.width()
        tall = needed.height() > room.height() - bar * wide
        wide = needed.width() > room.width() - bar * tall
        self.content.resize(needed.expandedTo(QSize(room.width() - bar * tall, room.height() - bar * wide)))
