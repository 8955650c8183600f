"""The context menu of a table, the same for all: its own actions, then copying and saving what it shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QTableView

from vhegui.gui.numbers.actions import number_actions
from vhegui.gui.numbers.fields import Field, Fields
from vhegui.gui.widgets.table import TableView


def add_table_menu(view: TableView, file_name: str, failed: Callable[[str], object]) -> None:
    """Give a table its context menu, after the actions it has. `failed` is told in a sentence what went wrong."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    view.addActions(table_actions(view, file_name, failed, lambda: view.table.columns, view.save))
    folding = QAction("Leave out columns that do not fit", view)
    folding.setCheckable(True)
    folding.setChecked(view.folding)
    folding.setToolTip("In a narrow panel lesser columns are left out; copies and files have all of them")
    folding.toggled.connect(view.set_folding)
    view.addAction(folding)


def add_view_menu(view: QTableView, file_name: str, failed: Callable[[str], object]) -> None:
    """Give any other table its context menu, after the actions it has."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    view.addActions(table_actions(view, file_name, failed))


def table_actions(
    view: Any,
    file_name: str,
    failed: Callable[[str], object],
    fields: Callable[[], Fields] | None = None,
    save: Callable[[Path], None] | None = None,
) -> list[QAction]:
    """Copying and saving a table: its `fields`, or what is shown of it."""
    copy = QAction("Copy\tCtrl+C", view)
    copy.setToolTip("Copy the selected rows, or all, as they are shown")
    copy.triggered.connect(lambda *_: _copy(view))
    return [copy, *number_actions(view, fields or (lambda: shown_fields(view)), lambda: file_name, failed, save)]


def _copy(view: Any) -> None:
    """As the table does it itself, if it can."""
    if hasattr(view, "copy"):
        view.copy()
        return
    fields, chosen = shown_fields(view), {index.row() for index in view.selectedIndexes()}
    rows = sorted(chosen) or range(view.model().rowCount())
    lines = [[field.name for field in fields], *([field.text(row) for field in fields] for row in rows)]
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))


def shown_fields(view: QTableView) -> list[Field]:
    """What any table shows, as numbers where all of a column are numbers; hidden columns are left out."""
    model, fields = view.model(), []
    for column in range(model.columnCount()):
        if view.isColumnHidden(column):
            continue
        head = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        texts = [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
        fields.append(Field(head.replace("\n", " "), _numbers(texts)))
    return [field for field in fields if field.name]


def _numbers(texts: list[str]) -> list[Any]:
    try:
        return [float(text.replace("−", "-")) if text else float("nan") for text in texts]
    except ValueError:
        return list(texts)
