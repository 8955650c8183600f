"""Lines of equal value of an image: marching squares, all squares at once."""

from __future__ import annotations

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import EMPTY, AnyArray, Array, IntArray

BOTTOM, RIGHT, TOP, LEFT = range(4)
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # row and column of the corners of a square; side n ends at corner n + 1
SADDLES = (5, 10)
SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    **dict.fromkeys((1, 14), ((LEFT, BOTTOM),)),
    **dict.fromkeys((2, 13), ((BOTTOM, RIGHT),)),
    **dict.fromkeys((3, 12), ((LEFT, RIGHT),)),
    **dict.fromkeys((4, 11), ((RIGHT, TOP),)),
    **dict.fromkeys((6, 9), ((BOTTOM, TOP),)),
    **dict.fromkeys((7, 8), ((LEFT, TOP),)),
    5: ((LEFT, BOTTOM), (RIGHT, TOP)),
    10: ((BOTTOM, RIGHT), (LEFT, TOP)),
}
"""Which sides of a square a line joins, by the sum of 1, 2, 4, 8 for the corners above the level; of a saddle those for
a middle below it: where that is above, the lines are those of the other saddle.
"""


def contour_pixels(values: AnyArray, level: float) -> tuple[Array, Array]:
    """Columns and rows of the ends of short lines, and NaN after each two: shape (3 n,) both.

    values : shape (rows, columns); no line goes through squares with a corner that is not finite.

    >>> column, row = contour_pixels(np.array([[0.0, 0.0], [4.0, 4.0]]), 1.0)
    >>> column.tolist(), row.tolist()
    ([0.0, 1.0, nan], [0.25, 0.25, nan])
    """
    with np.errstate(invalid="ignore"):
        above = values > level
    known = np.isfinite(values)
    whole = np.logical_and.reduce([_corner(known, corner) for corner in CORNERS])
    code = sum((_corner(above, corner).astype(np.uint8) << bit) for bit, corner in enumerate(CORNERS))
    rows, columns = np.nonzero(whole & (code > 0) & (code < 15))
    code = np.asarray(code)[rows, columns]
    corners = np.stack([values[rows + row, columns + column] for row, column in CORNERS]).astype(np.float64)
    code = np.where(np.isin(code, SADDLES) & (corners.mean(axis=0) > level), 15 - code, code)
    found = [_lines(corners[:, chosen], level, code[chosen], rows[chosen], columns[chosen]) for chosen in _groups(code)]
    column, row = (np.concatenate([EMPTY, *(each[axis] for each in found)]) for axis in (0, 1))
    return column, row


def contour_lines(values: AnyArray, grid: SkyGrid, level: float) -> tuple[Array, Array]:
    """The same on the sky: RA and Dec (ICRS, deg) of the ends of short lines, and NaN after each two."""
    column, row = contour_pixels(values, level)
    return grid.to_sky(column, row) if len(column) else (EMPTY, EMPTY)


def _corner(image: AnyArray, corner: tuple[int, int]) -> AnyArray:
    """Of all squares of neighbouring pixels."""
    row, column = corner
    height, width = image.shape
    return image[row : height - 1 + row, column : width - 1 + column]


def _groups(code: AnyArray) -> list[AnyArray]:
    return [code == each for each in SIDES if (code == each).any()]


def _lines(corners: Array, level: float, code: AnyArray, rows: IntArray, columns: IntArray) -> tuple[Array, Array]:
    """The lines of squares that have the same ones."""
    column, row = [], []
    for sides in SIDES[int(code[0])]:
        ends = [_crossing(corners, level, side) for side in sides]
        gap = np.full(len(rows), np.nan)
        column.append(np.stack([*(columns + x for x, _ in ends), gap], axis=1).ravel())
        row.append(np.stack([*(rows + y for _, y in ends), gap], axis=1).ravel())
    return np.concatenate(column), np.concatenate(row)


def _crossing(corners: Array, level: float, side: int) -> tuple[Array, Array]:
    """Where the level lies on a side: column and row from the first corner."""
    (row, column), (next_row, next_column) = CORNERS[side], CORNERS[(side + 1) % 4]
    low, high = corners[side], corners[(side + 1) % 4]
    part = (level - low) / (high - low)
    return column + part * (next_column - column), row + part * (next_row - row)
