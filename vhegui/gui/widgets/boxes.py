"""Widgets laid beside or below each other, and the small ones that every form has."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget


def in_row(*widgets: QWidget, spacing: int | None = None, stretch: bool = False) -> QWidget:
    """Widgets side by side without a margin; `stretch` leaves what is free at the right end."""
    box = QWidget()
    layout = _filled(QHBoxLayout(box), widgets, 0, spacing)
    if stretch:
        layout.addStretch(1)
    return box


def in_column(*widgets: QWidget, spacing: int = 4, margin: int = 5) -> QWidget:
    """Widgets one below the other."""
    box = QWidget()
    _filled(QVBoxLayout(box), widgets, margin, spacing)
    return box


def _filled(layout: QBoxLayout, widgets: tuple[QWidget, ...], margin: int, spacing: int | None) -> QBoxLayout:
    layout.setContentsMargins(margin, margin, margin, margin)
    if spacing is not None:
        layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def choice_box(name: str, tip: str) -> QComboBox:
    """A choice without entries yet, with its name for screen readers."""
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    return combo


def flat_button(text: str, tip: str) -> QToolButton:
    """A button without a frame."""
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(text)
    button.setToolTip(tip)
    button.setAutoRaise(True)
    return button
