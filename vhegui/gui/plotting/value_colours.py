"""Colours that stand for numbers, and the small bar that says which."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from vhegui.core.typing import Array, IntArray
from vhegui.gui.plotting.colour_maps import colours
from vhegui.gui.plotting.device import letters, pen
from vhegui.gui.theme import LIGHT, Theme

LEVELS = 32
BAR, GAP, SIGN = 90.0, 6.0, 12.0  # pixels


@cache
def palette(theme: Theme) -> tuple[QColor, ...]:
    """`LEVELS` colours from low to high, all of which show on the background of the theme."""
    table = colours("viridis", 256)
    first, last = (50, 255) if theme.dark else (0, 225)
    return tuple(QColor(*(int(c) for c in table[round(i)])) for i in np.linspace(first, last, LEVELS))


def levels(values: Array, low: float, high: float) -> IntArray:
    """The colour of every value, shape (n,); `LEVELS` where it is not known."""
    span = high - low if high > low else 1.0
    fraction = np.nan_to_num((values - low) / span, nan=0.0)
    level = np.clip((fraction * LEVELS).astype(np.int64), 0, LEVELS - 1)
    return np.where(np.isfinite(values), level, LEVELS)


Sign = tuple[str, bool, str]  # role of its colour, filled, what it means


class ValueBar(pg.GraphicsWidget):
    """One line below a plot: title, lowest value, colours, highest value; or signs and what they mean."""

    def __init__(self, theme: Theme = LIGHT, signs: tuple[Sign, ...] = ()) -> None:
        super().__init__()
        self.theme, self.signs = theme, signs
        self._texts: tuple[str, str, str] | None = None
        self.setZValue(-200)
        self.setFixedHeight(QFontMetricsF(letters()).height() + 4.0)

    def set_range(self, title: str, low: float, high: float, write: Callable[[float], str]) -> None:
        """What the colours mean."""
        self._texts = (title, write(low), write(high) if high > low else "")
        self.update()

    def clear(self) -> None:
        """No colours: the signs."""
        self._texts = None
        self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setFont(letters())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._texts is None:
            self._paint_signs(painter)
        else:
            self._paint_range(painter, *self._texts)

    def _paint_signs(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(letters())
        widths = [SIGN + metrics.horizontalAdvance(text) + 2 * GAP for _, _, text in self.signs]
        x = max(0.0, (self.size().width() - sum(widths)) / 2)
        for (role, filled, text), width in zip(self.signs, widths, strict=True):
            color = self.theme.color(role)
            painter.setPen(pen(color, 1.3))
            painter.setBrush(color if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x + 4.0, metrics.height() / 2 + 1.0), 3.5, 3.5)
            painter.setPen(self.theme.color("foreground"))
            painter.drawText(QPointF(x + SIGN, metrics.ascent() + 2.0), text)
            x += width

    def _paint_range(self, painter: QPainter, title: str, low: str, high: str) -> None:
        metrics, width = QFontMetricsF(letters()), self.size().width()
        texts = sum(metrics.horizontalAdvance(text) + GAP for text in (low, high)) + 2 * GAP
        if texts + metrics.horizontalAdvance(title) + 40.0 > width:
            title = ""
        room = width - texts - metrics.horizontalAdvance(title)
        bar = max(20.0, min(BAR, room))
        x = max(0.0, (room - bar) / 2)
        line = metrics.ascent() + 2.0
        painter.setPen(self.theme.color("foreground"))
        for text, after in ((title, 2 * GAP), (low, GAP)):
            painter.drawText(QPointF(x, line), text)
            x += metrics.horizontalAdvance(text) + (after if text else 0.0)
        area = QRectF(x, 4.0, bar, metrics.height() - 4.0)
        gradient = QLinearGradient(area.topLeft(), area.topRight())
        for i, color in enumerate(palette(self.theme)):
            gradient.setColorAt(i / (LEVELS - 1), color)
        painter.fillRect(area, gradient)
        painter.setPen(pen(self.theme.color("muted")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setPen(self.theme.color("foreground"))
        painter.drawText(QPointF(area.right() + GAP, line), high)


class Caption(pg.GraphicsWidget):
    """A few words in a corner of a plot, on a quiet background."""

    def __init__(self, box: pg.ViewBox, text: str, theme: Theme, bottom: bool = False) -> None:
        super().__init__()
        self.text, self.theme, self.bottom = text, theme, bottom
        self._box = box
        self.setParentItem(box)
        self.setZValue(450)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigResized.connect(self._place)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        area = QRectF(0, 0, self.size().width(), self.size().height())
        painter.setFont(letters())
        painter.fillRect(area, self.theme.color("background", 0.8))
        painter.setPen(self.theme.color("foreground"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), self.text)

    def _place(self, *_: object) -> None:
        metrics = QFontMetricsF(letters())
        width, height = metrics.horizontalAdvance(self.text) + 6.0, metrics.height()
        top = self._box.rect().height() - height - 2.0 if self.bottom else 2.0
        self.setGeometry(QRectF(3.0, top, width, height))
