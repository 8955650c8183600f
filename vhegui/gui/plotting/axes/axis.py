"""An axis along one edge of a plot: ticks, labels that never overlap or get cut, a title."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from vhegui.analysis.written_numbers import superscript
from vhegui.gui.plotting.axes.ticks import Tick, Ticks
from vhegui.gui.plotting.device import letters, pen
from vhegui.gui.theme import LIGHT, Theme

TICK, MINOR, GAP = 6.0, 3.0, 4.0
OVERHANG = 60.0


class EdgeAxis(pg.GraphicsWidget):
    """Draws `Ticks` between `low` and `high` along its side of a view that shares its row or column.

    It grows to fit its labels and (unless `shrinks`) stays so, so that a plot does not jump while it is zoomed.
    """

    def __init__(self, side: str, title: str = "", theme: Theme = LIGHT) -> None:
        super().__init__()
        self.side, self.title, self.theme = side, title, theme
        self.short_title = ""
        self.vertical = side in ("left", "right")
        self.labelled, self.blank = True, False
        self._ticks = Ticks()
        self._low, self._high = 0.0, 1.0
        self._thickness = 0.0
        self.shrinks = False
        self.setZValue(-200)  # before the view boxes (-100): the SVG writer never ends the clip of a view box
        self._fit()

    def set_title(self, title: str, short: str = "") -> None:
        """Name and unit of the axis; `short` stands there where they have no room."""
        if (title, short) != (self.title, self.short_title):
            self.title, self.short_title = title, short
            self._fit()
            self.update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Without labels only the ticks are drawn (inner axes of stacked plots)."""
        if labelled == self.labelled:
            return
        self.labelled, self._thickness = labelled, 0.0
        self._fit()
        self.update()

    def set_blank(self, blank: bool) -> None:
        """Nothing is drawn, in the same room: a plot of nothing has no numbers."""
        if blank != self.blank:
            self.blank = blank
            self.update()

    def set_ticks(self, ticks: Ticks, low: float, high: float) -> None:
        """New ticks for a range; positions outside it are not drawn."""
        if (ticks, low, high) == (self._ticks, self._low, self._high):
            return
        self._ticks, self._low, self._high = ticks, low, high
        self._fit()
        self.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        mode = self.cacheMode()  # a kept picture has the old size, and Qt would draw the new one over it
        self.setCacheMode(self.CacheMode.NoCache)
        self.setCacheMode(mode)
        self.update()

    @property
    def length(self) -> float:
        """Extent along the edge in pixels."""
        return self.size().height() if self.vertical else self.size().width()

    def metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self.font_())

    def font_(self) -> QFont:
        return letters()

    def labels(self) -> list[tuple[QRectF, str]]:
        """Where each visible label goes, in item coordinates; most important first, no two overlapping.

        Labels that must be pushed in at the ends come last: they are the first to give way.
        """
        if not self.labelled:
            return []
        metrics, placed = self.metrics(), []
        named = [tick for tick in self._ticks.ticks if tick.label and self._inside(tick)]
        half = metrics.height() / 2 if self.vertical else 0.0
        for tick in sorted(named, key=lambda t: not half <= self._pixel(t.position) <= self.length - half):
            rect = self._label_rect(self._pixel(tick.position), metrics.horizontalAdvance(tick.label), metrics.height())
            grown = rect.adjusted(-GAP - 1, 0, GAP + 1, 0)
            if not any(grown.intersects(other) for other, _ in placed):
                placed.append((rect, tick.label))
        return placed

    def boundingRect(self) -> QRectF:
        """With the room that labels of a horizontal axis may take beyond its ends."""
        overhang = 0.0 if self.vertical else OVERHANG
        return QRectF(super().boundingRect()).adjusted(-overhang, 0.0, overhang, 0.0)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self.blank:
            return
        painter.setFont(self.font_())
        painter.setPen(pen(self.theme.color("muted")))
        painter.drawLines([self._tick_line(tick) for tick in self._ticks.ticks if self._inside(tick)])
        painter.setPen(self.theme.color("foreground"))
        for rect, text in self.labels():
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        if self.labelled and self.title:
            self._paint_title(painter)

    # geometry

    def _inside(self, tick: Tick) -> bool:
        margin = 1e-6 * abs(self._high - self._low)
        return self._low - margin <= tick.position <= self._high + margin

    def _pixel(self, position: float) -> float:
        fraction = (position - self._low) / ((self._high - self._low) or 1.0)
        return (1.0 - fraction) * self.length if self.vertical else fraction * self.length

    def _tick_line(self, tick: Tick) -> QLineF:
        at, size = self._pixel(tick.position), TICK if tick.major else MINOR
        if self.side == "left":
            width = self.size().width()
            return QLineF(width, at, width - size, at)
        if self.side == "right":
            return QLineF(0, at, size, at)
        if self.side == "bottom":
            return QLineF(at, 0, at, size)
        height = self.size().height()
        return QLineF(at, height, at, height - size)

    def _label_rect(self, at: float, width: float, height: float) -> QRectF:
        size = self.size()
        if self.vertical:
            top = min(max(at - height / 2, 0.0), max(self.length - height, 0.0))
            left = size.width() - TICK - GAP - width if self.side == "left" else TICK + GAP
            return QRectF(left, top, width, height)
        low, high = self._horizontal_limits()
        left = min(max(at - width / 2, low), high - width)
        top = TICK + 2 if self.side == "bottom" else size.height() - TICK - 2 - height
        return QRectF(left, top, width, height)

    def _horizontal_limits(self) -> tuple[float, float]:
        """Labels may hang over the ends of the axis, but not over the edge of the window."""
        parent = self.parentItem()
        width = parent.boundingRect().width() if parent is not None else self.size().width()
        return 2.0 - self.pos().x(), width - self.pos().x() - 2.0

    @property
    def full_title(self) -> str:
        """Name, unit, and the power of ten that was taken out of the labels."""
        exponent = self._ticks.exponent
        tail = f"   ×10{superscript(exponent)}" if exponent else ""
        whole = self.title + tail
        if not self.short_title or QFontMetricsF(self._smaller()).horizontalAdvance(whole) <= self.length:
            return whole
        return self.short_title + tail

    @property
    def title_shown(self) -> str:
        """As much of the title as there is room for."""
        metrics = QFontMetricsF(self._title_font())
        return metrics.elidedText(self.full_title, Qt.TextElideMode.ElideRight, self.length)

    def _title_font(self) -> QFont:
        """Smaller letters on a short axis."""
        fits = self.metrics().horizontalAdvance(self.full_title) <= self.length
        return self.font_() if fits else self._smaller()

    def _smaller(self) -> QFont:
        font = self.font_()
        font.setPointSizeF(max(7.0, 0.74 * font.pointSizeF()))
        return font

    def _paint_title(self, painter: QPainter) -> None:
        font, size, text = self._title_font(), self.size(), self.title_shown
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        align = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        if not self.vertical:
            top = size.height() - metrics.height() - 1 if self.side == "bottom" else 0.0
            painter.drawText(QRectF(0, top, size.width(), metrics.height()), align, text)
            return
        painter.save()
        x = 1.0 if self.side == "left" else size.width() - metrics.height() - 1
        painter.translate(x, size.height())
        painter.rotate(-90)
        painter.drawText(QRectF(0, 0, size.height(), metrics.height()), align, text)
        painter.restore()

    def fit_anew(self, least: float = 0.0) -> float:
        """As little room as the labels need now, but at least so much; returns what it was."""
        before, self._thickness = self._thickness, 0.0
        self._fit(least)
        return before

    def _fit(self, least: float = 0.0) -> None:
        """Make room for the widest label so far."""
        metrics = self.metrics()
        title = metrics.height() + GAP if self.title else 0.0
        if not self.labelled:
            needed = TICK
        elif self.vertical:
            labels = [t.label for t in self._ticks.ticks if t.label and self._inside(t)]
            widest = max(
                (metrics.horizontalAdvance(text) for text in labels), default=metrics.horizontalAdvance("0.00")
            )
            needed = TICK + GAP + widest + title + 4
        else:
            needed = TICK + 2 + metrics.height() + title
        needed = max(needed, least)
        if needed > self._thickness or (self.shrinks and needed < self._thickness):
            self._thickness = needed
            (self.setFixedWidth if self.vertical else self.setFixedHeight)(needed)
