"""What the entries of View → Workspace do, where a name is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDockWidget, QInputDialog

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def save_as(window: MainWindow) -> None:
    """Keep the layout as a workspace of one's own."""
    title = _ask(window, "Save workspace as", "")
    if title:
        window.workspaces.save_as(title)


def rename(window: MainWindow) -> None:
    """Give a workspace of one's own another name."""
    title = _ask(window, "Rename workspace", window.workspaces.current.title)
    if title:
        window.workspaces.rename(title)


def maximise(window: MainWindow) -> None:
    """The panel with the keyboard alone in the window, or the map; back again."""
    window.workspaces.maximise(window.workspaces.maximised or _with_keyboard(window))


def _with_keyboard(window: MainWindow) -> str:
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    shown = [name for name, dock in window.docks.items() if window.on_top(name)]
    focused = next((name for name in shown if window.docks[name] is widget), "")
    largest = max(shown, key=lambda name: window.docks[name].width() * window.docks[name].height(), default="countmap")
    return focused or largest


def _ask(window: MainWindow, what: str, before: str) -> str:
    """A name that no other workspace has, "" : none."""
    taken = {workspace.title.casefold() for workspace in window.workspaces} - {before.casefold()}
    title, accepted = QInputDialog.getText(window, what, "Name", text=before)
    title = " ".join(title.split())
    if accepted and title.casefold() in taken:
        window.show_message("warning", f'There is a workspace "{title}" already; give this one another name.')
        return ""
    return title if accepted else ""
