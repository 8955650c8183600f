"""A second image over the first: right of a line that can be dragged, or in turns with it; both are named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QPainter

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import AnyArray
from vhegui.gui.plotting.device import in_pixels, letters
from vhegui.gui.plotting.drag_line import DragLine
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.plotting.sky.sky_image import SkyImage
from vhegui.gui.plotting.sky.sky_layers import ScreenLayer, draw_text
from vhegui.gui.theme import Theme

FAR = 1000.0  # deg: beyond any plane
TOP, BESIDE = 8.0, 8.0  # pixels
TURNS = ("off", "swipe", "blink")


class ClippedImage(SkyImage):
    """An image of which only what lies right of `edge` (deg in the plane) is seen; None: all."""

    def __init__(self) -> None:
        super().__init__()
        self.setZValue(-94)
        self.edge: float | None = None

    def set_edge(self, edge: float | None) -> None:
        """Another edge."""
        if edge != self.edge:
            self.edge = edge
            self.update()

    def paint(self, painter: QPainter, *arguments: Any) -> None:
        painter.save()
        if self.edge is not None:
            painter.setClipRect(self.mapRectFromParent(QRectF(self.edge, -FAR, 2 * FAR, 2 * FAR)))
        super().paint(painter, *arguments)
        painter.restore()


class Names(ScreenLayer):
    """The names of the two images at the upper edge: beside the line, or that of the one that is seen."""

    def __init__(self, colours: OverlayColours) -> None:
        super().__init__(72.0, colours)
        self.left = self.right = ""
        self.at = 0.5  # of the width

    def say(self, left: str, right: str, at: float) -> None:
        """What stands left and right of a place."""
        self.left, self.right, self.at = left, right, at
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setFont(letters())
        metrics = painter.fontMetrics()
        with in_pixels(painter) as transform:
            area = transform.mapRect(self.boundingRect())
            x, y = area.left() + self.at * area.width(), area.top() + TOP + metrics.ascent()
            color = self._colours.color("marker")
            draw_text(
                painter, QPointF(x - BESIDE - metrics.horizontalAdvance(self.left), y), self.left, color, self._colours
            )
            draw_text(painter, QPointF(x + BESIDE, y), self.right, color, self._colours)


class SecondImage:
    """A second image in a view box. `turns` : one of `TURNS` · `blinked` : whether it has its turn now."""

    def __init__(self, box: pg.ViewBox, theme: Theme, colours: OverlayColours) -> None:
        self._box = box
        self.turns, self.place, self.blinked = "off", 0.5, False
        self.image, self.names = ClippedImage(), Names(colours)
        self.line = DragLine(theme, role="#ffffff", halo=True)
        self.line.setToolTip("Drag: left of it the map that is shown, right of it the second one")
        self._first = self._second = ""
        for item in (self.image, self.names, self.line):
            box.addItem(item, ignoreBounds=True)
        self.timer = QTimer(box, singleShot=False)
        self.timer.timeout.connect(self._take_turns)
        self.line.moved.connect(self._drag)
        box.sigRangeChanged.connect(self._arrange)
        self._arrange()

    def show_image(
        self, values: AnyArray, grid: SkyGrid, picture: AnyArray | None, looks: tuple[str, str, Limits]
    ) -> None:
        """Its values on a grid, or its three colours; colour map, scale and limits."""
        colour_map, scale, self.image.limits = looks
        self.image.set_scale(scale)
        self.image.set_colour_map(colour_map)
        self.image.set_values(np.asarray(values), grid)
        self.image.set_picture(picture)
        self.image.set_levels(*self.image.automatic_levels())

    def set_turns(self, turns: str, interval: float) -> None:
        """Off, swipe or blink, each for `interval` seconds."""
        if turns != self.turns:
            self.turns, self.blinked = turns, True
        milliseconds = round(1000 * interval)
        if turns != "blink":
            self.timer.stop()
        elif not self.timer.isActive() or self.timer.interval() != milliseconds:
            self.timer.start(milliseconds)
        self._arrange()

    def name(self, first: str, second: str) -> None:
        """What the two are called."""
        self._first, self._second = first, second
        self._arrange()

    def set_colours(self, colours: OverlayColours) -> None:
        """Colours that stand out from the image."""
        self.names.set_colours(colours)

    def _take_turns(self) -> None:
        self.blinked = not self.blinked
        self._arrange()

    def _drag(self, u: float) -> None:
        rect = self._box.viewRect()
        self.place = float(np.clip((u - rect.left()) / max(rect.width(), 1e-9), 0.0, 1.0))
        self._arrange()

    def _arrange(self, *_: object) -> None:
        """What is seen, and where the line is."""
        rect, there = self._box.viewRect(), self.image.values is not None and self.turns != "off"
        edge = rect.left() + self.place * rect.width()
        swipes = self.turns == "swipe"
        self.image.setVisible(there and (swipes or self.blinked))
        self.image.set_edge(edge if swipes else None)
        self.line.set_value(edge if there and swipes else float("nan"), log=False)
        self.names.setVisible(there)
        if swipes:
            self.names.say(self._first, self._second, self.place)
        else:
            self.names.say("", self._second if self.blinked else self._first, 0.4)
