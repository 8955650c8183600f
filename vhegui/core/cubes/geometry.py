"""The pixels and energies of a cube, and the coarser grid that smooth responses are kept on."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class CubeGeometry:
    """Where a cube is, and how finely it is divided.

    grid : pixels, n_rows × n_columns · reco, true : energy axes, n_reco and n_true bins
    offset_max : deg, farthest from the pointing that events and responses are used: what lies in pixels whose centre is
    nearer than that · pixel_irf : deg, of the grid on which PSF and energy dispersion are kept
    psf_reach, psf_bins : how far (deg) the radial profiles of the PSF go, and in how many steps.

    >>> axes = EnergyAxis.from_bounds(1.0, 10.0, 5), EnergyAxis.from_bounds(0.3, 30.0, 10)
    >>> geometry = CubeGeometry(SkyGrid(83.633, 22.014, pixel=0.02, columns=200), *axes, offset_max=2.0)
    >>> geometry.shape, geometry.coarse.shape  # 4 deg in pixels of 0.02 and 0.2 deg
    ((5, 200, 200), (20, 20))
    """

    grid: SkyGrid
    reco: EnergyAxis
    true: EnergyAxis
    offset_max: float = math.inf
    pixel_irf: float = 0.2
    psf_reach: float = 0.66
    psf_bins: int = 66

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to a worker: what follows from it is computed there."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of counts and background: (n_reco, n_rows, n_columns)."""
        return self.reco.n, *self.grid.shape

    @property
    def middle(self) -> tuple[float, float]:
        """Direction (ICRS, deg) of the middle of the image."""
        ra, dec = self.grid.to_sky(0.5 * (self.grid.columns - 1), 0.5 * (self.grid.rows - 1))
        return float(ra), float(dec)

    @cached_property
    def psf_radii(self) -> Array:
        """Edges of the radial bins of the PSF, shape (psf_bins + 1,), deg, from 0."""
        return np.linspace(0.0, self.psf_reach, self.psf_bins + 1)

    @cached_property
    def coarse(self) -> SkyGrid:
        """The grid of PSF and energy dispersion: pixels of about `pixel_irf` that together cover the same sky."""
        return coarser(self.grid, self.pixel_irf)

    @cached_property
    def directions(self) -> Array:
        """Unit vectors of the pixel centres, shape (n_rows, n_columns, 3); NaN where no sky is."""
        return sphere.unit_vectors(*self.grid.coordinates())

    @cached_property
    def solid_angle(self) -> Array:
        """Of the pixels, sr, shape (n_rows, n_columns); 0 where no sky is."""
        return np.nan_to_num(self.grid.solid_angle)

    def coarse_share(self, masks: BoolArray) -> AnyArray:
        """The part of each coarse pixel that lies in a mask: (n, n_rows, n_columns) of pixels → the same of coarse
        pixels, float32.
        """
        rows, columns = self._coarse_starts
        parts = np.add.reduceat(masks.astype(np.float32), rows, axis=1)
        parts = np.add.reduceat(parts, columns, axis=2)
        n_rows, n_columns = (np.diff([*starts, n]) for starts, n in zip((rows, columns), self.grid.shape, strict=True))
        return parts / np.outer(n_rows, n_columns).astype(np.float32)

    @cached_property
    def _coarse_starts(self) -> tuple[IntArray, IntArray]:
        """First row and first column of every coarse row and column."""
        grid, coarse = self.grid, self.coarse
        scale, (column, row), (coarse_column, coarse_row) = grid.pixel / coarse.pixel, grid.offset, coarse.offset
        return (
            _starts((np.arange(grid.rows) + 0.5 - row) * scale + coarse_row),
            _starts((np.arange(grid.columns) + 0.5 - column) * scale + coarse_column),
        )


def _starts(place: AnyArray) -> IntArray:
    """Where the whole part of rising numbers changes, from 0."""
    return np.flatnonzero(np.diff(np.floor(place), prepend=-1.0)).astype(np.int64)


def coarser(grid: SkyGrid, pixel: float) -> SkyGrid:
    """The same part of the sky in larger pixels (deg), the last row and column as large as the others."""
    if pixel <= grid.pixel:
        return grid
    columns, rows = (max(1, math.ceil(n * grid.pixel / pixel - 1e-6)) for n in (grid.columns, grid.rows))
    column, row = grid.reference or (0.0, 0.0)
    scale = grid.pixel / pixel
    reference = (
        scale * (column - 0.5 * (grid.columns - 1)) + 0.5 * (columns - 1),
        scale * (row - 0.5 * (grid.rows - 1)) + 0.5 * (rows - 1),
    )
    return replace(grid, pixel=pixel, columns=columns, rows=rows, reference=reference)
