"""The part of an image that a source touches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.maps.grid import SkyGrid


@dataclass(frozen=True)
class Window:
    """Rows and columns of an image; both may be empty."""

    rows: slice
    columns: slice

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, columns)."""
        return self.rows.stop - self.rows.start, self.columns.stop - self.columns.start


def window_about(grid: SkyGrid, centre: tuple[float, float], radius: float) -> Window:
    """The pixels of an image within `radius` (deg) of a direction (ICRS, deg), and some more; empty if none is.

    >>> window_about(SkyGrid(83.6, 22.0, pixel=0.1, columns=100), (83.6, 22.0), 0.45).shape
    (12, 12)
    """
    column, row = (float(x) for x in grid.to_pixel(*centre))
    if not (np.isfinite(column) and np.isfinite(row)):
        return Window(slice(0, 0), slice(0, 0))
    # A degree takes more pixels away from the reference direction; how many shows beside the centre.
    stretch = _pixels_per_degree(grid, centre)
    half = radius * stretch + 0.5
    return Window(_part(row, half, grid.rows), _part(column, half, grid.columns))


def _part(middle: float, half: float, n: int) -> slice:
    start, stop = int(np.floor(middle - half)), int(np.ceil(middle + half)) + 1
    start, stop = min(max(start, 0), n), min(max(stop, 0), n)
    return slice(start, max(start, stop))


def _pixels_per_degree(grid: SkyGrid, centre: tuple[float, float]) -> float:
    ra, dec = centre
    step = 0.01 if dec < 89.0 else -0.01
    column, row = grid.to_pixel(
        np.array([ra, ra, ra + step / np.cos(np.radians(dec))]), np.array([dec, dec + step, dec])
    )
    lengths = np.hypot(column[1:] - column[0], row[1:] - row[0]) / abs(step)
    return float(np.nanmax(lengths, initial=1.0 / grid.pixel))
