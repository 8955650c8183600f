"""The widgets of the fit panel: a tab a question."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from vhegui.gui.panels.fit.compare_page import ComparePage
from vhegui.gui.panels.fit.correlation_page import CorrelationPage
from vhegui.gui.panels.fit.page import Page
from vhegui.gui.panels.fit.points_page import PointsPage
from vhegui.gui.panels.fit.profile_page import ProfilePage
from vhegui.gui.panels.fit.toys_page import ToysPage
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.empty_state import EmptyOr, EmptyState

HEADLINE = "No fit yet"
HINT = "Select runs in the observation list, then put the source region on the map; or add OGIP spectra."


class FitView(QWidget):
    """`pages` by name. seen() : shown, hidden, or another tab · export_failed(sentence)."""

    seen = Signal()
    export_failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Fit")
        self.compare, self.profiles = ComparePage(self.export_failed.emit), ProfilePage(self.export_failed.emit)
        self.correlation, self.toys = CorrelationPage(self.export_failed.emit), ToysPage(self.export_failed.emit)
        self.points = PointsPage(self.export_failed.emit)
        self.pages: tuple[Page, ...] = (self.compare, self.profiles, self.correlation, self.toys, self.points)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("What is asked about the fit")
        for page in self.pages:
            self.tabs.setTabToolTip(self.tabs.addTab(page, page.title), page.hint)
        self.tabs.currentChanged.connect(lambda _: self.seen.emit())
        self.content = EmptyOr(self.tabs, EmptyState(HEADLINE, HINT))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.content)

    def sizeHint(self) -> QSize:
        return QSize(760, 300)

    def show_page(self, page: Page) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentWidget(page)

    def set_empty(self, empty: bool, reason: str) -> None:
        """Nothing can be fitted, and why."""
        if empty:
            self.content.empty.set_content(HEADLINE, reason or HINT)
        self.content.set_empty(empty)

    def set_theme(self, theme: Theme) -> None:
        """Another look."""
        for page in self.pages:
            page.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit()
