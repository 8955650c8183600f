"""Shape and change with time of a source as chips, "Gaussian", "Constant in time", each with a menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from vhegui.core.models.sources import ModelPart
from vhegui.gui.model_editor.model_choices import Choice
from vhegui.gui.model_editor.part_choices import NOWHERE, STEADY, choice_of, shape_choices, time_choices
from vhegui.gui.text.plain import tooltip


def fill_choices(menu: QMenu, choices: Sequence[Choice], current: str) -> QMenu:
    """Entries with their keys as data, the current one ticked."""
    menu.setToolTipsVisible(True)
    for choice in choices:
        action = menu.addAction(choice.label)
        action.setToolTip(choice.tip)
        action.setData(choice.key)
        action.setCheckable(True)
        action.setChecked(choice.key == current)
    return menu


class PartChip(QToolButton):
    """A part, by its formula's name; requested(key) : another one."""

    requested = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice], none: Choice, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._choices, self._none, self._tip = name, tuple(choices), none, tip
        self._shown: Choice | None = None
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.menu().triggered.connect(lambda action: self.requested.emit(str(action.data())))

    def show_part(self, part: ModelPart | None) -> None:
        """Show what it is; None for no such part."""
        choice = choice_of(part, self._none)
        if choice == self._shown:
            return
        self._shown = choice
        self.setText(choice.label)
        self.setAccessibleName(f"{self._name}: {choice.label}")
        self.setToolTip(tooltip(f"{choice.tip}\n\n{self._tip}"))
        self.menu().clear()
        fill_choices(self.menu(), self._choices, choice.key)
        self.updateGeometry()


def shape_chip(parent: QWidget) -> PartChip:
    """Of the shape on the sky."""
    return PartChip(
        "Shape on the sky", shape_choices(), NOWHERE, "Click: another shape, where it is and as large as it is", parent
    )


def time_chip(parent: QWidget) -> PartChip:
    """Of the change with time."""
    return PartChip("Change with time", time_choices(), STEADY, "Click: another change with time", parent)
