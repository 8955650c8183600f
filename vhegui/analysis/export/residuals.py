"""What a fit leaves of each map data set, as FITS images: counts, model, and their difference over its spread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from vhegui.analysis.steps.sky_fit import CubeImages
from vhegui.core.maps.fits_map import FitsMap, map_hdus, write_hdus

FOLDER = "residuals"


def write_residuals(images: Sequence[CubeImages], folder: Path) -> tuple[Path, ...]:
    """Write residuals/<data set>.fits: (counts − model)/√model, NaN where nothing is expected; counts; model."""
    (folder / FOLDER).mkdir(exist_ok=True)
    files = []
    for each in images:
        seen = each.model > 0
        left = np.full(each.model.shape, np.nan, np.float32)
        left[seen] = ((each.counts - each.model)[seen] / np.sqrt(each.model[seen])).astype(np.float32)
        maps = {"residual": left, "counts": each.counts.astype(np.float32), "model": each.model.astype(np.float32)}
        files.append(folder / FOLDER / f"{_file_name(each.name)}.fits")
        hdus = []
        for i, (name, values) in enumerate(maps.items()):
            hdus += map_hdus(FitsMap(each.grid, (), values, "", name), primary=i == 0)
        write_hdus(hdus, files[-1])
    return tuple(files)


def _file_name(name: str) -> str:
    """The name of a data set without what file names cannot hold."""
    return "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in name)
