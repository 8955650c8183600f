"""How a find is drawn in the list: its name, where it is, its shortcut."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

WHERE, KEYS = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
PAD, GAP = 10, 14  # pixels
Index = QModelIndex | QPersistentModelIndex


class FindDelegate(QStyledItemDelegate):
    """Name at the left, where it is faint behind it, the shortcut at the right."""

    def sizeHint(self, option: Any, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + 12)

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        self.initStyleOption(option, index)
        text, where, keys = (index.data(role) or "" for role in (Qt.ItemDataRole.DisplayRole, WHERE, KEYS))
        option.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        state, area = option.state, option.rect.adjusted(PAD, 0, -PAD, 0)
        enabled, selected = bool(state & QStyle.StateFlag.State_Enabled), bool(state & QStyle.StateFlag.State_Selected)
        group = QPalette.ColorGroup.Active if enabled else QPalette.ColorGroup.Disabled
        plain = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        faint = plain if selected else QPalette.ColorRole.PlaceholderText
        painter.save()
        metrics = option.fontMetrics
        key_width = metrics.horizontalAdvance(keys) + GAP if keys else 0
        room = QRect(area.left(), area.top(), area.width() - key_width, area.height())
        palette = option.palette
        painter.setPen(palette.color(group, plain))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(shown) + GAP)
        painter.setPen(palette.color(group, faint))
        where = metrics.elidedText(where, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), where)
        font = QFont(painter.font())
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), keys)
        painter.restore()
