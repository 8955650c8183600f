"""Where the pixels of a map are, worked out once: for profiles that follow the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class SkyPixels:
    """The pixels of a grid.

    directions : unit vectors (ICRS) of their centres, shape (rows, columns, 3) · area : deg², shape (rows, columns)
    sides : from the middle of a pixel's eastern side to that of its western, and from its southern to its northern, as
    vectors, shape (2, rows, columns, 3); 0 where one is not on the sky. The others are NaN where no sky is.

    >>> pixels = SkyPixels.of(SkyGrid(83.63, 22.01, pixel=0.1, columns=21))
    >>> np.degrees(np.linalg.norm(pixels.sides[:, 10, 10], axis=-1)).round(4).tolist()
    [0.1, 0.1]
    """

    directions: Array
    area: Array
    sides: Array

    @cached_property
    def reach(self) -> float:
        """How far (deg) the corners of a pixel are from its middle, at most."""
        return 0.5 * float(np.degrees(np.max(np.linalg.norm(self.sides, axis=-1).sum(axis=0), initial=0.0)))

    @classmethod
    def of(cls, grid: SkyGrid) -> SkyPixels:
        """Those of a grid."""
        rows, columns = np.arange(grid.rows + 1.0), np.arange(grid.columns + 1.0)

        def directions(column: Array, row: Array) -> Array:
            return grid.to_vectors(*np.meshgrid(column, row))

        sides = (
            np.diff(directions(columns - 0.5, rows[:-1]), axis=1),
            np.diff(directions(columns[:-1], rows - 0.5), axis=0),
        )
        area = np.degrees(np.degrees(grid.solid_angle))
        return cls(directions(columns[:-1], rows[:-1]), area, np.nan_to_num(np.stack(sides)))
