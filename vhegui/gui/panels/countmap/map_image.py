"""How a map of the sky becomes an image: its values, or its three colours; its colours, scale and limits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from vhegui.analysis.shown_map import ShownMap
from vhegui.analysis.state import MapLooks
from vhegui.core.estimators.sky.rgb_maps import RgbMaps
from vhegui.core.maps.counts import CountsMap
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import AnyArray
from vhegui.gui.plotting.colour_maps import DIVERGING, DIVERGING_DARK, shown_colours

FULL_COLOUR = 99.9  # per cent of the pixels are fainter, in three colours


def drawn_values(shown: ShownMap) -> AnyArray:
    """Shape (rows, columns), NaN where nothing is known; counts that are not smoothed are whole; of three colours only
    where they are.
    """
    maps = shown.sky.maps
    if isinstance(maps, RgbMaps):
        return np.asarray(np.isfinite(maps.excess).any(axis=0), np.uint8)
    if isinstance(maps, CountsMap) and maps.shown is maps.counts:
        return maps.counts.astype(np.int32)
    return shown.values


def drawn_picture(shown: ShownMap, looks: MapLooks) -> AnyArray | None:
    """Red, green and blue, shape (rows, columns, 3), uint8, where the map has them."""
    maps = shown.sky.maps
    percent = {"percentile": looks.percent, "minmax": 100.0}.get(looks.limits, FULL_COLOUR)
    return maps.picture(looks.scale, percent) if isinstance(maps, RgbMaps) else None


def drawn_looks(kind: str, looks: MapLooks, dark: bool) -> tuple[str, str, Limits]:
    """Colour map, scale and limits of one of the maps; nothing is dark in a `dark` window."""
    looks = looks.of(kind)
    signed = DIVERGING_DARK if dark else DIVERGING
    return (
        shown_colours(signed if looks.signed else looks.colormap, looks.inverted),
        "linear" if looks.signed else looks.scale,
        looks.colour_limits,
    )


def bands_in_words(shown: ShownMap) -> list[str]:
    """The energies of red, green and blue."""
    return [f"{low:.3g}–{high:.3g} TeV" for low, high in pairwise(shown.sky.maps.edges)]
