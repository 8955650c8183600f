"""Asking for the energy bands of maps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from vhegui.analysis.edits.light_curve_text import edges_of
from vhegui.gui.widgets.text_dialog import TextDialog, ask_text

MORE = "Edges of the energy bands of maps, rising: 0.5 1.5 5 20 TeV\nThree bands are those of the three colours, too."


def ask_bands(parent: QWidget, edges: tuple[float, ...], answered: Callable[[tuple[float, ...]], object]) -> TextDialog:
    """Ask for edges (TeV), () for none; answered(edges) : called once they can be used."""
    text = " ".join(f"{edge:g}" for edge in edges)
    return ask_text(parent, "Energy bands of maps", "Edges", text, edges_of, answered, MORE)
