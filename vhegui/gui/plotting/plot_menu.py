"""What can be done with any plot: copy it, or save it as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from vhegui.core.errors import VheguiError

FILTERS = {"PNG picture (*.png)": ".png", "SVG drawing (*.svg)": ".svg", "PDF (*.pdf)": ".pdf"}


def plot_actions(view: QWidget, file_name: str | Callable[[], str], failed: Callable[[str], None]) -> list[QAction]:
    """Actions of a plot (or a widget that holds several). `file_name`: proposed, without ending, or what says it then;
    `failed` is called with a sentence when a file could not be written."""
    copy, save = QAction("Copy plot", view), QAction("Save plot …", view)
    copy.setToolTip("Copy the plot as a picture")
    save.setToolTip("Save the plot as PNG, SVG or PDF")
    copy.triggered.connect(lambda: _copy(view))
    save.triggered.connect(lambda: _save(view, file_name if isinstance(file_name, str) else file_name(), failed))
    return [copy, save]


def _copy(view: QWidget) -> None:
    from vhegui.gui.plotting.export import copy_to_clipboard

    copy_to_clipboard(view)


def _save(view: QWidget, file_name: str, failed: Callable[[str], None]) -> None:
    from vhegui.gui.plotting import export

    path, chosen = QFileDialog.getSaveFileName(view, "Save plot", f"{file_name}.png", ";;".join(FILTERS))
    if not path:
        return
    target = Path(path)
    try:
        export.save(view, target if target.suffix else target.with_suffix(FILTERS.get(chosen, ".png")))
    except VheguiError as error:
        failed(str(error))
