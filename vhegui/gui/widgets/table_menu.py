"""The context menu of a table: copy, save as ECSV or CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from vhegui.core.errors import VheguiError
from vhegui.gui.widgets.table import FORMATS, Column, TableView, save_columns


def add_table_menu(view: TableView, file_name: str, failed: Callable[[str], None]) -> None:
    """Give a table its context menu. `failed` is told in a sentence what went wrong."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    copy = QAction("Copy\tCtrl+C", view)
    copy.triggered.connect(lambda *_: view.copy())
    view.addAction(copy)
    view.addActions(save_actions(view, file_name, lambda: view.table.columns, failed, "Save as"))
    folding = QAction("Leave out columns that do not fit", view)
    folding.setCheckable(True)
    folding.setChecked(view.folding)
    folding.setToolTip("In a narrow panel lesser columns are left out; copies and files have all of them")
    folding.toggled.connect(view.set_folding)
    view.addAction(folding)


def save_actions(
    view: QWidget,
    file_name: str,
    columns: Callable[[], Sequence[Column]],
    failed: Callable[[str], None],
    words: str = "Save table as",
) -> list[QAction]:
    """Actions that save the `columns` there are then, one for each format."""
    actions = []
    for suffix in FORMATS:
        action = QAction(f"{words} {suffix[1:].upper()}…", view)
        action.triggered.connect(lambda *_, suffix=suffix: _ask_and_save(view, file_name, suffix, columns(), failed))
        actions.append(action)
    return actions


def _ask_and_save(
    view: QWidget, file_name: str, suffix: str, columns: Sequence[Column], failed: Callable[[str], None]
) -> None:
    chosen, _ = QFileDialog.getSaveFileName(view, "Save table", file_name + suffix, f"{suffix[1:].upper()} (*{suffix})")
    if not chosen:
        return
    path = Path(chosen)
    try:
        save_columns(columns, path if path.suffix else path.with_suffix(suffix))
    except VheguiError as error:
        failed(str(error))
