"""Asking for published spectra: a table, or a source of the gamma-cat catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from vhegui.core.catalogues.known_sources import plain

TABLES = "Spectra (*.ecsv *.fits *.fits.gz *.csv);;All files (*)"
CATALOGUES = "gamma-cat (gammacat*.fits gammacat*.fits.gz);;FITS (*.fits *.fits.gz)"
REMEMBERED = "spectrum/gammacat"


def ask_table(parent: QWidget) -> str:
    """A file with a published spectrum; "" if none was chosen."""
    path, _ = QFileDialog.getOpenFileName(parent, "Published spectrum", str(Path.home()), TABLES)
    return path


def catalogue_path(parent: QWidget, settings: QSettings | None) -> str:
    """The catalogue: asked for where the one used last is not there any more."""
    known = str(settings.value(REMEMBERED, "")) if settings is not None else ""
    if known and Path(known).is_file():
        return known
    title = "Catalogue gamma-cat (gammacat.fits.gz, from github.com/gammapy/gamma-cat)"
    path, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), CATALOGUES)
    if path and settings is not None:
        settings.setValue(REMEMBERED, path)
    return path


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
