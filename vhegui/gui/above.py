"""What a window holds for all that is in it, found from any of its widgets."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

Kind = TypeVar("Kind", bound=QObject)


def above(widget: QWidget | None, kind: type[Kind]) -> Kind | None:
    """The child of this kind of the nearest widget that has one, from a widget up; dialogs lead to their window."""
    while widget is not None:
        found = widget.findChild(kind, "", Qt.FindChildOption.FindDirectChildrenOnly)
        if found is not None:
            return found
        widget = widget.parentWidget()
    return None
