"""The colour maps on offer: perceptually uniform and safe for colour-blind eyes, but for those of `UNEVEN`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg

from vhegui.core.typing import AnyArray

DIVERGING, DIVERGING_DARK = "diverging", "diverging dark"  # for values of both signs: light or dark at 0
_SOURCES = {
    "inferno": "inferno",
    "magma": "magma",
    "plasma": "plasma",
    "viridis": "viridis",
    "cividis": "cividis",
    "heat": "CET-L3",
    "ice": "CET-L6",
    DIVERGING: "CET-CBD1",
    DIVERGING_DARK: "CET-D6",
    "rainbow": "turbo",
}
UNEVEN = ("rainbow",)
INVERTED = " inverted"
COLOUR_MAPS = (*_SOURCES, "grey", f"grey{INVERTED}")


def inverted(name: str) -> str:
    """The name of a colour map from its last colour to its first."""
    return name.removesuffix(INVERTED) if name.endswith(INVERTED) else name + INVERTED


def shown_colours(name: str, turned: bool) -> str:
    """The name of a colour map as it is chosen, or of its inverted."""
    return inverted(name) if turned else name


def in_look(name: str, dark: bool) -> str:
    """Of a map that is dark at 0 in a dark window, the one that is light there, in a light one; others as they are."""
    return name if dark else name.replace(DIVERGING_DARK, DIVERGING)


def colour_of_nothing(name: str) -> tuple[int, int, int]:
    """RGB of what is empty: the first colour, of a diverging map the middle one."""
    red, green, blue = colours(name)[127 if name.startswith(DIVERGING) else 0].tolist()
    return red, green, blue


def colours(name: str, count: int = 255) -> AnyArray:
    """uint8 RGB of shape (count, 3) from the lowest to the highest value, of one of `COLOUR_MAPS` or its `inverted`."""
    if name.endswith(INVERTED):
        return colours(inverted(name), count)[::-1]
    if name == "grey":
        return np.repeat(np.linspace(0, 255, count)[:, None], 3, axis=1).astype(np.uint8)
    source: Any = pg.colormap.get(_SOURCES[name])
    table = source.getLookupTable(0.0, 1.0, count, alpha=False)
    return np.asarray(table, np.uint8)[:, :3]


def lookup_table(name: str) -> AnyArray:
    """uint8 RGBA of shape (256, 4); entry 0 (no data) is transparent."""
    table = np.zeros((256, 4), np.uint8)
    table[1:, :3], table[1:, 3] = colours(name), 255
    return table
