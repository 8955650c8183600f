"""The field of view of a run as gammapy cuts it out of a map: a square about the pointing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from vhegui.core.cubes.cube import Cube
from vhegui.core.maps.grid import SkyGrid

Window = tuple[slice, slice]


def square_field(grid: SkyGrid, ra: float, dec: float, half_width: float) -> Window:
    """Rows and columns within `half_width` (deg) of a direction (ICRS, deg), along each axis of the map.

    In whole pixels as `astropy.nddata.Cutout2D` takes them (mode "trim").

    >>> square_field(SkyGrid(83.633, 22.014, pixel=0.1, columns=40), 83.633, 23.014, 1.0)
    (slice(20, 40, None), slice(10, 30, None))
    """
    column, row = (float(x) for x in grid.to_pixel(ra, dec))
    if not (math.isfinite(column) and math.isfinite(row)):
        return slice(0, 0), slice(0, 0)
    size = round(2.0 * half_width / grid.pixel)
    return _span(row, size, grid.rows), _span(column, size, grid.columns)


def _span(middle: float, size: int, n: int) -> slice:
    first = math.ceil(middle - 0.5 * size)
    return slice(min(max(first, 0), n), max(min(first + size, n), 0))


def middle_of(grid: SkyGrid, window: Window) -> tuple[float, float] | None:
    """Direction (ICRS, deg) of the middle of a window; None where it is empty."""
    rows, columns = window
    if rows.start >= rows.stop or columns.start >= columns.stop:
        return None
    ra, dec = grid.to_sky(0.5 * (columns.start + columns.stop - 1), 0.5 * (rows.start + rows.stop - 1))
    return float(ra), float(dec)


def cut(cube: Cube, window: Window) -> Cube:
    """The cube without what lies outside a window of its pixels."""
    inside = np.zeros(cube.geometry.grid.shape, dtype=bool)
    inside[window] = True
    return replace(
        cube,
        counts=np.where(inside, cube.counts, np.float32(0.0)),
        background=np.where(inside, cube.background, np.float32(0.0)),
        exposure=np.where(inside, cube.exposure, np.float32(0.0)),
        safe=cube.safe & inside,
    )
