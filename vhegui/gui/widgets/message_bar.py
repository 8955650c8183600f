"""A message inside the window: what happened, one thing to do about it, and a way to dismiss it. Never a dialog.

With one line of text it is no higher than the status line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from vhegui.gui.text.plain import tooltip
from vhegui.gui.theme import LIGHT, Theme
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel

SEVERITIES = {"information": "ℹ", "success": "✓", "warning": "⚠", "error": "✕"}
LONG, MOST_LINES = 300, 4  # characters from which a tooltip has it all, lines that are shown
SPARE = 8  # pixels of a line besides its text
FLAT = 2  # pixels of a button beside its letters, as in the status line
_WORDS = {"information": "Information", "success": "Done", "warning": "Warning", "error": "Error"}


class MessageBar(QFrame):
    """Hidden until `show_message`; the severity is a sign and a word, not only a colour."""

    dismissed = Signal()

    def __init__(self, theme: Theme = LIGHT) -> None:
        super().__init__()
        self._theme, self.severity = theme, "information"
        self._action: Callable[[], Any] | None = None
        self._sign, self._text = PlainLabel(), PlainLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button, self._close = QPushButton(), QToolButton()
        self._button.setAccessibleName("What to do about it")
        self._button.setToolTip("What the message is about is done, and it goes away")
        self._button.clicked.connect(self._act)
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setAccessibleName("Dismiss message")
        self._close.setToolTip("Dismiss (Esc)")
        self._close.clicked.connect(self.dismiss)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 4, 0)
        layout.setSpacing(10)
        for widget in (self._sign, self._text, self._button, self._close):
            layout.addWidget(widget)
        self.setAccessibleName("Message")
        on_letters(self, self._flatten)
        self.hide()

    def sizeHint(self) -> QSize:
        """With all of the text on one line."""
        hint = super().sizeHint()
        line = self._text.fontMetrics().horizontalAdvance(self._text.text()) + SPARE
        return QSize(hint.width() + max(line - self._text.sizeHint().width(), 0), hint.height())

    def _flatten(self) -> None:
        for widget in (self._sign, self._button, self._close):
            widget.setFixedHeight(self.fontMetrics().height() + FLAT)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_message(
        self,
        severity: str,
        text: str,
        action: str = "",
        do: Callable[[], Any] | None = None,
        seconds: float = 0.0,
    ) -> None:
        """Show a message of one of `SEVERITIES`; `action` names a button that calls `do`; `seconds` 0 keeps it."""
        if severity not in SEVERITIES:
            raise ValueError(f"unknown severity {severity!r}: one of {', '.join(SEVERITIES)}")
        self.severity, self._action = severity, do
        self._sign.setText(SEVERITIES[severity])
        self._sign.setAccessibleName(_WORDS[severity])
        self._text.setText(text)
        self._text.setToolTip(tooltip(text) if len(text) > LONG else "")
        self._text.setMaximumHeight(MOST_LINES * self._text.fontMetrics().lineSpacing())
        self._text.setAccessibleName(f"{_WORDS[severity]}: {text}")
        self._button.setText(action)
        self._button.setAccessibleName(action or "What to do about it")
        self._button.setVisible(bool(action))
        self._paint()
        self.show()
        if seconds:
            self._timer.start(round(seconds * 1000))
        else:
            self._timer.stop()

    def dismiss(self) -> None:
        """Hide the message."""
        if not self.isHidden():
            self._timer.stop()
            self.hide()
            self.dismissed.emit()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._paint()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _act(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _paint(self) -> None:
        color, t = self._theme.color(self.severity), self._theme
        self.setStyleSheet(
            f"MessageBar {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 3px;"
            f" border-left: 4px solid {color.name()}; }}"
        )
        self._sign.setStyleSheet(f"color: {color.name()}; font-size: 16px; font-weight: 700;")
