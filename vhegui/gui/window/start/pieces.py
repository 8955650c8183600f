"""What pages of the start are made of: headlines, quiet text, and links that say what they do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCommandLinkButton, QLabel

from vhegui.gui.icons import themed_icon
from vhegui.gui.theme import Theme
from vhegui.gui.widgets.plain_label import PlainLabel


def headline(text: str, size: float = 1.15) -> QLabel:
    """Bold. size : of its letters, in those of other text."""
    label = PlainLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * size)
    font.setBold(True)
    label.setFont(font)
    return label


def muted(text: str) -> QLabel:
    """Text that may be skipped."""
    label = PlainLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def link(text: str, tip: str, do: Callable[[], object], icon: str, theme: Theme) -> QCommandLinkButton:
    """A large button with what it does below its name."""
    button = QCommandLinkButton(text, tip)
    button.setIcon(themed_icon(icon, theme))
    button.setIconSize(QSize(22, 22))
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    button.setToolTip(tip)
    button.setAutoDefault(True)  # Return does it, too
    button.clicked.connect(lambda: do())
    return button
