"""What a panel shows while it has nothing to show: what belongs here, and how to get it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from vhegui.gui.text.plain import sentence
from vhegui.gui.widgets.on_letters import on_letters
from vhegui.gui.widgets.plain_label import PlainLabel


class EmptyState(QWidget):
    """Icon, headline, one sentence on what to do next, and a button that does it."""

    triggered = Signal()

    def __init__(self, headline: str, hint: str, button: str = "", icon: QIcon | None = None) -> None:
        super().__init__()
        self._icon, self._headline, self._hint = PlainLabel(), PlainLabel(), PlainLabel()
        self.button = QPushButton()
        on_letters(self, self._fit_letters)
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.button.clicked.connect(self.triggered)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(5)
        layout.addStretch()
        for widget in (self._icon, self._headline, self._hint):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            widget.setWordWrap(widget is not self._icon)
            layout.addWidget(widget)
        layout.addSpacing(6)
        layout.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_content(headline, hint, button, icon)

    def _fit_letters(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        self._headline.setFont(font)

    def set_content(self, headline: str, hint: str, button: str = "", icon: QIcon | None = None) -> None:
        """Other words, for another reason why there is nothing."""
        self._headline.setText(headline)
        hint = sentence(hint)
        self._hint.setText(hint)
        self.button.setText(button)
        self.button.setAccessibleName(button or "Nothing to do here")
        self.button.setToolTip(hint)
        self.button.setVisible(bool(button))
        self._icon.setVisible(icon is not None)
        if icon is not None:
            self._icon.setPixmap(icon.pixmap(QSize(48, 48)))
        self.setAccessibleName(headline)
        self.setAccessibleDescription(hint)


class EmptyOr(QWidget):
    """A widget, or its empty state in the same place."""

    def __init__(self, content: QWidget, empty: EmptyState) -> None:
        super().__init__()
        self.content, self.empty = content, empty
        self._stack = QStackedLayout(self)
        self._stack.addWidget(empty)
        self._stack.addWidget(content)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._stack.currentWidget() is self.empty

    def set_empty(self, empty: bool) -> None:
        """Show the empty state, or the content."""
        self._stack.setCurrentWidget(self.empty if empty else self.content)
