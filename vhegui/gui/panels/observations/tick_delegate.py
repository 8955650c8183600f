"""Draws and takes the ticks of the run table: the whole cell is the button, in colours that show in every theme."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vhegui.gui.theme import LIGHT, Theme

BOX = 15.0  # pixels
MARK = ((3.2, 7.8), (6.2, 10.8), (11.8, 4.2))


class TickDelegate(QStyledItemDelegate):
    """A box with a tick."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
        area: Any = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: Any = option.state  # pyright: ignore[reportAttributeAccessIssue]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected:
            palette: QPalette = option.palette  # pyright: ignore[reportAttributeAccessIssue]
            painter.fillRect(area, palette.highlight())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corner = QPointF(area.center()) + QPointF(0.5, 0.5) - QPointF(BOX / 2, BOX / 2)
        box = QRectF(corner.x(), corner.y(), BOX, BOX)
        painter.setPen(QPen(self.theme.color("accent_text" if selected else "accent" if ticked else "muted"), 1.2))
        painter.setBrush(self.theme.color("accent" if ticked else "surface"))
        painter.drawRoundedRect(box, 3.0, 3.0)
        if ticked:
            painter.setPen(QPen(self.theme.color("accent_text"), 2.0))
            painter.drawPolyline(QPolygonF([corner + QPointF(x, y) for x, y in MARK]))
        painter.restore()

    def editorEvent(self, event: Any, model: Any, option: Any, index: Any) -> bool:
        """A click anywhere in the cell ticks; with Shift or Ctrl it only selects."""
        if event.type() != QEvent.Type.MouseButtonRelease or event.button() != Qt.MouseButton.LeftButton:
            return False
        if event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier):
            return False
        return model.setData(index, None, Qt.ItemDataRole.CheckStateRole)
