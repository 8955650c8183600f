"""The context menu of a table: copy, save as ECSV or CSV."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog

from vhegui.core.errors import VheguiError
from vhegui.gui.widgets.table import FORMATS, TableView


def add_table_menu(view: TableView, file_name: str, failed: Callable[[str], None]) -> None:
    """Give a table its context menu. `failed` is told in a sentence what went wrong."""
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    copy = QAction("Copy\tCtrl+C", view)
    copy.triggered.connect(lambda *_: view.copy())
    view.addAction(copy)
    for suffix in FORMATS:
        action = QAction(f"Save as {suffix[1:].upper()}…", view)
        action.triggered.connect(lambda *_, suffix=suffix: _ask_and_save(view, file_name, suffix, failed))
        view.addAction(action)
    folding = QAction("Leave out columns that do not fit", view)
    folding.setCheckable(True)
    folding.setChecked(view.folding)
    folding.setToolTip("In a narrow panel lesser columns are left out; copies and files have all of them")
    folding.toggled.connect(view.set_folding)
    view.addAction(folding)


def _ask_and_save(view: TableView, file_name: str, suffix: str, failed: Callable[[str], None]) -> None:
    chosen, _ = QFileDialog.getSaveFileName(view, "Save table", file_name + suffix, f"{suffix[1:].upper()} (*{suffix})")
    if not chosen:
        return
    path = Path(chosen)
    try:
        view.save(path if path.suffix else path.with_suffix(suffix))
    except VheguiError as error:
        failed(str(error))
