"""What comes and goes lies over an edge of something else: nothing makes room for it, no plot gets another size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget


class Hovering(QObject):
    """Keeps a widget over the upper or the lower edge of a host, as wide as that.

    head() : pixels at the top of the host that are kept free, for what is clicked there · taken() : pixels at its right
    end that are kept free; then it is no wider than what it says.
    """

    def __init__(
        self, widget: QWidget, host: QWidget, edge: Qt.Edge, *,
        head: Callable[[], int] = lambda: 0, taken: Callable[[], int] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(widget)
        self._widget, self._host, self._edge = widget, host, edge
        self._head, self._taken = head, taken
        shown = not widget.isHidden()
        widget.setParent(host)
        widget.setVisible(shown)
        widget.setAutoFillBackground(True)
        host.installEventFilter(self)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Either has another size, or something else to say."""
        kinds = (QEvent.Type.Resize,) if watched is self._host else (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if event.type() in kinds and not self._widget.isHidden():
            self.place()
        return False

    def settle(self, layout: QVBoxLayout | None) -> None:
        """At the top of a layout, whose other parts give way, so that it covers nothing; None: over the edge again."""
        if (self._widget.parent() is self._host) is (layout is None):
            return
        shown = not self._widget.isHidden()
        if layout is not None:
            layout.insertWidget(0, self._widget)
        else:
            self._widget.setParent(self._host)
        self._widget.setVisible(shown)
        self.place()

    def place(self) -> None:
        """Where it belongs now, in front of all; in a layout that places it."""
        if self._widget.parent() is not self._host:
            return
        room = self._host.rect().adjusted(0, self._head(), 0, 0)
        width = room.width()
        if self._taken is not None:
            width = min(width - self._taken(), self._widget.sizeHint().width())
        tall = self._widget.heightForWidth(width)
        height = min(tall if tall > 0 else self._widget.sizeHint().height(), max(room.height(), 0))
        top = room.top() if self._edge is Qt.Edge.TopEdge else room.bottom() - height + 1
        self._widget.setGeometry(QRect(room.left(), top, width, height))
        self.to_front()

    def to_front(self, *_: object) -> None:
        """Before what has come to the front of the host meanwhile."""
        self._widget.raise_()
