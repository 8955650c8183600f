"""Lines of equal value of an image: marching squares, all squares at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import EMPTY, AnyArray, Array, BoolArray, IntArray

BOTTOM, RIGHT, TOP, LEFT = range(4)
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # row and column of the corners of a square; side n ends at corner n + 1
SADDLES = {5: (RIGHT, TOP), 10: (LEFT, TOP)}  # the second line of a square that has two
SIDES = np.array(
    [
        *((LEFT, LEFT), (LEFT, BOTTOM), (BOTTOM, RIGHT), (LEFT, RIGHT)),
        *((RIGHT, TOP), (LEFT, BOTTOM), (BOTTOM, TOP), (LEFT, TOP)),
        *((LEFT, TOP), (BOTTOM, TOP), (BOTTOM, RIGHT), (RIGHT, TOP)),
        *((LEFT, RIGHT), (BOTTOM, RIGHT), (LEFT, BOTTOM), (LEFT, LEFT)),
    ]
)
"""Which sides of a square a line joins, by the sum of 1, 2, 4, 8 for the corners above the level; of a saddle those for
a middle below it: where that is above, the lines are those of the other saddle. Shape (16, 2).
"""


def contour_pixels(values: AnyArray, levels: Sequence[float]) -> tuple[Array, Array]:
    """Columns and rows of the ends of short lines, and NaN after each two: shape (3 n,) both.

    values : shape (rows, columns); no line goes through squares with a corner that is not finite.

    >>> column, row = contour_pixels(np.array([[0.0, 0.0], [4.0, 4.0]]), [1.0])
    >>> column.tolist(), row.tolist()
    ([0.0, 1.0, nan], [0.25, 0.25, nan])
    """
    known = np.isfinite(values)
    whole = np.logical_and.reduce([_corner(known, corner) for corner in CORNERS])
    found = [_crossed(values, whole, level) for level in levels]
    if not any(len(code) for *_, code in found):
        return EMPTY, EMPTY
    rows, columns, code = (np.concatenate(each) for each in zip(*found, strict=True))
    level = np.repeat(np.asarray(levels, np.float64), [len(each) for *_, each in found])
    corners = np.stack([values[rows + row, columns + column] for row, column in CORNERS]).astype(np.float64)
    saddle = np.isin(code, list(SADDLES))
    code = np.where(saddle & (corners.mean(axis=0) > level), 15 - code, code)
    x, y = _crossings(corners, level)
    ends = [_ends(columns + x, rows + y, SIDES[code])]
    for which, sides in SADDLES.items():
        some = code == which
        ends.append(
            _ends((columns + x)[:, some], (rows + y)[:, some], np.tile(sides, (int(np.count_nonzero(some)), 1)))
        )
    column, row = (np.concatenate([each[axis] for each in ends]) for axis in (0, 1))
    return column, row


def contour_lines(values: AnyArray, grid: SkyGrid, levels: Sequence[float]) -> tuple[Array, Array]:
    """The same on the sky: RA and Dec (ICRS, deg) of the ends of short lines, and NaN after each two."""
    column, row = contour_pixels(values, levels)
    return grid.to_sky(column, row) if len(column) else (EMPTY, EMPTY)


def _corner(image: AnyArray, corner: tuple[int, int]) -> AnyArray:
    """Of all squares of neighbouring pixels."""
    row, column = corner
    height, width = image.shape
    return image[row : height - 1 + row, column : width - 1 + column]


def _crossed(values: AnyArray, whole: BoolArray, level: float) -> tuple[IntArray, IntArray, AnyArray]:
    """Rows and columns of the squares that a level crosses, and which of their corners are above it."""
    with np.errstate(invalid="ignore"):
        above = (values > level).view(np.uint8)
    code = np.zeros(whole.shape, np.uint8)
    for bit, corner in enumerate(CORNERS):
        code |= _corner(above, corner) << np.uint8(bit)
    rows, columns = np.nonzero(whole & (code > 0) & (code < 15))
    return rows, columns, code[rows, columns]


def _crossings(corners: Array, level: Array) -> tuple[Array, Array]:
    """Where the level lies on each side, from the first corner: shape (4, n), column and row; anything on sides that it
    does not cross.
    """
    place = np.array(CORNERS, np.float64)
    step = np.roll(place, -1, axis=0) - place
    rise = np.roll(corners, -1, axis=0) - corners
    part = np.divide(level - corners, rise, out=np.zeros_like(corners), where=rise != 0.0)
    return place[:, 1:] + part * step[:, 1:], place[:, :1] + part * step[:, :1]


def _ends(x: Array, y: Array, sides: IntArray) -> tuple[Array, Array]:
    """The ends of a line in each square, and a gap: x, y of shape (4, n) on all sides, sides of shape (n, 2)."""
    square = np.arange(len(sides))[:, None]
    gap = np.full((len(sides), 1), np.nan)
    return np.hstack([x[sides, square], gap]).ravel(), np.hstack([y[sides, square], gap]).ravel()
