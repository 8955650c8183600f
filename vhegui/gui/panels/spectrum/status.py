"""One line for the statistic, one for what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip

from vhegui.gui.widgets.elided_label import ElidedLabel


class StatisticLabel(ElidedLabel):
    """The statistic; its tooltip and its context menu give the covariance."""

    def __init__(self) -> None:
        super().__init__("Fit statistic")
        self._html: Callable[[], str] = str
        self._text: Callable[[], str] = str
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.setContentsMargins(8, 2, 8, 0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.copy_statistic = QAction("Copy statistic", self)
        self.copy_statistic.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self.copy_covariance = QAction("Copy covariance matrix", self)
        self.copy_covariance.triggered.connect(lambda: QGuiApplication.clipboard().setText(self._text()))

    def show_covariance(self, html: Callable[[], str], text: Callable[[], str]) -> None:
        """The matrices for the tooltip, and for the clipboard; written when they are asked for."""
        self._html, self._text = html, text

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._html(), self)
            return True
        return super().event(event)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.copy_statistic)
        menu.addAction(self.copy_covariance)
        menu.popup(self.mapToGlobal(at))
