"""A map of the sky that is shown, as a FITS image with the settings it was made with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from vhegui.analysis.export.sky import settings_history, source_cards
from vhegui.analysis.shown_map import ShownMap
from vhegui.core.estimators.sky.source_maps import SourceMaps
from vhegui.core.maps.counts import CountsMap
from vhegui.core.maps.fits_image import write_counts_map
from vhegui.core.maps.fits_map import FitsMap, map_hdus, write_hdus
from vhegui.core.maps.map_axes import MapAxis


def write_shown_map(shown: ShownMap, path: Path) -> None:
    """Write the values, NaN where nothing is known; of counts also the unsmoothed ones, of three colours a cube.

    What the map was made with stands in cards, the settings as a session has them in HISTORY. A file of that name is
    replaced. Raises DataError.
    """
    history, maps = settings_history(shown.analysis, path.parent), shown.sky.maps
    if isinstance(maps, CountsMap):
        write_counts_map(maps, path, history)
        return
    axes = (MapAxis("energy", maps.edges),) if shown.kind.key == "rgb" else ()
    image = FitsMap(shown.grid, axes, shown.values.astype(np.float32), shown.kind.fits, shown.kind.key)
    hdus = map_hdus(image, _cards(shown), primary=True)
    for line in history:
        hdus[0].header.add_history(line)
    write_hdus(hdus, path)


def _cards(shown: ShownMap) -> dict[str, Any]:
    (low, high), sky = shown.sky.maps.energy, shown.analysis.sky
    cards: dict[str, Any] = {
        "MAPKIND": (shown.kind.label.replace("√", "sqrt "), "what it is"),
        "E_MIN": (low, "[TeV]"),
        "E_MAX": (high, "[TeV]"),
    }
    if shown.sky.method:
        cards["BKGMETH"] = shown.sky.method, "background method"
    if isinstance(shown.sky.maps, SourceMaps):
        cards |= source_cards(sky)
    elif shown.kind.key in ("model", "residual"):
        cards["SMOOTH"] = shown.analysis.map.smooth, "[deg] sigma of the Gaussian it is smoothed with"
    elif shown.kind.key != "exposure":
        cards["CORRAD"] = sky.radius, "[deg] correlation radius"
    if shown.kind.fits.startswith("cm"):
        cards["INDEX"] = sky.index, "spectral index"
    return cards
