"""Asking for the energy bands of maps."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QLineEdit, QMessageBox, QWidget

from vhegui.analysis.edits.light_curve_text import edges_of
from vhegui.core.errors import AnalysisError

QUESTION = (
    "Edges of the energy bands of maps, rising: 0.5 1.5 5 20 TeV\nThree bands are those of the three colours, too."
)


def ask_bands(parent: QWidget, edges: tuple[float, ...]) -> tuple[float, ...] | None:
    """Edges (TeV) that the user has typed, () for none; None when they were not to be changed."""
    text, title = " ".join(f"{edge:g}" for edge in edges), "Energy bands of maps"
    while True:
        text, done = QInputDialog.getText(parent, title, QUESTION, QLineEdit.EchoMode.Normal, text)
        if not done:
            return None
        try:
            return edges_of(text)
        except AnalysisError as error:
            QMessageBox.warning(parent, title, str(error))
