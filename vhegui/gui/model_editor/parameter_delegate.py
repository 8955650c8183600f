"""How a parameter's cells are painted and edited: an editor is filled once, so that results never overwrite typing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QValidator
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vhegui.gui.model_editor.parameter_model import COLUMNS, FROZEN, KNOWN, UNIT, VALUE, ModelIndex, ParameterTableModel
from vhegui.gui.model_editor.value_painter import draw_pieces, draw_unit, value_pieces
from vhegui.gui.widgets.tick_box import draw_tick_box
from vhegui.gui.widgets.typed_field import complain

FILLED = "vhegui_filled"
MARGIN = 5
SMALLER = 0.88  # units and what is known beforehand, so that a whole row fits into a slim panel


class NumberValidator(QValidator):
    """Lets anything be typed; what is not a number yet cannot be entered, and Return says why."""

    def __init__(self, parse: Callable[[str], float], parent: QLineEdit) -> None:
        super().__init__(parent)
        self._parse, self._editor, self._reason = parse, parent, ""

    def validate(self, text: str, position: int) -> object:
        try:
            self._parse(text)
        except ValueError as error:
            self._reason = str(error)
            return QValidator.State.Intermediate, text, position
        complain(self._editor, "")
        return QValidator.State.Acceptable, text, position

    def fixup(self, text: str) -> str:
        """Qt asks for a better text when Return is pressed: there is none, but a reason."""
        complain(self._editor, self._reason)
        return text


class ParameterDelegate(QStyledItemDelegate):
    """Paints the error of a value apart from it, and keeps what the user is typing."""

    def __init__(self, model: ParameterTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: ModelIndex) -> QWidget:
        editor = QLineEdit(parent)
        parameter = self._model.parameter(index.row())
        field = COLUMNS[index.column()]
        name = parameter.name if parameter else ""
        if parameter is not None:
            editor.setValidator(NumberValidator(lambda text: self._model.typed(parameter, text, field), editor))
        editor.setAccessibleName(f"{name} {field}")
        editor.setFrame(False)
        editor.setAutoFillBackground(True)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def setEditorData(self, editor: QWidget, index: ModelIndex) -> None:
        if editor.property(FILLED):  # Qt calls again whenever the cell changes, even under the user's fingers
            return
        editor.setProperty(FILLED, True)
        super().setEditorData(editor, index)
        if isinstance(editor, QLineEdit):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: ModelIndex) -> None:
        if isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        if self._model.place(index.row()) < 0:
            super().paint(painter, option, index)
        elif index.column() == FROZEN:
            self._paint_check(painter, option, index)
        elif index.column() == VALUE:
            self._paint_value(painter, option, index)
        elif index.column() == UNIT:
            self._paint_unit(painter, option, index)
        else:
            super().paint(painter, option, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.column() in (UNIT, KNOWN):
            font = QFont(option.font)
            font.setPointSizeF(SMALLER * font.pointSizeF())
            option.font = font

    def editorEvent(self, event: Any, model: Any, option: QStyleOptionViewItem, index: ModelIndex) -> bool:
        """The whole cell of a check box takes the click, not only the box."""
        if index.column() == FROZEN and event.type() == event.Type.MouseButtonRelease:
            checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
            return bool(model.setData(index, state, Qt.ItemDataRole.CheckStateRole))
        if index.column() == FROZEN and event.type() == event.Type.MouseButtonDblClick:
            return True
        return super().editorEvent(event, model, option, index)

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex
    ) -> QStyleOptionViewItem:
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text = ""
        plain.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        style = plain.widget.style() if plain.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, plain.widget)
        return plain

    def _paint_check(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        cell = self._paint_background(painter, option, index)
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        draw_tick_box(painter, cell.rect, checked, selected, cell.palette)

    def _paint_unit(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        cell = self._paint_background(painter, option, index)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(cell.palette.color(role))
        draw_unit(painter, QRectF(cell.rect).adjusted(MARGIN, 0, 0, 0), str(index.data() or ""))
        painter.restore()

    def _paint_value(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        """Right-aligned `(4.79 ± 0.36)×10⁻¹¹`, the error muted and italic while it is preliminary; MINOS errors that
        differ from each other one above the other.
        """
        cell = self._paint_background(painter, option, index)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        muted = cell.palette.color(QPalette.ColorRole.PlaceholderText if not selected else role)
        early = self._model.preliminary
        pieces = value_pieces(cell.font, str(index.data() or ""), self._model.asymmetric_text(index.row()), early)
        painter.save()
        painter.setClipRect(cell.rect)
        draw_pieces(painter, QRectF(cell.rect).adjusted(MARGIN, 0, -MARGIN, 0), pieces, cell.palette.color(role), muted)
        painter.restore()
