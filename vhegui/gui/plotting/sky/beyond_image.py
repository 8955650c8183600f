"""Hatching of the sky beside an image, and where the image has no values: nothing was computed there."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from vhegui.gui.plotting.outside_item import OutsideItem
from vhegui.gui.plotting.overlay_colours import OverlayColours
from vhegui.gui.theme import Theme

FAINT = 0.3


class BeyondImage(OutsideItem):
    """Hatches all but the rectangle of the image, under it, in the colours of what lies over it."""

    def __init__(self, theme: Theme, colours: OverlayColours) -> None:
        super().__init__(theme)
        self._colours = colours
        self.setZValue(-100)  # a view box lifts what is lower

    def show_image(self, extent: QRectF, whole: bool) -> None:
        """The rectangle of the image in the plane, deg; one that is not `whole` is hatched where it is transparent."""
        if not whole:
            extent = QRectF(extent.center(), extent.center())
        self.set_data((extent.left(), extent.right()), (extent.top(), extent.bottom()))

    def set_colours(self, colours: OverlayColours) -> None:
        """On light images dark lines."""
        self._colours = colours
        self.update()

    def viewTransformChanged(self) -> None:
        """Called by pyqtgraph. A picture that is kept of it is no longer right."""
        super().viewTransformChanged()
        self.update()

    def color(self, alpha: float = 1.0) -> QColor:
        return self._colours.color("marker", FAINT)
