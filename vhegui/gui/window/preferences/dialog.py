"""Edit → Preferences: what a user prefers and the keys of all commands, with a line that searches both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPushButton, QTabWidget, QVBoxLayout

from vhegui.gui.widgets.plain_label import PlainLabel
from vhegui.gui.widgets.wheel import guard_wheel
from vhegui.gui.window.preferences.keys import KeyPage
from vhegui.gui.window.preferences.rows import PreferenceRows

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


class PreferencesDialog(QDialog):
    """Changes count at once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search in the preferences")
        self.search.setToolTip("Only what has these words in its name or its explanation")
        self.rows = PreferenceRows(window.session.preferences)
        self.keys = KeyPage(window.action_set)
        cache = QPushButton("Data cache…")
        cache.setToolTip("How much room fetched data take on this computer, and making room again")
        cache.setAutoDefault(False)
        cache.clicked.connect(window.actions_by_name["data-cache"].trigger)
        self.rows.add_group("Network", cache)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Kinds of preferences")
        self.tabs.setTabToolTip(self.tabs.addTab(self.rows, "Settings"), "What you prefer, whatever is analysed")
        self.tabs.setTabToolTip(self.tabs.addTab(self.keys, "Shortcuts"), "The keys of all commands")
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        self.said.setAccessibleName("About the preferences")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.reset = self.buttons.addButton("Reset all", QDialogButtonBox.ButtonRole.ResetRole)
        self.reset.setAutoDefault(False)
        self.reset.setToolTip("Everything on this page as it was at first")
        self.buttons.rejected.connect(self.reject)
        self.reset.clicked.connect(lambda: (self.rows if self.tabs.currentIndex() == 0 else self.keys).reset_all())
        layout = QVBoxLayout(self)
        for widget in (self.search, self.tabs, self.said, self.buttons):
            layout.addWidget(widget)
        self.search.textChanged.connect(self._filter)
        self.rows.failed.connect(self.said.setText)
        guard_wheel(self)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(92 * metrics.averageCharWidth(), 36 * metrics.height())

    def focus(self, name: str) -> None:
        """Open at a preference."""
        self.tabs.setCurrentWidget(self.rows)
        self.rows.focus(name)

    def _filter(self, typed: str) -> None:
        """The page that has something comes to the front."""
        settings, keys = self.rows.filter(typed), self.keys.filter(typed)
        self.said.setText("" if settings or keys else f"Nothing here is called “{typed.strip()}”.")
        if settings != keys:
            self.tabs.setCurrentWidget(self.rows if settings else self.keys)
