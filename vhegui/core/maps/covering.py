"""Maps as large as what is looked at: the pixels of a grid, as many as hold all fields of view."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vhegui.core import sphere
from vhegui.core.bounds import MOST_KEPT, too_many
from vhegui.core.maps.grid import MOST_PIXELS, SkyGrid
from vhegui.core.typing import Array

FARTHEST = 12.0  # deg: fields that reach farther from the middle of the map are another part of the sky
STEP = 0.2  # deg: by which a map grows, so that a similar choice of runs has the same pixels
CORNERS = 48  # directions on the edge of a field


def covering(grid: SkyGrid, ra: Array, dec: Array, radius: Array, copies: int = 1) -> SkyGrid:
    """The pixels of `grid`, continued or cut to hold the circles (ICRS, deg; shape (n,)) that lie near its middle.

    The edges of pixels stay where they are, so counts in a pixel that both have are the same. `grid` itself is returned
    where no circle lies near, or where `copies` images of what holds them do not fit the memory.

    >>> narrow = SkyGrid(83.63, 22.01, pixel=0.02, columns=200)
    >>> wide = covering(narrow, np.array([83.63, 83.63]), np.array([22.51, 21.51]), np.array([2.5, 2.5]))
    >>> wide.shape, [round(float(x), 6) for x in wide.to_sky(*wide.reference)]
    ((320, 260), [83.63, 22.01])
    """
    middle = sphere.lon_lat(grid.ahead)
    near = sphere.separation(*middle, ra, dec) + radius <= FARTHEST
    if not near.any():
        return grid
    angle = np.linspace(0.0, 360.0, CORNERS, endpoint=False)[:, None]
    column, row = grid.to_pixel(*sphere.offset_by(ra[near], dec[near], angle, radius[near]))
    (left, right), (below, above) = (_bounds(each, grid.pixel, at) for each, at in _beside(grid, column, row))
    columns, rows = right - left, above - below
    if columns * rows > MOST_PIXELS or too_many(copies, columns, rows, most=MOST_KEPT):
        return grid
    reference = grid.offset[0] - 0.5 - left, grid.offset[1] - 0.5 - below
    return replace(grid, columns=columns, rows=rows, reference=reference)


def _beside(grid: SkyGrid, column: Array, row: Array) -> tuple[tuple[Array, float], tuple[Array, float]]:
    """Pixels from the eastern and southern edges, and where the reference direction is."""
    return (column + 0.5, grid.offset[0]), (row + 0.5, grid.offset[1])


def _bounds(place: Array, pixel: float, reference: float) -> tuple[int, int]:
    """From which to which pixel edge places reach, in whole steps from the one nearest to the reference."""
    step = max(1, round(STEP / pixel))
    start = round(reference)
    low, high = np.nanmin(place), np.nanmax(place)
    tiny = 1e-6  # of a pixel: a field that ends at an edge needs no further step
    return (
        start - step * int(np.ceil((start - low) / step - tiny)),
        start + step * int(np.ceil((high - start) / step - tiny)),
    )
