"""The shape of the shown source as a chip, "Gaussian", with a menu of all shapes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from vhegui.gui.model_editor.model_line import CHIP
from vhegui.gui.model_editor.shape_choices import shape_choices, shape_label, shape_tip
from vhegui.gui.text.plain import tooltip
from vhegui.gui.widgets.flow_row import FlowRow
from vhegui.gui.widgets.plain_label import PlainLabel


def fill_shapes(menu: QMenu, kind: str) -> QMenu:
    """Entries of all shapes, that of `kind` ticked; their data are the keys."""
    menu.setToolTipsVisible(True)
    for choice in shape_choices():
        action = menu.addAction(choice.label)
        action.setToolTip(choice.tip)
        action.setData(choice.key)
        action.setCheckable(True)
        action.setChecked(choice.key == kind)
    return menu


class ShapeLine(FlowRow):
    """requested(key) : another shape, by its key of `shape_choices`."""

    requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Shape on the sky", spacing=4)
        self._flow.setContentsMargins(0, 1, 0, 1)
        self.setStyleSheet(CHIP)
        self.label, self.chip = PlainLabel("on the sky", self), QToolButton(self)
        self.label.setEnabled(False)
        self.chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self)
        self.chip.setMenu(self.menu)
        self.menu.triggered.connect(lambda action: self.requested.emit(str(action.data())))
        self.add(self.label, self.chip)

    def show_shape(self, shape: object) -> None:
        """Show what the source is on the sky; None for nowhere."""
        label, kind = shape_label(shape), str(getattr(shape, "kind", ""))
        if self.chip.text() != label:
            self.chip.setText(label)
            self.chip.setAccessibleName(f"Shape on the sky: {label}")
            self.menu.clear()
            fill_shapes(self.menu, kind)
            self.chip.updateGeometry()
        self.chip.setToolTip(tooltip(f"{shape_tip(shape)}\n\nClick: another shape, where it is and as large as it is"))
