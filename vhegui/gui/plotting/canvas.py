"""What all plot widgets share: a grid of graphics items, a theme, an accessible name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QTransform
from PySide6.QtWidgets import QApplication, QGraphicsGridLayout, QWidget

from vhegui.gui.numbers.fields import Field
from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.scale import plot_scale
from vhegui.gui.theme import LIGHT, Theme

LAYOUTS = 3
MARGINS = (4.0, 6.0, 10.0, 4.0)  # left, top, right, bottom


class Scene(pg.GraphicsScene):
    """pyqtgraph's scene, which asks nobody about hovering while an item has the mouse: a third of a mouse move."""

    def sendHoverEvents(self, ev: Any, exitOnly: bool = False) -> None:
        if exitOnly or self.mouseGrabberItem() is None or ev.type() != QEvent.Type.GraphicsSceneMouseMove:
            super().sendHoverEvents(ev, exitOnly)


class Canvas(pg.GraphicsView):
    """A graphics view whose central item lays its parts out in a grid, so that axes and views line up exactly."""

    def __init__(self, theme: Theme = LIGHT, name: str = "Plot", parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.background)
        self.theme = theme
        self.setAccessibleName(name)
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumSize(160, 120)
        self.sceneObj = Scene(parent=self)
        self.setScene(self.sceneObj)
        self.centralWidget = None
        self._central = pg.GraphicsWidget()
        self._grid = QGraphicsGridLayout()
        self._grid.setContentsMargins(*MARGINS)
        self._grid.setSpacing(0)
        self._central.setLayout(self._grid)
        self.setCentralItem(self._central)

    def resizeEvent(self, ev: Any) -> None:
        """A plot is laid out for the usual size of letters and lines, and enlarged as a whole."""
        if not self.closed:
            room = QRectF(0.0, 0.0, self.width() / plot_scale(), self.height() / plot_scale())
            self.setRange(room, padding=0, disableAutoPixel=False)

    def updateMatrix(self, propagate: bool = True) -> None:
        """The whole range fills the widget (called by pyqtgraph)."""
        self.setSceneRect(self.range)
        self.setTransform(QTransform.fromScale(plot_scale(), plot_scale()))
        self.sigDeviceRangeChanged.emit(self, self.range)
        self.sigDeviceTransformChanged.emit(self)

    def place(self, item: Any, row: int, column: int) -> None:
        """Put an axis or a view into a cell."""
        self._grid.addItem(item, row, column)
        if isinstance(item, EdgeAxis) and item.side == "left":  # ticks touch the plot also below a wider axis
            self._grid.setAlignment(item, Qt.AlignmentFlag.AlignRight)

    def set_theme(self, theme: Theme) -> None:
        """Another look; sub-classes pass it on to their items."""
        self.theme = theme
        self.setBackground(theme.background)
        self.follow_scale()

    @contextmanager
    def dressed(self, theme: Theme) -> Iterator[None]:
        """In another look for a moment."""
        before = self.theme
        self.set_theme(theme)
        try:
            yield
        finally:
            self.set_theme(before)

    def follow_scale(self) -> None:
        """Lay out anew where plots are enlarged by another factor."""
        if self.transform().m11() != plot_scale():
            self.resizeEvent(None)

    def settle(self) -> None:
        """Lay out now, not with the next events: axes fit their labels, which moves what is beside them."""
        self.follow_scale()
        for _ in range(LAYOUTS):
            QApplication.sendPostedEvents(self._central, QEvent.Type.LayoutRequest)

    @property
    def axes(self) -> list[EdgeAxis]:
        """All axes, of colours too."""
        return [item for item in self.sceneObj.items() if isinstance(item, EdgeAxis)]

    @property
    def titles_are_cut(self) -> bool:
        """Whether an axis has too little room for its name."""
        return any(axis.labelled and axis.title_shown != axis.full_title for axis in self.axes if axis.isVisible())

    # what its menu does

    def numbers(self) -> list[Field]:
        """The numbers behind what is drawn, a row a point; [] where there are none."""
        return []

    def show_everything(self) -> None:
        """Back from a closer look to all that is drawn."""

    def hold(self, held: bool) -> None:
        """Paint nothing of what changes, until it is let go: making a picture ready and painting it are two frames."""
        self.viewport().setUpdatesEnabled(not held)

    # pictures of what stands still

    @property
    def still(self) -> tuple[Any, ...]:
        """Items that change rarely (axes, images, legends): between changes they are kept as pictures."""
        return ()

    def keep_pictures(self, keep: bool = True) -> None:
        """Paint what stands still from pictures: half the time of a repaint."""
        for item in self.still:
            item.setCacheMode(item.CacheMode.DeviceCoordinateCache if keep else item.CacheMode.NoCache)

    def render(self, *arguments: Any) -> None:
        """Paint into a file: everything anew, because a kept picture would be coarse in a vector file."""
        self.keep_pictures(False)
        try:
            super().render(*arguments)
        finally:
            self.keep_pictures()
