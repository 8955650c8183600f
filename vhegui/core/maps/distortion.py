"""How far pixels are from squares of one size on the sky: whether a distance in pixels is one in degrees."""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import Array

SAMPLES = 9  # a side


def distortion(grid: SkyGrid, rows: slice, columns: slice) -> float:
    """The largest part by which steps of one pixel, along rows, columns and diagonals of a part of an image, are longer
    or shorter than its scale says; NaN where no sky is.

    TAN stretches radii by 1 / cos² of the distance from its reference, 1.5 % in the corners of a map of 10 deg; CAR
    and AIT shorten rows by the cosine of the latitude.

    >>> whole = slice(0, 100), slice(0, 100)
    >>> round(distortion(SkyGrid(0.0, 0.0, pixel=0.1, columns=100), *whole), 3)
    0.015
    >>> round(distortion(SkyGrid(0.0, 0.0, pixel=0.6, columns=100, projection="CAR"), *whole), 3)
    0.131
    """
    row, column = np.meshgrid(_samples(rows), _samples(columns), indexing="ij")
    here = _vectors(grid, column, row)
    steps = ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, -1.0))
    found = [
        np.linalg.norm(_vectors(grid, column + x, row + y) - here, axis=-1) / (np.radians(grid.pixel) * np.hypot(x, y))
        for x, y in steps
    ]
    lengths = np.stack(found)
    return float(np.nanmax(np.abs(lengths - 1.0))) if np.isfinite(lengths).any() else float("nan")


def _samples(part: slice) -> Array:
    return np.linspace(part.start, max(part.stop - 1, part.start), SAMPLES)


def _vectors(grid: SkyGrid, column: Array, row: Array) -> Array:
    return sphere.unit_vectors(*grid.to_sky(column, row))
