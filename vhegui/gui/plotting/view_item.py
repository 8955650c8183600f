"""Items that reach across a plot, whatever is visible of it."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from vhegui.gui.plotting.curve_items import CurveItem


class ViewItem(CurveItem):
    """An item as large as the visible part of the plot.

    No fixed rectangle would do: where a pixel is worth little (a flux axis in 10⁻¹¹), one of 10⁶ units has more pixels
    than an int holds, and Qt repaints nothing.
    """

    scales_range = False

    def boundingRect(self) -> QRectF:
        box = self.getViewBox()
        return box.viewRect() if box is not None else QRectF()

    def viewTransformChanged(self) -> None:
        """The visible part is another one (called by pyqtgraph)."""
        self.prepareGeometryChange()
