"""The strips between docks: their width grows with everything, and they light up under the mouse."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QMainWindow, QProxyStyle, QStyle, QStyleOption, QWidget

from vhegui.gui.scale import scaled

WIDTH = 6  # pixels


class Separators(QProxyStyle):
    """The style of a main window alone. A style sheet of it would be one of all that is in it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("Fusion")
        self._window = window
        self.setParent(window)
        window.setStyle(self)

    def rescale(self) -> None:
        """The scale is another."""
        QApplication.sendEvent(self._window, QEvent(QEvent.Type.StyleChange))

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric == QStyle.PixelMetric.PM_DockWidgetSeparatorExtent:
            return scaled(WIDTH)
        return super().pixelMetric(metric, option, widget)

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        if element != QStyle.PrimitiveElement.PE_IndicatorDockWidgetResizeHandle:
            super().drawPrimitive(element, option, painter, widget)
        elif option.state & QStyle.StateFlag.State_MouseOver:  # pyright: ignore[reportAttributeAccessIssue]
            painter.fillRect(option.rect, option.palette.highlight())  # pyright: ignore[reportAttributeAccessIssue]
