"""Printing what a panel shows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from vhegui.gui.plotting.plot_menu import printable
from vhegui.gui.window.workspaces.commands import panel_with_keyboard

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def print_plots(window: MainWindow) -> None:
    """Show the plot that has the keyboard on paper; without one all of its panel, a page each."""
    panel = window.docks[panel_with_keyboard(window)]
    views, focus = printable(panel), QApplication.focusWidget()
    if not views:
        window.show_message("information", f"{panel.windowTitle()} has no plots to print. Click on a panel with plots.")
        return
    from vhegui.gui.plotting.printing import preview  # what prints is read when something is printed

    chosen = [view for view in views if focus is not None and (view is focus or view.isAncestorOf(focus))]
    preview(chosen or views, partial(window.show_message, "error"))
