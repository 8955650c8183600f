"""Files are asked for in dialogs that wait for nobody, begin where it makes sense, and can be left at any time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QVBoxLayout, QWidget

from vhegui.gui.file_places import FilePlaces
from vhegui.gui.file_questions import ask_folder_to_fill, ask_open, ask_open_several, ask_save

PICTURES = "PNG picture (*.png);;Drawing (*.svg *.svgz);;All files (*)"


@pytest.fixture
def window(show, tmp_path) -> QWidget:
    """A window with a panel in it, whose places are remembered in a file."""
    window = QWidget()
    window.recent = [str(tmp_path / "data" / "store")]  # type: ignore[attr-defined]
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    FilePlaces(window, settings, lambda: window.recent)  # type: ignore[attr-defined]
    panel = QWidget()
    QVBoxLayout(window).addWidget(panel)
    for folder in ("data", "mine", "tables"):
        (tmp_path / folder).mkdir()
    return show(window)


@pytest.fixture
def panel(window) -> QWidget:
    return window.layout().itemAt(0).widget()


def dialog(panel: QWidget) -> QFileDialog:
    return next(each for each in panel.findChildren(QFileDialog) if each.isVisible())


def test_a_name_gets_the_ending_of_the_chosen_kind_before_it_is_looked_whether_it_exists(panel, tmp_path):
    chosen: list[Path] = []
    ask_save(panel, "Save picture", tmp_path / "mine" / "crab.png", PICTURES, chosen.append)
    box = dialog(panel)
    assert not chosen and box.isModal() and not box.testOption(QFileDialog.Option.DontConfirmOverwrite)
    box.selectNameFilter("Drawing (*.svg *.svgz)")
    box.filterSelected.emit("Drawing (*.svg *.svgz)")  # as a click does
    box.selectFile("nebula")
    assert [Path(each).name for each in box.selectedFiles()] == ["nebula.svg"]  # what Qt asks about
    box.accept()
    assert chosen == [tmp_path / "mine" / "nebula.svg"]


def test_files_are_asked_for_where_their_kind_was_found_last_and_at_first_beside_the_data(window, panel, file_answers):
    folder, tables = Path(window.recent[0]).parent, Path(window.recent[0]).parents[1] / "tables"
    file_answers.choose(tables / "a.ecsv")
    inner = QDialog(panel)  # of the same window
    for _ in range(2):
        ask_open(inner, "Published spectrum", "Tables (*.ecsv)", lambda path: None)
    ask_open_several(panel, "Open files", "FITS (*.fits)", lambda paths: None, beside_opened=True)
    ask_open_several(panel, "Open files", "FITS (*.fits)", lambda paths: None, beside_opened=True)
    assert [each.folder for each in file_answers.asked] == [str(folder), str(tables), str(folder), str(folder)]


def test_files_are_saved_where_something_was_saved_last(window, panel, file_answers, tmp_path):
    written: list[Path] = []
    file_answers.choose(tmp_path / "mine" / "nebula")
    ask_save(panel, "Save picture", "crab.png", PICTURES, written.append)
    ask_save(panel, "Save table", "crab.ecsv", "ECSV (*.ecsv)", written.append)
    file_answers.choose(tmp_path / "tables")
    ask_folder_to_fill(panel, "Results", written.append)
    ask_save(panel, "Save table", tmp_path / "data" / "named.ecsv", "ECSV (*.ecsv)", lambda path: None)
    asked = [(each.folder, each.name) for each in file_answers.asked]
    data, mine = str(tmp_path / "data"), str(tmp_path / "mine")
    assert asked == [(data, "crab.png"), (mine, "crab.ecsv"), (mine, ""), (data, "named.ecsv")]
    assert [path.name for path in written] == ["nebula.png", "nebula.ecsv", "tables"]


@pytest.mark.parametrize("gone", ["dialog", "panel"])
def test_nothing_is_done_once_the_dialog_or_who_asked_is_gone(panel, gone):
    chosen: list[Path] = []
    ask_save(panel, "Save picture", "crab.png", PICTURES, chosen.append)
    if gone == "dialog":
        dialog(panel).reject()
    else:
        panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not chosen and not [each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog)]


def test_an_answer_after_its_window_has_closed_is_still_one(window, panel, tmp_path):
    chosen: list[Path] = []
    ask_save(panel, "Save picture", tmp_path / "crab.png", PICTURES, chosen.append)
    box = dialog(panel)
    window.close()
    box.accept()
    assert chosen == [tmp_path / "crab.png"]
