"""The mark beside the summary line: how many notes on the files may change results; it leads to the Format panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from vhegui.gui.text.plain import tooltip

_SHOWN = 8


class NotesButton(QToolButton):
    """Seen only where there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notes-mark")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

    def show_notes(self, notes: Sequence[str]) -> None:
        """Say how many kinds of notes there are; the tooltip has the first of them."""
        count = "1 note" if len(notes) == 1 else f"{len(notes)} notes"
        self.setText(f"⚠ {count}")
        self.setAccessibleName(f"{count} on the files may change results: show them in the Format panel")
        more = [f"… and {len(notes) - _SHOWN} more"] if len(notes) > _SHOWN else []
        lines = [f"{count} on the files may change results (click: Format panel):", *notes[:_SHOWN], *more]
        self.setToolTip(tooltip("\n".join(lines)))
