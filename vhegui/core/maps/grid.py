"""A square sky image in the tangent plane: which pixel a direction falls into, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import Array, IntArray


@dataclass(frozen=True)
class SkyGrid:
    """`n` × `n` pixels of `pixel` deg about (ra, dec), ICRS deg, TAN projection.

    Images have shape (n, n), indexed [row, column]: rows grow to the north, columns to the west (RA grows to
    the left), as in FITS images of the sky.
    """

    ra: float
    dec: float
    pixel: float
    n: int

    @property
    def half_width(self) -> float:
        """Half the side of the image, deg."""
        return 0.5 * self.n * self.pixel

    def pixel_index(self, vectors: Array) -> IntArray:
        """Flat pixel index (row · n + column) of unit vectors, shape (m, 3); -1 outside the image."""
        x, y = self.project(vectors)
        scale = 1.0 / self.pixel
        column = np.floor(0.5 * self.n - x * scale)
        row = np.floor(y * scale + 0.5 * self.n)
        with np.errstate(invalid="ignore"):
            inside = (column >= 0) & (column < self.n) & (row >= 0) & (row < self.n)
            return np.where(inside, row * self.n + column, -1.0).astype(np.int64)

    def project(self, vectors: Array) -> tuple[Array, Array]:
        """Tangent-plane x (east) and y (north) in deg of unit vectors, shape (m, 3); NaN behind the plane."""
        east, north, centre = self._basis
        depth = vectors @ centre
        depth = np.degrees(1.0) / np.where(depth > 1e-9, depth, np.nan)
        return (vectors @ east) * depth, (vectors @ north) * depth

    @property
    def _basis(self) -> tuple[Array, Array, Array]:
        a, d = np.radians(self.ra), np.radians(self.dec)
        east = np.array([-np.sin(a), np.cos(a), 0.0])
        north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])
        return east, north, sphere.unit_vectors(self.ra, self.dec)

    def coordinates(self) -> tuple[Array, Array]:
        """Right ascension and declination (deg) of the pixel centres, shape (n, n)."""
        steps = (np.arange(self.n) + 0.5) * self.pixel - self.half_width
        return sphere.from_tangent(*np.meshgrid(-steps, steps), self.ra, self.dec)
