"""What a reader cannot read in a window: texts cut by their widgets, axes without ticks, titles or units."""

from __future__ import annotations

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGraphicsView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QTableView,
    QToolButton,
    QWidget,
)

from vhegui.gui.plotting.axes.axis import EdgeAxis
from vhegui.gui.plotting.plot_header import PlotHeader
from vhegui.gui.widgets.elided_label import ElidedLabel
from vhegui.gui.widgets.yielding import Yielding

WITHOUT_UNIT = (
    "Right ascension", "RA", "Dec", "Galactic", "Time (", "Date", "Phase", "Hardness", "Events", "Counts", "Pixels",
    "Inside", "Norm", "Another", "Parameter", "Trials", "Repetitions", "index", "alpha", "Containment", "Ratio",
)  # fmt: skip
SCROLL_SIDEWAYS = ("Runs",)  # chosen and ordered by hand out of a dozen columns; what names a run comes first


def complaints(top: QWidget) -> Iterator[str]:
    """One line for everything that is seen in a widget and cannot be read."""
    for widget in (top, *top.findChildren(QWidget)):
        if not shiboken6.isValid(widget) or not widget.isVisibleTo(top) or widget.visibleRegion().isEmpty():
            continue
        for words in _of_widget(widget):
            yield f"{_place(widget)}: {words}"


def _of_widget(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QGraphicsView):
        yield from _of_plot(widget)
    elif isinstance(widget, Yielding):
        if widget.horizontalScrollBar().isVisible():
            yield f"has {widget.width()} of {widget.content.width()} pixels and scrolls sideways"
    elif isinstance(widget, QHeaderView):
        yield from _of_header(widget)
    elif isinstance(widget, QTableView):
        yield from _of_cells(widget)
    elif isinstance(widget, QTabBar):
        yield from _of_tabs(widget)
    elif isinstance(widget, QLabel):
        yield from _of_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _of_button(widget)
    elif isinstance(widget, QComboBox):
        yield from _of_combo_box(widget)
    elif isinstance(widget, QLineEdit):
        yield from _of_field(widget)
    if isinstance(widget, QLabel | QAbstractButton | QComboBox | QAbstractSpinBox | QLineEdit):
        yield from _hidden_part(widget)


def _of_label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if isinstance(label, ElidedLabel):
        if label.toolTip() == "" and _advance(label, text) > label.contentsRect().width():
            yield f"label {text!r} is elided and has no tooltip"
        return
    if not text or label.pixmap():
        return
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + 1:
            yield f"text {text!r} has {label.height()} of {label.heightForWidth(label.width())} pixels of height"
        return
    wanted = label.sizeHint()
    if wanted.width() > label.width() or wanted.height() > label.height() + 1:
        yield f"label {text!r} has {_size(label.size())} of {_size(wanted)} pixels"


def _of_button(button: QAbstractButton) -> Iterator[str]:
    text = button.text()
    if not text:
        return
    needed = _advance(button, text)
    if isinstance(button, QCheckBox | QRadioButton):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxContents
        room = button.style().subElementRect(part, option, button).width()
    elif isinstance(button, QPushButton):
        room = button.width() - 6 - (button.iconSize().width() + 4 if not button.icon().isNull() else 0)
        room -= 12 if button.menu() else 0
    elif (
        isinstance(button, QToolButton)
        and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        and not (button.icon().isNull())
    ):
        return
    else:
        room = button.width() - 4
    if needed > room:
        yield f"button {text!r} has {room} of {needed} pixels"
    if button.height() < button.fontMetrics().height():
        yield f"button {text!r} is {button.height()} pixels high"


def _of_combo_box(box: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box).width()
    if not box.isEditable() and _advance(box, box.currentText()) > room:
        yield f"choice {box.currentText()!r} has {room} of {_advance(box, box.currentText())} pixels"


def _of_field(field: QLineEdit) -> Iterator[str]:
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    area = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    margins = field.textMargins()
    room = area.width() - margins.left() - margins.right() - 4
    text = field.displayText() or field.placeholderText()
    if _advance(field, text) > room:
        yield f"field {text!r} has {room} of {_advance(field, text)} pixels"
    if area.height() < field.fontMetrics().height() - 1:
        yield f"field {text!r} has {area.height()} of {field.fontMetrics().height()} pixels of height"


def _of_tabs(bar: QTabBar) -> Iterator[str]:
    for index in range(bar.count()):
        rect, text = bar.tabRect(index), bar.tabText(index)
        if not bar.isTabVisible(index):
            continue
        if _advance(bar, text) > rect.width():
            yield f"tab {text!r} has {rect.width()} of {_advance(bar, text)} pixels"
        if not bar.rect().adjusted(-2, 0, 2, 0).contains(rect):
            yield f"tab {text!r} lies outside of its bar"


def _of_header(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is not Qt.Orientation.Horizontal:
        return
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        needed = max((_advance(header, line, bold=True) for line in text.split("\n")), default=0)
        if needed > header.sectionSize(section) - 6:
            yield f"heading {text!r} has {header.sectionSize(section) - 6} of {needed} pixels"
        lines = text.count("\n") + 1
        if header.height() < lines * header.fontMetrics().height():
            yield f"heading {text!r} has {header.height()} pixels for {lines} lines"


def _of_cells(table: QTableView) -> Iterator[str]:
    """Cells with numbers are never cut, others only where their tooltip has them whole."""
    if table.horizontalScrollBar().isVisible() and table.accessibleName() not in SCROLL_SIDEWAYS:
        yield f"table has {table.viewport().width()} of {table.horizontalHeader().length()} pixels and scrolls sideways"
    model, view = table.model(), table.viewport().rect()
    yield from _cut_row(table)
    for row in range(model.rowCount() if model is not None else 0):
        if table.isRowHidden(row) or not 0 <= table.rowViewportPosition(row) < view.height():
            continue
        for column in range(model.columnCount()):
            index = model.index(row, column)
            if table.isColumnHidden(column) or not index.data():
                continue
            if str(index.data()) in str(index.data(Qt.ItemDataRole.ToolTipRole)):
                continue
            needed = table.sizeHintForIndex(index)
            if needed.width() > table.columnWidth(column) + 1:
                yield f"cell {index.data()!r} has {table.columnWidth(column)} of {needed.width()} pixels"
            if needed.height() > table.rowHeight(row) + 2:
                yield f"cell {index.data()!r} has {table.rowHeight(row)} of {needed.height()} pixels of height"


def _cut_row(table: QTableView) -> Iterator[str]:
    """The last row is seen whole, or not at all; a table that is lower than a row has another trouble."""
    row, height = table.rowAt(table.viewport().height() - 1), table.viewport().height()
    if row >= 0 and height > table.rowHeight(row):
        missing = table.rowViewportPosition(row) + table.rowHeight(row) - height
        if missing > 1:
            yield f"row {row} lacks {missing} of {table.rowHeight(row)} pixels"


def _hidden_part(widget: QWidget) -> Iterator[str]:
    """A part of it lies outside of what is around it, and nothing scrolls there."""
    rect, parent, child = widget.rect(), widget.parentWidget(), widget
    while parent is not None and not child.isWindow():
        if isinstance(child.parentWidget().parentWidget(), QAbstractItemView):
            return
        rect.translate(child.pos())
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(rect):
            scrolls = parent.objectName() == "qt_scrollarea_viewport"
            across = rect.left() < -1 or rect.right() > parent.width()
            if not scrolls or across:
                yield f"{_text_of(widget)!r} at {rect} lies outside of {parent.rect()} around it"
            return
        child, parent = parent, parent.parentWidget()


def _of_plot(plot: QGraphicsView) -> Iterator[str]:
    for item in plot.scene().items() if plot.scene() else ():
        if not item.isVisible():
            continue
        if isinstance(item, EdgeAxis):
            yield from _of_axis(item)
        elif isinstance(item, PlotHeader):
            beyond = item.geometry().right() > plot.range.right() + 1  # pyright: ignore[reportAttributeAccessIssue]
            if beyond or item.heading_shown != item.title:
                yield f"title {item.title!r} is cut"


def _of_axis(axis: EdgeAxis) -> Iterator[str]:
    if not axis.labelled or axis.blank or axis.length < 2:
        return
    title = axis.title
    name = f"{axis.side} axis {title!r}"
    if len(axis.labels()) < 2 and axis.side != "top":
        yield f"{name} has {len(axis.labels())} labels"
    if not title and axis.side != "top":
        yield f"{axis.side} axis has no title"
    if axis.title_shown != axis.full_title:
        yield f"{name} is cut: {axis.title_shown!r}"
    if title and "(" not in title and not title.startswith(WITHOUT_UNIT):
        yield f"{name} has no unit"


def _advance(widget: QWidget, text: str, bold: bool = False) -> int:
    font = widget.font()
    font.setBold(bold or font.bold())
    plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    return max((QFontMetrics(font).horizontalAdvance(line) for line in plain.split("\n")), default=0)


def _text_of(widget: QWidget) -> str:
    for name in ("text", "currentText", "title"):
        if hasattr(widget, name):
            return str(getattr(widget, name)())
    return widget.accessibleName()


def _size(size: QSize) -> str:
    return f"{size.width()}×{size.height()}"


def _place(widget: QWidget) -> str:
    name, above = widget.accessibleName(), widget
    while above is not None and not above.objectName().startswith(("panel-", "dock-")):
        above = above.parentWidget()
    panel = above.objectName() if above is not None else "window"
    return f"{panel}, {type(widget).__name__} {name!r}"
