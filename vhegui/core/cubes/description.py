"""What a file with maps of the sky holds, in words: the text of `vhegui info FILE` for one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from vhegui.core.cubes.dataset_reading import read_dataset
from vhegui.core.errors import DataError
from vhegui.core.files.kinds import MAP_DATASET, other_kind
from vhegui.core.maps.fits_map import FitsMap, map_in, open_maps
from vhegui.core.maps.map_axes import MapAxis

AXES = {
    "energy": ("reconstructed energies", " TeV"),
    "energy_true": ("true energies", " TeV"),
    "rad": ("radii", " deg"),
    "migra": ("reconstructed / true energies", ""),
}


def describe_maps(path: Path) -> tuple[str, str] | None:
    """Every map in a file with its pixels and axes and what is missing in a data set; and, where none of its maps can
    be read, that this is so ("" else). None where it is no such file.

    Raises DataError for a map data set that cannot be used.
    """
    kind = other_kind(path)
    if not kind.startswith(("a map", "a cube of maps")):
        return None
    with open_maps(path) as hdus:
        found = {hdu.name: _map_or_reason(hdus, hdu) for hdu in hdus if hdu.is_image and hdu.header["NAXIS"] >= 2}
        lines = [path.name, *(_hdu_line(hdu, found) for hdu in hdus if not hdu.name.endswith("_BANDS"))]
    lines += ["", f"This is {kind}."]
    readable = any(isinstance(each, FitsMap) for each in found.values())
    if kind == MAP_DATASET:
        lines += _dataset_lines(path)
    return "\n".join(lines), "" if readable else f"{path}: no DL3 data, but {kind}, which cannot be read"


def _map_or_reason(hdus: Any, hdu: Any) -> FitsMap | str:
    try:
        return map_in(hdus, hdu.name)
    except DataError as error:
        return str(error)


def _hdu_line(hdu: Any, found: Mapping[str, FitsMap | str]) -> str:
    known = found.get(hdu.name, "")
    text = _map_text(known) if isinstance(known, FitsMap) else known and f"not readable: {known}"
    if not hdu.is_image:
        text = f"{len(hdu.data)} rows: {', '.join(hdu.columns.names)}"
    return f"  {hdu.name:16} {text}".rstrip()


def _dataset_lines(path: Path) -> list[str]:
    file = read_dataset(path)
    cube = file.cube
    runs = f"runs {', '.join(map(str, cube.runs))}; " if cube.runs else ""
    hours = f"{cube.livetime / 3600.0:.2f} h live; " if np.isfinite(cube.livetime) else ""
    used = float(cube.counts.sum(where=cube.safe, dtype=np.float64))
    notes = ["Format notes", *(f"  {note}" for note in file.notes)] if file.notes else ["Format notes: none"]
    return [f"{runs}{hours}{used:.0f} counts in its {int(cube.safe.sum())} safe bins", "", *notes]


def _map_text(found: FitsMap) -> str:
    grid = found.grid
    frame = "ICRS" if grid.frame == "icrs" else grid.frame
    pixels = f"{grid.columns} × {grid.rows} pixels of {grid.pixel:g} deg ({grid.projection}, {frame})"
    sum_ = f"sum {np.nansum(found.values, dtype=np.float64):.6g}{f' {found.unit}' if found.unit else ''}"
    return "; ".join([pixels, *(_axis_text(axis) for axis in found.axes), sum_])


def _axis_text(axis: MapAxis) -> str:
    word, unit = AXES[axis.name]
    bins = "one bin" if axis.n == 1 else f"{axis.n} bins"
    return f"{bins} of {word} {axis.edges[0]:.3g}–{axis.edges[-1]:.3g}{unit}"
