"""A line of text that floats on the map and never takes the mouse or moves the layout."""

from __future__ import annotations

from PySide6.QtCore import Qt

from vhegui.gui.plotting.sky.sky_view import SkyView
from vhegui.gui.scale import scaled
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.plain_label import PlainLabel

MARGIN = 12


class NoticeLabel(PlainLabel):
    """Stands at the top of the image in `host`, below its title, `inset` pixels from its left edge; hidden while there
    is nothing to say.
    """

    def __init__(self, host: SkyView, theme: Theme, inset: int) -> None:
        super().__init__(parent=host)
        self._host = host
        self._inset = inset
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Hint")
        self.set_theme(theme)
        self.hide()
        host.box.sigResized.connect(self._place)

    def show_text(self, text: str) -> None:
        """Say something; "" says nothing."""
        if text == self.text():
            return
        self.setText(text)
        self.setVisible(bool(text))
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Colours that stand out from any image."""
        self.setStyleSheet(
            f"QLabel {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.border}; "
            "border-radius: 6px; padding: 6px 12px; }"
        )

    def _place(self) -> None:
        if not self.text():
            return
        room = max(120, self._host.width() - 2 * scaled(self._inset))
        width = min(self.fontMetrics().horizontalAdvance(self.text()) + 30, room)
        top = self._host.mapFromScene(self._host.box.sceneBoundingRect().topLeft()).y() + MARGIN
        self.setGeometry((self._host.width() - width) // 2, top, width, self.heightForWidth(width))
        self.raise_()
