"""A map of the sky that is shown, as a FITS image with the settings it was made with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from vhegui.analysis.shown_map import ShownMap
from vhegui.core.maps.fits_map import FitsMap, write_map


def write_shown_map(shown: ShownMap, path: Path) -> None:
    """Write the values, NaN where nothing is known. A file of that name is replaced. Raises DataError."""
    low, high = shown.maps.energy
    cards = {
        "BKGMETH": (shown.sky.method, "background method"),
        "CORRAD": (shown.maps.radius, "[deg] correlation radius"),
        "E_MIN": (low, "[TeV]"),
        "E_MAX": (high, "[TeV]"),
    }
    values = shown.values.astype(np.float32)
    write_map(FitsMap(shown.grid, (), values, shown.kind.fits, shown.kind.key), path, cards)
