"""Choosing points with the mouse in a view box: a drag brushes a rectangle, a click picks one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt

_Box: Any = pg.ViewBox if TYPE_CHECKING else object


class Brushing(_Box):
    """Mixin of a view box with the signals `brushed(rectangle, modifiers)`, `clicked(position, modifiers)` and
    `double_clicked(position)`, all in view coordinates. Other buttons do what they do in the box.
    """

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        if ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        if ev.isFinish():
            self.rbScaleBox.hide()
            corners = self.mapToView(ev.buttonDownPos()), self.mapToView(ev.pos())
            self.brushed.emit(QRectF(*corners).normalized(), ev.modifiers())
        else:
            self.updateScaleBox(ev.buttonDownPos(), ev.pos())

    def mouseClickEvent(self, ev: Any) -> None:
        if ev.button() == Qt.MouseButton.LeftButton:
            ev.accept()
            if ev.double():
                self.double_clicked.emit(self.mapToView(ev.pos()))
            else:
                self.clicked.emit(self.mapToView(ev.pos()), ev.modifiers())
