"""Pages over the panels: one is shown until something is chosen, and the panels are as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


class Cover(QFrame):
    """Covers the panels of a window with a page, beside the strip, from the tool bar to the status line.

    What is dropped on it is dropped on the window. `page` : the one that is shown, or None.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.page: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        self.setAutoFillBackground(True)
        self.hide()
        window.installEventFilter(self)

    def show_page(self, page: QWidget) -> None:
        """Cover the panels with a page; the one before is gone."""
        self.page = page
        page.setAutoFillBackground(False)
        self._scroll.setWidget(page)
        self._place()
        self.show()
        self.raise_()
        self._window.messages.raise_()
        page.setFocus()

    def leave(self) -> None:
        """Show the panels."""
        if self.page is None:
            return
        self.page = None
        self.hide()
        page = self._scroll.takeWidget()
        if page is not None:
            page.hide()
            page.deleteLater()
        self._window.panels["countmap"].widget.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on the page: what it covers is not seen."""
        stops = [] if self.page is None else [each for each in self.page.findChildren(QWidget) if _is_stop(each)]
        if not stops:
            return False
        here = QApplication.focusWidget()
        at = stops.index(here) + (1 if forward else -1) if here in stops else 0
        stops[at % len(stops)].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has another size, or a bar more."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show) and self.page is not None:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        window = self._window
        top = max(window.menuBar().geometry().bottom(), window.toolbar.geometry().bottom()) + 1
        left, bottom = window.strip.geometry().right() + 1, window.statusBar().geometry().top()
        self.setGeometry(QRect(left, top, window.width() - left, max(0, bottom - top)))


def _is_stop(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
