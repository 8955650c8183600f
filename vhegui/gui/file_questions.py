"""Asking for files and folders: one way for all, which waits for nobody.

The desktop's own dialog is opened, and the answer given to `then` once there is one; nothing is done where the
dialog, or the widget that asks, is closed. Dialogs begin where `FilePlaces` says, and remember where they ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from vhegui.gui.above import above
from vhegui.gui.file_places import FilePlaces

ANY = "All files (*)"
Then = Callable[[Path], object]
Mode = QFileDialog.FileMode


class Wanted(Enum):
    """What is asked for."""

    FILE = Mode.ExistingFile
    FILES = Mode.ExistingFiles
    FOLDER = Mode.Directory
    NEW_FILE = Mode.AnyFile


@dataclass(frozen=True)
class Question:
    """title : of the dialog · folder : where it begins · name : proposed
    filters : `FITS (*.fits);;All files (*)`, the first is chosen · overwrite : ask before a file that exists is
    chosen to be written.
    """

    title: str
    wanted: Wanted
    folder: str
    name: str = ""
    filters: str = ANY
    overwrite: bool = True


def ask_open(parent: QWidget, title: str, filters: str, then: Then, *, beside_opened: bool = False) -> None:
    """Ask for a file to read. beside_opened : begin at the data, not where a file of this kind was opened last."""
    _ask_to_read(parent, title, Wanted.FILE, filters, lambda paths: then(paths[0]), beside_opened)


def ask_open_several(
    parent: QWidget,
    title: str,
    filters: str,
    then: Callable[[list[Path]], object],
    *,
    beside_opened: bool = False,
) -> None:
    """Ask for files to read."""
    _ask_to_read(parent, title, Wanted.FILES, filters, then, beside_opened)


def ask_folder(parent: QWidget, title: str, then: Then) -> None:
    """Ask for a folder to read, beside what was opened last."""
    _ask_to_read(parent, title, Wanted.FOLDER, ANY, lambda paths: then(paths[0]), True)


def ask_save(
    parent: QWidget, title: str, proposal: Path | str, filters: str, then: Then, *, overwrite: bool = True
) -> None:
    """Ask for a file to write. proposal : its name, or its place too; the name gets the ending of the filter that is
    chosen where it has none. overwrite : ask before one that exists is chosen.
    """
    places = above(parent, FilePlaces)
    place = Path(places.to_save if places else Path.home(), proposal)

    def answered(paths: list[Path], kind: str) -> None:
        path = _with_ending(paths[0], kind)
        if places is not None:
            places.saved(path)
        then(path)

    put(parent, Question(title, Wanted.NEW_FILE, str(place.parent), place.name, filters, overwrite), answered)


def ask_folder_to_fill(parent: QWidget, title: str, then: Then, begin: Path | None = None) -> None:
    """Ask for a folder to write into. begin : in place of where something was saved last."""
    places = above(parent, FilePlaces)
    folder = str(begin or (places.to_save if places else Path.home()))

    def answered(paths: list[Path], _: str) -> None:
        if places is not None:
            places.saved(paths[0] / "file")
        then(paths[0])

    put(parent, Question(title, Wanted.FOLDER, folder), answered)


def _ask_to_read(
    parent: QWidget,
    title: str,
    wanted: Wanted,
    filters: str,
    then: Callable[[list[Path]], object],
    beside_opened: bool,
) -> None:
    places = above(parent, FilePlaces)
    known = str(Path.home()) if places is None else places.beside_opened if beside_opened else places.to_open(title)

    def answered(paths: list[Path], _: str) -> None:
        if places is not None and not beside_opened:
            places.opened(title, paths[0])
        then(paths)

    put(parent, Question(title, wanted, known, filters=filters), answered)


def put(parent: QWidget, question: Question, answered: Callable[[list[Path], str], object]) -> None:
    """Open the dialog of a question. answered(paths, filter) : called once something is chosen."""
    dialog = QFileDialog(parent, question.title, question.folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(question.wanted.value)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, question.wanted is Wanted.FOLDER)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not question.overwrite)
    if question.wanted is not Wanted.FOLDER:
        dialog.setNameFilters(question.filters.split(";;"))
    if question.wanted is Wanted.NEW_FILE:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # Before the question about overwriting, which is then about the file that is written.
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
        dialog.setDefaultSuffix(_ending(question.filters.partition(";;")[0]))
        dialog.selectFile(question.name)

    def accepted() -> None:  # after it has closed: what follows may ask again
        if paths := [Path(path) for path in dialog.selectedFiles()]:
            answered(paths, dialog.selectedNameFilter())

    dialog.accepted.connect(accepted)
    dialog.open()


def _ending(kind: str) -> str:
    """`fits` of `FITS (*.fits *.fits.gz)`; "" where a filter names none."""
    first = kind.rpartition("(")[2].partition(")")[0].split()[:1]
    return first[0].removeprefix("*.") if first and first[0].startswith("*.") else ""


def _with_ending(path: Path, kind: str) -> Path:
    ending = _ending(kind)
    return path if path.suffix or not ending else path.with_name(f"{path.name}.{ending}")
