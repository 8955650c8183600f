"""What the entries of View → Workspace do, where a name is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDockWidget

from vhegui.gui.widgets.text_dialog import ask_text

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def save_as(window: MainWindow) -> None:
    """Keep the layout as a workspace of one's own."""
    _ask(window, "Save workspace as", "", window.workspaces.save_as)


def rename(window: MainWindow) -> None:
    """Give a workspace of one's own another name."""
    shown = window.workspaces.current

    def answered(title: str) -> None:
        if window.workspaces.current is shown:  # another may have come meanwhile
            window.workspaces.rename(title)

    _ask(window, "Rename workspace", shown.title, answered)


def maximise(window: MainWindow) -> None:
    """The panel with the keyboard alone in the window, or the map; back again."""
    window.workspaces.maximise(window.workspaces.maximised or panel_with_keyboard(window))


def panel_with_keyboard(window: MainWindow) -> str:
    """Name of the panel that keys go to, else of the largest that is seen."""
    widget = QApplication.focusWidget()
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    shown = [name for name, dock in window.docks.items() if window.on_top(name)]
    focused = next((name for name in shown if window.docks[name] is widget), "")
    largest = max(shown, key=lambda name: window.docks[name].width() * window.docks[name].height(), default="countmap")
    return focused or largest


def _ask(window: MainWindow, what: str, before: str, answered: Callable[[str], object]) -> None:
    """Ask for a name that no other workspace has."""

    def parse(text: str) -> str:
        title = " ".join(text.split())
        if not title:
            raise ValueError("A workspace needs a name.")
        if title.casefold() in {each.title.casefold() for each in window.workspaces} - {before.casefold()}:
            raise ValueError(f'There is a workspace "{title}" already; give this one another name.')
        return title

    ask_text(window, what, "Name", before, parse, answered)
