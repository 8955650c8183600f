"""Closing a window whose session is unsaved: a question that waits for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from vhegui.gui.window import session_commands

if TYPE_CHECKING:
    from vhegui.gui.window.main_window import MainWindow


def asks(window: MainWindow) -> bool:
    """Whether there is something to ask before the window closes."""
    return window.recovery.unsaved and window.session.preferences.value.ask_before_closing


def ask(window: MainWindow) -> QMessageBox:
    """Save, keep for the next start, forget, or stay; the window closes once one of the first three is done."""
    name = window.session_file.path.name if window.session_file else ""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Close vhegui")
    box.setText(f"{name} has changes that are not saved." if name else "This session is not saved.")
    box.setInformativeText("What is kept can be recovered at the next start.")
    roles = QMessageBox.ButtonRole
    save = box.addButton("Save" if name else "Save…", roles.AcceptRole)
    keep = box.addButton("Keep for the next start", roles.AcceptRole)
    forget = box.addButton("Forget the changes" if name else "Forget it", roles.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(save)

    def answered(button: QAbstractButton) -> None:
        if button is keep:
            window.leave()
        elif button is forget:
            window.recovery.mark_saved()
            window.leave()
        elif button is save:
            session_commands.save_session(window, window.leave)

    box.buttonClicked.connect(answered)
    box.open()
    return box
