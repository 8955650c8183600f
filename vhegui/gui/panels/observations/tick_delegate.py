"""Draws and takes the ticks of the run table: the whole cell is the button, in colours that show in every theme."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vhegui.gui.widgets.tick_box import draw_tick_box


class TickDelegate(QStyledItemDelegate):
    """A box with a tick."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        part: Any = option
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        selected = bool(part.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(part.rect, part.palette.highlight())
        draw_tick_box(painter, part.rect, ticked, selected, part.palette)

    def editorEvent(self, event: Any, model: Any, option: Any, index: Any) -> bool:
        """A click anywhere in the cell ticks; with Shift or Ctrl it only selects."""
        if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            return False
        return model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
