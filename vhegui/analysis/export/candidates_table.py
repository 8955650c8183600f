"""Candidate sources as a table, and for `results.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import structs

from vhegui.analysis.studies.candidates import FoundCandidates

if TYPE_CHECKING:
    from astropy.table import Table

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("ra", "deg", "right ascension (ICRS)"),
    ("dec", "deg", "declination (ICRS)"),
    ("error_east", "deg", "1 sigma, on the sky"),
    ("error_north", "deg", "1 sigma"),
    ("radius_95", "deg", "holds the source with 95 % probability; statistical"),
    ("sqrt_ts", "", "significance in the pixel of the peak"),
    ("flux", "cm-2 s-1", "integral flux in the band"),
    ("flux_error", "cm-2 s-1", "1 sigma"),
)


def candidates_table(study: FoundCandidates) -> Table:
    """A row a candidate, the most significant first; what was searched stands in the metadata."""
    from astropy.table import Column, Table

    table = Table(meta={"search": _about(study)})
    for name, unit, text in COLUMNS:
        values = np.array([getattr(row.found, name) for row in study.rows], dtype=np.float64)
        table.add_column(Column(values, name=name, unit=unit or None, description=text))
    names = ["" if row.known is None else row.known.name for row in study.rows]
    table.add_column(Column(np.array(names, dtype=str), name="known", description="nearest known source"))
    distance = np.array([row.distance for row in study.rows], dtype=np.float64)
    table.add_column(Column(distance, name="known_distance", unit="deg", description="to it"))
    return table


def candidates_content(study: FoundCandidates) -> dict[str, Any]:
    """The same in plain values."""
    rows = [
        {name: getattr(row.found, name) for name, _, _ in COLUMNS}
        | {"known": None if row.known is None else row.known.name, "known_distance": row.distance}
        for row in study.rows
    ]
    return {**_about(study), "candidates": rows}


def _about(study: FoundCandidates) -> dict[str, Any]:
    low, high = study.energy
    excluded = {"excluded_deg2": study.excluded} if study.asked.exclude else {}
    return {**structs.asdict(study.asked), "energy_min_TeV": low, "energy_max_TeV": high, **excluded}
