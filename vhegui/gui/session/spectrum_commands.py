"""OGIP spectra in the window: files that are fitted together with the runs, or alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from vhegui.analysis import edits
from vhegui.core.errors import VheguiError
from vhegui.gui.file_questions import ask_open_several
from vhegui.gui.session.session import Session

FILTER = "OGIP spectra (*.fits *.fits.gz *.pha *.pi *.fit);;All files (*)"


def add_spectra(session: Session, parent: QWidget) -> None:
    """Ask for PHA files."""
    ask_open_several(parent, "Add spectra", FILTER, partial(open_spectra, session))


def open_spectra(session: Session, paths: Sequence[Path]) -> None:
    """Fit these PHA files together with what is there."""
    from vhegui.analysis.loading.spectra import paths_of_spectra

    try:
        found = [each for path in paths for each in paths_of_spectra(str(path.resolve()))]
    except (VheguiError, OSError) as error:
        session.message.emit("error", str(error))
        return
    text = f"Add {paths[0].name}" if len(paths) == 1 else f"Add {len(paths)} spectra"
    if session.apply(text, edits.add_spectra, found):
        for path in paths:
            session.file_opened.emit(str(path.resolve()))
