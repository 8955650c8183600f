"""What stands above a small plot: its title and the names of its curves, where they can never cover a curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from vhegui.gui.plotting.canvas import MARGINS
from vhegui.gui.plotting.curve_items import CurveItem
from vhegui.gui.plotting.curve_plot import CurvePlot
from vhegui.gui.plotting.curve_view import CurveView
from vhegui.gui.plotting.device import letters, pen
from vhegui.gui.theme import LIGHT, Theme

SAMPLE, GAP, MARGIN = 16.0, 4.0, 6.0
Name = tuple[str, Sequence[CurveItem]]


class PlotHeader(pg.GraphicsWidget):
    """The title in bold, then a sample and a name for every entry, both in as many lines as the width asks for.

    An entry with several curves gets one sample made of all of them (a family of curves). An explanation becomes the
    tooltip, and the title says so with a sign.
    """

    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__()
        self.title, self.theme = title, theme
        self._names: tuple[Name, ...] = ()
        self._places: list[QPointF] = []
        self._width = 1e4
        self.setZValue(-10)  # painted before the view boxes: the SVG writer never ends their clips
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def set_names(self, names: Sequence[Name]) -> None:
        """Entries (name, curves); `arrange` afterwards."""
        self._names = tuple(names)

    @property
    def entries(self) -> tuple[Name, ...]:
        """What is listed, with its curves."""
        return self._names

    def names(self) -> list[str]:
        """What the header lists."""
        return [name for name, _ in self._names]

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.update()

    def arrange(self, width: float) -> float:
        """Place the entries in `width` pixels; returns the height they take."""
        self._width = width
        metrics = QFontMetricsF(letters())
        line = metrics.height() + 2
        x, y = MARGIN + self._heading_width() + 2 * GAP, line * (len(self._heading_lines()) - 1)
        self._places = []
        for name, _ in self._names:
            needed = SAMPLE + GAP + metrics.horizontalAdvance(name)
            if x + needed > width - 2.0 and x > MARGIN:
                x, y = MARGIN, y + line
            self._places.append(QPointF(x, y))
            x += needed + 2 * GAP
        self.setGeometry(QRectF(0.0, 3.0, width, y + line))
        self.update()
        return y + line + 3.0

    def paint(self, painter: QPainter, option: Any = None, widget: Any = None) -> None:
        """Without a widget it goes into a file, where nothing can be pointed at: the sign is left out."""
        painter.setPen(self.theme.color("foreground"))
        painter.setFont(_bold())
        ascent, line = QFontMetricsF(_bold()).ascent(), QFontMetricsF(letters()).height() + 2
        heading = self._heading_lines()
        for number, text in enumerate(heading):
            painter.drawText(QPointF(MARGIN, number * line + ascent + 1), text)
        if self.toolTip() and widget is not None:
            self._paint_sign(painter, MARGIN + self._heading_width() - ascent, line * (len(heading) - 1))
        painter.setFont(letters())
        for (name, curves), place in zip(self._names, self._places, strict=False):
            width = SAMPLE / max(1, len(curves))
            for number, curve in enumerate(curves):
                painter.save()
                painter.setOpacity(curve.opacity())
                curve.draw_sample(painter, QRectF(place.x() + number * width, place.y() + 3, width, line - 6))
                painter.restore()
            painter.setPen(self.theme.color("foreground"))
            painter.drawText(QPointF(place.x() + SAMPLE + GAP, place.y() + ascent + 1), name)

    @property
    def heading_shown(self) -> str:
        """The title; of a plot narrower than one of its words, what there is room for."""
        return " ".join(self._heading_lines())

    def _heading_lines(self) -> list[str]:
        """The title in lines; the sign has room beside each."""
        metrics = QFontMetricsF(_bold())
        room = max(0.0, self._width - MARGIN - (GAP + metrics.ascent() if self.toolTip() else 0.0))
        lines = [""]
        for word in self.title.split(" "):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and metrics.horizontalAdvance(longer) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines]

    def _heading_width(self) -> float:
        """Of the last line of the title, with its sign."""
        metrics = QFontMetricsF(_bold())
        return metrics.horizontalAdvance(self._heading_lines()[-1]) + (
            GAP + metrics.ascent() if self.toolTip() else 0.0
        )

    def _paint_sign(self, painter: QPainter, left: float, top: float) -> None:
        """An i in a circle: there is an explanation here."""
        size = QFontMetricsF(_bold()).ascent()
        circle = QRectF(left + 0.5, top + 2.5, size - 1.0, size - 1.0)
        font = _bold()
        font.setPointSizeF(0.75 * font.pointSizeF())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self.theme.color("muted"), 1.0))
        painter.drawEllipse(circle)
        painter.setFont(font)
        painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), "i")
        painter.restore()


class PlotNote(pg.GraphicsWidget):
    """A sentence in the middle of a plot that has nothing to draw: it is part of every copy and file."""

    def __init__(self, plot: CurvePlot) -> None:
        super().__init__()
        self.text = ""
        self._plot = plot
        self.setParentItem(plot.box)
        self.setZValue(400)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        plot.box.sigResized.connect(self._place)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; an empty one says nothing."""
        self.text = text
        self.setVisible(bool(text))
        self._place()

    def paint(self, painter: QPainter, *_: Any) -> None:
        area = QRectF(0, 0, self.size().width(), self.size().height()).adjusted(6, 2, -6, -2)
        painter.setFont(letters())
        painter.setPen(self._plot.theme.color("muted"))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.text)

    def _place(self, *_: object) -> None:
        self.setGeometry(self._plot.box.rect())
        self.update()


class TitledView(CurveView):
    """A curve view with a header, and a note over its top plot.

    header_changed() : the header wants another height; `set_header_height` keeps plots side by side level.
    """

    header_changed = Signal()

    def __init__(
        self, title: str, theme: Theme = LIGHT, rows: tuple[float, ...] = (1,), *, name: str = "", tip: str = ""
    ) -> None:
        super().__init__(theme, rows, name=name or title)
        self.header, self.note = PlotHeader(title, theme), PlotNote(self.plot)
        self.header.setToolTip(tip)
        self.header.setParentItem(self._central)
        for plot in self.plots:
            plot.legend.hide()
        self.setMinimumSize(120, 100)
        self.header_height, self._margin = 0.0, -1.0
        self._arrange()

    def names_of_curves(self) -> dict[CurveItem, str]:
        """As the header lists them; of a family of curves, with numbers."""
        named = {}
        for name, curves in self.header.entries:
            for number, curve in enumerate(curves, 1):
                named[curve] = name if len(curves) == 1 or self._differ(curves) else f"{name}, {number}"
        return named

    @staticmethod
    def _differ(curves: Sequence[CurveItem]) -> bool:
        """Whether the curves of an entry are of different kinds: points and their limits, a line and its band."""
        return len({type(curve) for curve in curves}) == len(curves)

    def set_title(self, title: str) -> None:
        """Other words above the plot."""
        self.header.title = title
        self._arrange()

    def set_names(self, names: Sequence[Name]) -> None:
        """What the header lists: (name, curves) for every entry. The curves themselves need no label."""
        self.header.set_names(names)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.header.set_theme(theme)

    def resizeEvent(self, ev: Any) -> None:
        super().resizeEvent(ev)
        if hasattr(self, "header"):  # the first resize comes while the base class is made
            self._arrange()

    def set_header_height(self, height: float) -> None:
        """Room above the plot in pixels; at least what the names need."""
        top = max(height, self.header_height) + 3.0
        if top != self._margin:
            self._margin = top
            _, _, _, bottom = MARGINS
            self._grid.setContentsMargins(2.0, top, 7.0, bottom)

    def _arrange(self) -> None:
        height = self.header.arrange(self.range.width())
        if height != self.header_height:
            self.header_height = height
            self.set_header_height(height)
            self.header_changed.emit()


def _bold() -> QFont:
    font = letters()
    font.setBold(True)
    return font
