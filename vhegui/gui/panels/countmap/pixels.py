"""The map that is shown as numbers: a row a pixel."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.shown_map import ShownMap
from vhegui.gui.numbers.fields import Field


def pixel_fields(shown: ShownMap) -> list[Field]:
    """Right ascension and declination of the pixels where anything is known, and the values there."""
    maps = np.asarray(shown.values, float).reshape(-1, *shown.grid.shape)  # one, or those of three colours
    known = np.isfinite(maps).any(axis=0)
    ra, dec = shown.grid.coordinates()
    names = [shown.kind.key] if len(maps) == 1 else ["red", "green", "blue"]
    places = [Field("ra", ra[known].tolist(), "deg"), Field("dec", dec[known].tolist(), "deg")]
    return places + [
        Field(name, values[known].tolist(), shown.kind.unit, shown.quantity)
        for name, values in zip(names, maps, strict=True)
    ]
