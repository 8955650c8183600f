"""The strip at the left edge: a button with icon and word for each workspace."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar

BUTTON_WIDTH = 58


class WorkspaceStrip(QToolBar):
    """Shows the actions of the workspaces; the one in the window is checked."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("Workspaces", window)
        self.setObjectName("workspaces")
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setIconSize(QSize(24, 24))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def show_actions(self, actions: Sequence[QAction]) -> None:
        """These workspaces, in this order."""
        if list(actions) == self.actions():
            return
        self.clear()
        for action in actions:
            self.addAction(action)
            button = self.widgetForAction(action)
            button.setAccessibleName(f"Workspace {action.text()}")
            button.setMinimumWidth(BUTTON_WIDTH)
