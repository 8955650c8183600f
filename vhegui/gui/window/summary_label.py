"""The summary in the tool bar, which gives up what is said elsewhere before anything of it is cut."""

from __future__ import annotations

from PySide6.QtCore import Qt

from vhegui.analysis.summary_parts import SEPARATOR, lesser_parts
from vhegui.gui.widgets.elided_label import ElidedLabel


class SummaryLabel(ElidedLabel):
    """Where there is no room for all, energies, hours, background are left out: runs, counts, significance stay."""

    def fitting(self, room: int) -> str:
        """The most important parts that `room` pixels hold."""
        parts = self.text().split(SEPARATOR)
        for part in lesser_parts(parts):
            if self.fontMetrics().horizontalAdvance(SEPARATOR.join(parts)) > room:
                parts.remove(part)
        return self.fontMetrics().elidedText(SEPARATOR.join(parts), Qt.TextElideMode.ElideRight, room)
