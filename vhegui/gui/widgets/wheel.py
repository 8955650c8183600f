"""The wheel scrolls a panel; it changes a value only where the user has put the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QSlider, QWidget

CHANGED_BY_WHEEL = (QComboBox, QAbstractSpinBox, QSlider)


class WheelGuard(QObject):
    """Hands the wheel over a control without focus to what lies around it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()  # goes on to the parent, which may scroll
            return True
        return False


def guard_wheel(widget: QWidget) -> None:
    """Guard all controls in a widget; turning the wheel gives them no focus either."""
    guard = WheelGuard(widget)
    for kind in CHANGED_BY_WHEEL:
        for control in widget.findChildren(kind):
            control.installEventFilter(guard)
            if control.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
