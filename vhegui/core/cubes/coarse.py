"""Smooth responses on a coarse grid: from its pixels to any direction."""

from __future__ import annotations

import numpy as np

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array


def mean_at(grid: SkyGrid, values: AnyArray, weight: AnyArray, ra: float, dec: float) -> Array:
    """Mean of `values` over the four pixels about a direction (ICRS, deg), by their nearness (bilinear) and `weight`.

    values : shape (n, m, n_rows, n_columns) · weight : shape (n, n_rows, n_columns) · returns (n, m), 0 where all
    weights are 0. Beyond the outermost pixel centres the value there is held.
    """
    column, row = (float(x) for x in grid.to_pixel(ra, dec))
    i, near_row = _neighbours(row, grid.rows)
    j, near_column = _neighbours(column, grid.columns)
    corner = np.s_[..., i : i + len(near_row), j : j + len(near_column)]
    share = weight[corner] * np.outer(near_row, near_column)
    total = share.sum(axis=(1, 2))
    mean = np.einsum("nmij,nij->nm", values[corner], share)
    return np.divide(mean, total[:, None], out=np.zeros_like(mean), where=total[:, None] > 0)


def _neighbours(x: float, n: int) -> tuple[int, Array]:
    """First of the pixels beside `x`, and the weights of it and the next."""
    x = min(max(x, 0.0), n - 1.0) if np.isfinite(x) else 0.0
    i = min(int(x), max(n - 2, 0))
    return i, np.array([1.0 - (x - i), x - i])[:n]
