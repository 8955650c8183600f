"""What can be done with numbers: copied in several forms, or saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from vhegui.core.errors import DataError, VheguiError
from vhegui.gui.file_questions import ask_save
from vhegui.gui.numbers.fields import FORMS, Fields, Form, save_fields

MOST = 200_000  # rows that the clipboard takes without a wait
MOST_IN_LATEX = 2000
TIPS = {
    "CSV": "For spreadsheets: names and units in the first line",
    "ECSV": "For astropy: names, units and descriptions",
    "LaTeX table": "For a paper: a tabular with the digits that are shown",
    "Python": "numpy arrays, as code that runs",
}


def number_actions(
    view: QWidget,
    fields: Callable[[], Fields],
    file_name: Callable[[], str],
    failed: Callable[[str], object],
    save: Callable[[Path], None] | None = None,
) -> list[QAction]:
    """A menu that copies `fields` as they are then, and an action that saves them; `save`: in place of writing them."""
    menu = QMenu("Copy numbers as", view)
    menu.setToolTipsVisible(True)
    for form in FORMS:
        action = menu.addAction(form.name)
        action.setToolTip(TIPS[form.name])
        action.triggered.connect(partial(_copy, fields, form, failed))
    action = QAction("Save numbers…", view)
    action.setToolTip(f"Save the numbers as a file: {', '.join(form.name for form in FORMS)}")
    action.triggered.connect(lambda _=False: _save(view, fields, file_name(), failed, save))
    return [menu.menuAction(), action]


def _copy(fields: Callable[[], Fields], form: Form, failed: Callable[[str], object], _: bool = False) -> None:
    try:
        QGuiApplication.clipboard().setText(form.write(_checked(fields(), form)))
    except VheguiError as error:
        failed(str(error))


def _save(
    view: QWidget,
    fields: Callable[[], Fields],
    file_name: str,
    failed: Callable[[str], object],
    save: Callable[[Path], None] | None,
) -> None:
    def write(path: Path) -> None:
        try:
            if save is not None and path.suffix.lower() in (".csv", ".ecsv", ".fits"):
                save(path)
            else:
                form = next((form for form in FORMS if form.suffix == path.suffix.lower()), FORMS[0])
                save_fields(_checked(fields(), form), path)
        except VheguiError as error:
            failed(str(error))

    forms = (*reversed(FORMS[:2]), *FORMS[2:])
    filters = ";;".join(f"{form.name} (*{form.suffix})" for form in forms)
    ask_save(view, "Save numbers", f"{file_name}{forms[0].suffix}", filters, write)


def _checked(fields: Fields, form: Form) -> Fields:
    rows = len(fields[0].values) if fields else 0
    most = MOST_IN_LATEX if form.suffix == ".tex" else MOST
    if not rows:
        raise DataError("There are no numbers here yet.")
    if rows > most:
        raise DataError(f"{rows} rows are too many as {form.name}: at most {most}. Maps can be saved as FITS images.")
    return fields
