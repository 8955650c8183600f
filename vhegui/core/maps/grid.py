"""A square sky image in the tangent plane: which pixel a direction falls into, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.typing import AnyArray, Array, IntArray

CHUNK = 1 << 15  # directions at a time: what fits the processor's cache is three times faster


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

    def count(self, vectors: Array) -> IntArray:
        """Directions per pixel: unit vectors with shape (m, 3) → shape (n, n). What lies outside is left out."""
        inside = [np.empty(0, dtype=np.int32)]
        for start in range(0, len(vectors), CHUNK):
            inside.append(self._indices(vectors[start : start + CHUNK]))
        return np.bincount(np.concatenate(inside), minlength=self.n**2).reshape(self.n, self.n)

    def pixel_of(self, ra: float, dec: float) -> tuple[int, int] | None:
        """Row and column of the pixel that holds a direction (deg); None outside the image."""
        found = self._indices(sphere.unit_vectors(ra, dec)[None, :])
        return divmod(int(found[0]), self.n) if len(found) else None

    def _indices(self, vectors: Array) -> AnyArray:
        """Flat pixel indices (row · n + column) of those unit vectors that lie on the image, int32."""
        east, north, centre = self._basis
        scale = np.degrees(1.0) / self.pixel
        plane = vectors @ np.stack([-scale * east, scale * north, centre], axis=1)
        depth = plane[:, 2]
        ahead = depth > 1e-9
        inverse = 1.0 / np.where(ahead, depth, np.inf)
        column = plane[:, 0] * inverse + 0.5 * self.n
        row = plane[:, 1] * inverse + 0.5 * self.n
        ahead &= (column >= 0) & (column < self.n) & (row >= 0) & (row < self.n)
        return row[ahead].astype(np.int32) * np.int32(self.n) + column[ahead].astype(np.int32)

    @property
    def _basis(self) -> tuple[Array, Array, Array]:
        a, d = np.radians(self.ra), np.radians(self.dec)
        east = np.array([-np.sin(a), np.cos(a), 0.0])
        north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])
        return east, north, sphere.unit_vectors(self.ra, self.dec)

    def coordinates(self) -> tuple[Array, Array]:
        """Right ascension and declination (deg) of the pixel centres, shape (n, n)."""
        steps = (np.arange(self.n) + 0.5) * self.pixel - self.half_width
        x, y = (np.asarray(values, dtype=np.float64) for values in np.meshgrid(-steps, steps))
        return sphere.from_tangent(x, y, self.ra, self.dec)
