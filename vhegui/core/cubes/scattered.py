"""Small shapes that are not round, as many points: light that keeps its place within a pixel.

A shape is cut into rings and sectors about its centre. The light of each cell is shared out among the 4 × 4 pixels
about it, with the weights of cubic interpolation (Lagrange): its sum, centre, width and skewness stay exactly.
"""

from __future__ import annotations

import numpy as np

from vhegui.core import sphere
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import Array

RINGS, SECTORS = 80, 48
BESIDE = 3  # pixels beside a shape that its light is shared out to


def scattered(
    grid: SkyGrid, shape: SpatialModel, values: tuple[float, ...], first: tuple[int, int], size: tuple[int, int]
) -> Array:
    """The light of a shape with these values, 1 in all, shared out among pixels of an image: shape `size`.

    first : row and column, on the image, of the first of these pixels; light beside them is left out.
    """
    formula, own = shape.formula, shape.formula.shape_values(values)
    assert formula.brightness is not None
    edges = np.linspace(0.0, formula.reach(*own), RINGS + 1)
    angles = (np.arange(SECTORS, dtype=np.float64) + 0.5) * (360.0 / SECTORS)
    distance, angle = np.meshgrid(0.5 * (edges[:-1] + edges[1:]), angles, indexing="ij")
    light = formula.brightness(distance, angle, *own) * distance
    lon, lat = sphere.offset_by(values[0], values[1], angle.ravel(), distance.ravel())
    ra, dec = sphere.from_galactic(lon, lat) if shape.frame == "galactic" else (lon, lat)
    column, row = grid.to_pixel(ra, dec)
    return _shared(row - first[0], column - first[1], light.ravel() / light.sum(), size)


def _shared(row: Array, column: Array, light: Array, size: tuple[int, int]) -> Array:
    """Light (n,) at places in pixels (n,) shared out among the pixels about them."""
    low_row, low_column = np.floor(row).astype(np.int64), np.floor(column).astype(np.int64)
    by_row, by_column = _lagrange(row - low_row), _lagrange(column - low_column)
    total = np.zeros(size[0] * size[1])
    for i, of_row in enumerate(by_row, -1):
        for j, of_column in enumerate(by_column, -1):
            y, x = low_row + i, low_column + j
            inside = (y >= 0) & (y < size[0]) & (x >= 0) & (x < size[1])
            shares = (light * of_row * of_column)[inside]
            total += np.bincount((y * size[1] + x)[inside], shares, len(total))
    return total.reshape(size)


def _lagrange(t: Array) -> tuple[Array, Array, Array, Array]:
    """Weights of the places −1, 0, 1 and 2 for one at t, from 0 to 1."""
    return (
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    )
