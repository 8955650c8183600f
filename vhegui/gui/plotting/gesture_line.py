"""A line to drag that says when the drag begins, ends, or is taken back with Esc: for values that are part of the
analysis.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from vhegui.gui.plotting.drag_line import DragLine


class GestureLine(DragLine):
    """begun(), then moved(value) …, then committed() or cancelled()."""

    begun = Signal()
    committed = Signal()
    cancelled = Signal()

    dragging = False
    _dropped = False

    def mouseDragEvent(self, event: Any) -> None:
        if event.isStart():
            self.dragging, self._dropped = True, False
            self.begun.emit()
        if self._dropped:
            event.accept()
            return
        super().mouseDragEvent(event)
        if event.isFinish():
            self.dragging = False
            self.committed.emit()

    def cancel(self) -> bool:
        """Take a drag back; says whether there was one."""
        if not self.dragging:
            return False
        self.dragging, self._dropped = False, True
        self.cancelled.emit()
        return True
