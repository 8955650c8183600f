"""Sizes that come from the letters: reckoned again when those change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class _Watch(QObject):
    def __init__(self, widget: QWidget, do: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._do = widget, do
        self._later: QTimer | None = None  # QTimer.singleShot would keep alive who goes before it is done

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FontChange:
            if self._later is None:
                self._later = QTimer(self, singleShot=True, interval=0)
                self._later.timeout.connect(self._work)
            self._later.start()  # the widget, and what is in it, must hear of it first
        return False

    def _work(self) -> None:
        self._do()
        part: QWidget | None = self._widget
        while part is not None and not part.isVisible():  # no page that is hidden asks for the room of other letters
            part.updateGeometry()
            part = part.parentWidget()


def on_letters(widget: QWidget, do: Callable[[], object]) -> None:
    """Call `do` now, and whenever the letters of a widget get another size."""
    do()
    widget.installEventFilter(_Watch(widget, do))
