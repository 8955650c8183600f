"""A colour bar whose ticks stand where the image's scale puts their values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.axes.stretch import colour_bar_ticks
from vhegui.gui.plotting.colour_maps import colours
from vhegui.gui.plotting.device import pen
from vhegui.gui.theme import LIGHT, Theme

BAR_WIDTH = 14.0


class ColourBar(pg.GraphicsWidget):
    """The bar itself; `axis` (an `EdgeAxis`) goes into the next column."""

    def __init__(self, title: str = "Counts", theme: Theme = LIGHT) -> None:
        super().__init__()
        self.axis = EdgeAxis("right", title, theme)
        self.axis.shrinks = True
        self.theme = theme
        self._image = QImage()
        self._name = ""
        self._state: tuple[str, float, float, bool] = ("linear", 0.0, 1.0, False)
        self.setFixedWidth(BAR_WIDTH)
        self.setZValue(-200)

    def set_colours(self, name: str) -> None:
        if name != self._name:
            self._name = name
            column = np.ascontiguousarray(colours(name)[::-1])
            self._image = QImage(column.tobytes(), 1, len(column), 3, QImage.Format.Format_RGB888).copy()
            self.update()

    def set_scale(self, scale: str, low: float, high: float, whole: bool) -> None:
        """Levels and scale of the image; `whole` keeps the ticks on whole numbers."""
        self._state = (scale, low, high, whole)
        scale, low, high, whole = self._state
        count = max(4.0, self.size().height() / 35.0)
        self.axis.set_ticks(colour_bar_ticks(scale, low, high, count, whole), 0.0, 1.0)

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.axis.set_theme(theme)
        self.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.set_scale(*self._state)

    def paint(self, painter: QPainter, *_: Any) -> None:
        area = QRectF(0, 0, self.size().width(), self.size().height())
        painter.drawImage(area, self._image)
        painter.setPen(pen(self.theme.color("muted")))
        painter.drawRect(area)
