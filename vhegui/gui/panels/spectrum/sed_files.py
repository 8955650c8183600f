"""Asking for published spectra: a table, or a source of the gamma-cat catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from vhegui.core.catalogues.known_sources import plain
from vhegui.gui.file_questions import ask_open

TABLES = "Spectra (*.ecsv *.fits *.fits.gz *.csv);;All files (*)"
CATALOGUES = "gamma-cat (gammacat*.fits gammacat*.fits.gz);;FITS (*.fits *.fits.gz)"
REMEMBERED = "spectrum/gammacat"


def with_catalogue(parent: QWidget, settings: QSettings | None, then: Callable[[Path], object]) -> None:
    """Go on with the catalogue: asked for where the one used last is not there any more."""
    known = Path(str(settings.value(REMEMBERED, ""))) if settings is not None else Path()
    if known.is_file():
        then(known)
        return

    def chosen(path: Path) -> None:
        if settings is not None:
            settings.setValue(REMEMBERED, str(path))
        then(path)

    title = "Catalogue gamma-cat (gammacat.fits.gz, from github.com/gammapy/gamma-cat)"
    ask_open(parent, title, CATALOGUES, chosen)


def ask_source(parent: QWidget, names: Sequence[str], near: str, chosen: Callable[[str], object]) -> None:
    """Ask for one of the sources; the one whose name resembles `near` is proposed. chosen(name) : called then."""
    wanted = plain(near)
    likely = [name for name in names if wanted and (wanted in plain(name) or plain(name) in wanted)]
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("gamma-cat")
    dialog.setLabelText("Source with a published spectrum:")
    dialog.setComboBoxItems(list(names))
    dialog.setTextValue(likely[0] if likely else names[0])
    dialog.textValueSelected.connect(chosen)
    dialog.open()
