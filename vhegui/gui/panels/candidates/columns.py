"""Candidates as a table."""

from __future__ import annotations

import math
from collections.abc import Callable

from vhegui.analysis.studies.candidates import FoundCandidates, Row
from vhegui.analysis.written_numbers import MINUS, number
from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.widgets.table import Column

MINUTES = 60.0  # in a degree
Write = Callable[[float], str]


def candidate_columns(study: FoundCandidates) -> list[Column]:
    """A row a candidate, what is asked first to the left; files have degrees and all digits."""
    found = [row.found for row in study.rows]
    rough = "" if study.asked.map == "ts" else " Rough: the significance of counts in a circle has steps."
    east, north = "1 σ of the position from west to east, on the sky.", "1 σ of the position from south to north."
    held = "Radius that holds the source with 95 % probability (statistical)."

    def column(name: str, unit: str, write: Write, heading: str, tip: str) -> Column:
        return Column(name, heading, [getattr(each, name) for each in found], unit, write, tip, heading)

    return [
        Column("number", "No.", list(range(1, len(found) + 1))),
        column("ra", "deg", lambda ra: hms(ra, 0.1), "RA", "ICRS"),
        column("dec", "deg", lambda dec: dms(dec, 1.0), "Dec", "ICRS"),
        column("sqrt_ts", "", lambda value: number(value, 3), "√TS", "σ, at the peak"),
        Column("known", "Known source", [_known(row) for row in study.rows], tip="Of the embedded list, within 0.3°"),
        column("flux", "cm-2 s-1", _flux, "Flux", "Integral flux in the energies of the map, cm⁻² s⁻¹"),
        column("flux_error", "cm-2 s-1", _flux, "± flux", "1 σ, cm⁻² s⁻¹"),
        column("radius_95", "deg", _arcmin, "95 %", held + rough),
        column("error_east", "deg", _arcmin, "± east", east + rough),
        column("error_north", "deg", _arcmin, "± north", north + rough),
    ]


def _arcmin(degrees: float) -> str:
    return f"{MINUTES * degrees:.2f}′" if math.isfinite(degrees) else "–"


def _flux(value: float) -> str:
    return f"{value:.2e}".replace("-", MINUS) if math.isfinite(value) else "–"


def _known(row: Row) -> str:
    return "" if row.known is None else f"{row.known.name} ({MINUTES * row.distance:.1f}′)"
