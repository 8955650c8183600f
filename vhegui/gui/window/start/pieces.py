"""What pages of the start are made of: a column, headlines, quiet text, and words that are clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vhegui.gui.scale import scaled
from vhegui.gui.widgets.plain_label import PlainLabel

WIDEST = 1040  # pixels: longer lines are hard to read


def column_of(page: QWidget, widest: int = WIDEST, above: int = 0, below: int = 1) -> QVBoxLayout:
    """The column in the middle of a page, at most so wide; the shares of the height that stay free."""
    inner = QWidget()
    inner.setMaximumWidth(scaled(widest))
    column = QVBoxLayout(inner)
    column.setContentsMargins(scaled(28), scaled(18), scaled(28), scaled(14))
    column.setSpacing(scaled(12))
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(inner, 100)
    row.addStretch(1)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addStretch(above)
    whole.addLayout(row)
    whole.addStretch(below)
    return column


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


def foot(text: str, *buttons: tuple[str, str, Callable[[], object]]) -> QHBoxLayout:
    """Quiet text, and beside it words that are clicked: each with its tip and what it does."""
    row = QHBoxLayout()
    row.addWidget(muted(text), 1)
    for word, tip, do in buttons:
        button = QPushButton(word)
        button.setToolTip(tip)
        button.setFlat(True)
        button.setAutoDefault(True)  # Return does it, too
        button.clicked.connect(lambda _=False, do=do: do())
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
    return row
