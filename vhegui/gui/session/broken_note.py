"""A line over a panel that could not show its results: why, and that what is seen may be old."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

STYLE = "background: #8a1c1c; color: white; padding: 4px 8px;"


class BrokenNote(QLabel):
    """Lies along the upper edge of a panel, as wide as it is; `say("")` takes it away."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self.setObjectName("broken-note")
        self.setAccessibleName("Why this panel is not up to date")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setStyleSheet(STYLE)
        self.hide()
        panel.installEventFilter(self)

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.setText(f"⚠ {sentence}. What is seen here may be old." if sentence else "")
        self.setVisible(bool(sentence))
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.text():
            self._fit()
        return False

    def _fit(self) -> None:
        width = self._panel.width()
        self.setGeometry(0, 0, width, self.heightForWidth(width))
        self.raise_()
