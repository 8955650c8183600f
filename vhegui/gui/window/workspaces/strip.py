"""The strip at the left edge: a button with icon and word for each workspace, and one for Learn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QToolBar

from vhegui.gui.scale import scaled

BUTTON_WIDTH = 58


class WorkspaceStrip(QToolBar):
    """Shows the actions of the workspaces; the one in the window is checked."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__("Workspaces", window)
        self.setObjectName("workspaces")
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)

    def enlarge(self) -> None:
        """Icons and buttons as large as everything is now."""
        self.setIconSize(QSize(scaled(24), scaled(24)))
        for action in self.actions():
            self.widgetForAction(action).setMinimumWidth(scaled(BUTTON_WIDTH))

    def show_actions(self, workspaces: Sequence[QAction], learn: QAction) -> None:
        """These workspaces, in this order; below them what teaches."""
        if [*workspaces, learn] == self.actions():
            return
        self.clear()
        for action in workspaces:
            self.addAction(action)
            self.widgetForAction(action).setAccessibleName(f"Workspace {action.text()}")
        self.addAction(learn)
        self.widgetForAction(learn).setAccessibleName(learn.text())
        self.enlarge()
