"""The colour maps on offer: perceptually uniform and safe for colour-blind eyes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg

from vhegui.core.typing import AnyArray

_SOURCES = {
    "inferno": "inferno",
    "magma": "magma",
    "plasma": "plasma",
    "viridis": "viridis",
    "cividis": "cividis",
    "diverging": "CET-CBD1",
}
COLOUR_MAPS = (*_SOURCES, "grey", "grey inverted")


def colours(name: str, count: int = 255) -> AnyArray:
    """uint8 RGB of shape (count, 3) from the lowest to the highest value."""
    if name.startswith("grey"):
        ramp = np.linspace(0, 255, count)
        return np.repeat((ramp[::-1] if name.endswith("inverted") else ramp)[:, None], 3, axis=1).astype(np.uint8)
    source: Any = pg.colormap.get(_SOURCES[name])
    table = source.getLookupTable(0.0, 1.0, count, alpha=False)
    return np.asarray(table, np.uint8)[:, :3]


def lookup_table(name: str) -> AnyArray:
    """uint8 RGBA of shape (256, 4); entry 0 (no data) is transparent."""
    table = np.zeros((256, 4), np.uint8)
    table[1:, :3], table[1:, 3] = colours(name), 255
    return table
