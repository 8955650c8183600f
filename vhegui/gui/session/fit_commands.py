"""What is fitted is chosen in several places, and says in all of them what it has changed of the sources."""

from __future__ import annotations

from vhegui.analysis import edits
from vhegui.analysis.edits.fit import sources_without_place
from vhegui.gui.session.session import Session


def choose_data(session: Session, data: str) -> None:
    """Fit "spectra" of the ON region or "cubes" of the map; sources without a place become points."""
    if data == session.analysis.fit.data:
        return
    if data == "spectra":
        session.apply("Fit spectra", edits.fit_to_spectra)
        return
    placed = sources_without_place(session.analysis)
    if session.apply("Fit cubes", edits.fit_to_cubes) and placed:
        where = "in the middle of the ON region" if session.analysis.source is not None else "at the target"
        what = f"{placed[0]} is now a point" if len(placed) == 1 else f"{', '.join(placed)} are now points"
        session.message.emit("information", f"{what} {where}: cubes need the place and shape of every source.")
