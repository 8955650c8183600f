"""Names and errors come from files: whatever they hold, the window shows them as they are written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from astropy.io import fits
from PySide6.QtCore import QAbstractListModel
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from vhegui.analysis import edits
from vhegui.analysis.loading.first_view import opening_view
from vhegui.analysis.runs.saved import SavedSelection
from vhegui.gui.text.plain import menu_text, tooltip
from vhegui.gui.window.main_window import MainWindow

NAME = "<b>x</b>&y"
FOLDER = "<img src=x>&y"
HOSTILE = ("<b>x", "<img")


@pytest.fixture
def folder(demo, tmp_path) -> Path:
    """Demo data whose folder, targets and instrument have names that are rich text to Qt."""
    path = shutil.copytree(demo, tmp_path / FOLDER)
    for file in path.rglob("*.fits*"):
        with fits.open(file, mode="update") as hdus:
            for hdu in hdus:
                hdu.header.update({key: NAME for key in ("OBJECT", "TELESCOP", "INSTRUME") if key in hdu.header})
                if isinstance(hdu, fits.BinTableHDU) and "OBJECT" in hdu.columns.names:
                    hdu.data["OBJECT"] = NAME
    return path


def shown_texts(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Where and what: every text for which Qt decides whether it is rich."""
    for widget in [window, *window.findChildren(QWidget)]:
        yield f"tooltip of {type(widget).__name__}", widget.toolTip()
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            yield f"label {type(widget).__name__}", QLabel.text(widget)
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            for row in range(min(model.rowCount(), 30)):
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                    text = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                    yield f"cell {row}, {column} of {type(widget).__name__}", str(text or "")
    for action in window.findChildren(QAction):
        yield f"tooltip of the action {action.text()}", action.toolTip()


def test_no_name_from_a_file_is_taken_for_rich_text_or_for_a_key(make_window, folder, rest, tmp_path):
    window = make_window()
    session = window.session
    for name in window.panels:
        window.show_panel(name)
    session.open_path(folder, then=lambda analysis: opening_view(analysis, session.store.index))
    rest(window)
    shown = session.analysis.model
    session.apply("Rename", edits.joint.rename_source, shown.name, NAME)
    session.apply(NAME, edits.data.save_selection, SavedSelection(NAME, f'object = "{NAME}"'))
    for severity in ("warning", "error", "information"):
        session.message.emit(severity, f"{FOLDER}: cannot be read; {NAME} is left out, and so on" + " and on" * 60)
    for panel in window.panels.values():
        panel.widget.parentWidget().show()
    rest(window)
    texts = list(shown_texts(window))
    rich = [(where, text) for where, text in texts if any(h in text for h in HOSTILE) and Qt.mightBeRichText(text)]
    assert not rich
    assert sum("&lt;b&gt;x" in text or "<b>x" in text for _, text in texts) > 20  # the names were there to be seen
    keys = [a.text() for a in window.findChildren(QAction) if "&y" in a.text().replace("&&", "")]
    assert not keys


def test_plain_words_stay_as_they_are_and_markup_is_escaped():
    assert tooltip("E > 1 TeV & E < 10 TeV\nrun 4") == "E > 1 TeV & E < 10 TeV\nrun 4"
    assert tooltip(FOLDER).count("&lt;img") == 1
    assert menu_text(FOLDER) == "<img src=x>&&y"
