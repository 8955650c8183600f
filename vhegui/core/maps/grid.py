"""The pixels of a sky image: which pixel a direction falls into, and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.errors import AnalysisError
from vhegui.core.maps.projections import PROJECTIONS, Projection
from vhegui.core.typing import AnyArray, Array, BoolArray, IntArray

CHUNK = 1 << 15  # directions at a time: what fits the processor's cache is three times faster
MOST_PIXELS = 1 << 26  # half a gigabyte an image
FRAMES = ("icrs", "galactic")


@dataclass(frozen=True)
class SkyGrid:
    """`columns` × `rows` square pixels of `pixel` deg about the direction (lon, lat), deg in `frame`.

    Images have shape (rows, columns): rows grow to the north of the frame, columns to the west (longitude grows to the
    left), as in FITS images of the sky. Pixel coordinates (column, row) are whole at pixel centres, from 0.

    rows : 0 for as many as columns · projection : one of `PROJECTIONS` · frame : one of `FRAMES`
    reference : column and row where (lon, lat) lies; None for the middle of the image.

    >>> grid = SkyGrid(184.56, -5.78, pixel=0.02, columns=200, rows=100, projection="CAR", frame="galactic")
    >>> grid.shape, [round(float(x), 1) for x in grid.to_pixel(83.633, 22.014)]  # the Crab: column, row
    ((100, 200), [99.6, 49.3])
    >>> bool(grid.contains(83.633, 24.0))
    False
    """

    lon: float
    lat: float
    pixel: float
    columns: int
    rows: int = 0
    projection: str = "TAN"
    frame: str = "icrs"
    reference: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.rows == 0:
            object.__setattr__(self, "rows", self.columns)
        if self.reference is None:
            object.__setattr__(self, "reference", (0.5 * (self.columns - 1), 0.5 * (self.rows - 1)))
        self._check()

    def _check(self) -> None:
        if self.projection not in PROJECTIONS:
            raise AnalysisError(f"projection {self.projection!r} of a map: one of {', '.join(PROJECTIONS)}")
        if self.frame not in FRAMES:
            raise AnalysisError(f"frame {self.frame!r} of a map: one of {', '.join(FRAMES)}")
        if not (np.isfinite(self.lon) and -90.0 <= self.lat <= 90.0):
            raise AnalysisError(
                f"map about ({self.lon:g}, {self.lat:g}): this is no direction; latitudes end at 90 deg"
            )
        if not (0.0 < self.pixel <= 180.0 and self.columns > 0 and self.rows > 0):
            raise AnalysisError(
                f"map of {self.columns} × {self.rows} pixels of {self.pixel:g} deg: a map has at least one pixel, "
                "larger than 0"
            )
        if self.columns * self.rows > MOST_PIXELS:
            raise AnalysisError(
                f"map of {self.columns} × {self.rows} pixels: an image of {self.columns * self.rows / 2**27:.1f} GB "
                f"does not fit; at most {MOST_PIXELS // 10**6} million pixels. Take larger pixels or a smaller map."
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Of the images: (rows, columns)."""
        return self.rows, self.columns

    @property
    def width(self) -> float:
        """Extent along a row, deg."""
        return self.columns * self.pixel

    @property
    def height(self) -> float:
        """Extent along a column, deg."""
        return self.rows * self.pixel

    @property
    def offset(self) -> tuple[float, float]:
        """Of the reference direction from the eastern and southern edge, pixels."""
        column, row = self.reference or (0.0, 0.0)
        return column + 0.5, row + 0.5

    @property
    def ahead(self) -> Array:
        """The reference direction as a unit vector (ICRS), shape (3,)."""
        return self._axes[:, 2]

    @property
    def solid_angle(self) -> Array:
        """Solid angle (sr) of the pixels, shape (rows, columns): the value at their centres, NaN where no sky is.

        A pixel that the edge of the sky cuts counts whole or not at all.

        >>> sky = SkyGrid(0, 0, pixel=2, columns=180, rows=90, projection="CAR").solid_angle.sum()
        >>> round(float(sky / (4 * np.pi)), 3)
        1.0
        """
        x, y = self._plane(*self._centres())
        return np.radians(self.pixel) ** 2 * self._projection.stretch(*self._projection.from_plane(x, y))

    def count(self, vectors: Array) -> IntArray:
        """Directions per pixel: unit vectors (ICRS) with shape (m, 3) → shape (rows, columns). What lies outside is
        left out.
        """
        return self.histogram([self.hits(vectors)])

    def hits(self, vectors: Array) -> AnyArray:
        """Pixels (row · columns + column) that directions fall into, shape (≤ m,): unit vectors (ICRS) with shape
        (m, 3), of which those outside are left out; int32.
        """
        inside = [np.empty(0, dtype=np.int32)]
        for start in range(0, len(vectors), CHUNK):
            inside.append(self._indices(vectors[start : start + CHUNK]))
        return np.concatenate(inside)

    def histogram(self, hits: Iterable[AnyArray]) -> IntArray:
        """How often each pixel was hit, in all: shape (rows, columns)."""
        together = np.concatenate([np.empty(0, dtype=np.int32), *hits])
        return np.bincount(together, minlength=self.rows * self.columns).reshape(self.shape)

    def to_pixel(self, ra: Array | float, dec: Array | float) -> tuple[Array, Array]:
        """Pixel coordinates (column, row) of directions (ICRS, deg; any shape), on the image or not; NaN for
        directions that the projection does not show.
        """
        column, row = self._from_edge(sphere.unit_vectors(ra, dec))
        return column - 0.5, row - 0.5

    def to_sky(self, column: Array | float, row: Array | float) -> tuple[Array, Array]:
        """Right ascension and declination (ICRS, deg) of pixel coordinates, in their shape; NaN where no sky is."""
        return sphere.lon_lat(self.to_vectors(column, row))

    def to_vectors(self, column: Array | float, row: Array | float) -> Array:
        """The same as unit vectors, shape (..., 3)."""
        x, y = self._plane(np.asarray(column, np.float64), np.asarray(row, np.float64))
        return np.stack(self._projection.from_plane(x, y), axis=-1) @ self._axes.T

    def coordinates(self) -> tuple[Array, Array]:
        """Right ascension and declination (ICRS, deg) of the pixel centres, shape (rows, columns)."""
        return self.to_sky(*self._centres())

    def contains(self, ra: Array | float, dec: Array | float) -> BoolArray:
        """Whether directions (ICRS, deg) lie on the image, in their shape."""
        return self._on_image(*self._from_edge(sphere.unit_vectors(ra, dec)))

    def pixel_of(self, ra: float, dec: float) -> tuple[int, int] | None:
        """Row and column of the pixel that holds a direction (ICRS, deg); None outside the image."""
        found = self._indices(sphere.unit_vectors(ra, dec)[None, :])
        return divmod(int(found[0]), self.columns) if len(found) else None

    def _indices(self, vectors: Array) -> AnyArray:
        """Flat pixel indices (row · columns + column) of those unit vectors that lie on the image, int32."""
        column, row = self._from_edge(vectors)
        inside = self._on_image(column, row)
        return row[inside].astype(np.int32) * np.int32(self.columns) + column[inside].astype(np.int32)

    def _on_image(self, column: Array, row: Array) -> BoolArray:
        return (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)

    def _from_edge(self, vectors: Array) -> tuple[Array, Array]:
        """Pixels from the eastern and from the southern edge of unit vectors (ICRS) with shape (..., 3)."""
        scale = np.degrees(1.0) / self.pixel
        local = vectors @ (self._axes * [scale, scale, 1.0])
        x, y = self._projection.to_plane(local[..., 0], local[..., 1], local[..., 2], scale)
        return x + self.offset[0], y + self.offset[1]

    def _plane(self, column: Array, row: Array) -> tuple[Array, Array]:
        """Place in the plane (rad) of pixel coordinates."""
        return (
            np.radians((column + 0.5 - self.offset[0]) * self.pixel),
            np.radians((row + 0.5 - self.offset[1]) * self.pixel),
        )

    def _centres(self) -> tuple[Array, Array]:
        column, row = np.meshgrid(np.arange(self.columns, dtype=np.float64), np.arange(self.rows, dtype=np.float64))
        return column, row

    @property
    def _projection(self) -> Projection:
        return PROJECTIONS[self.projection]

    @property
    def _axes(self) -> Array:
        """West, north and the reference direction in ICRS: the columns of shape (3, 3)."""
        north, east, ahead = sphere.local_axes(self.lon, self.lat)
        axes = np.stack([-east, north, ahead], axis=1)
        return sphere.GALACTIC.T @ axes if self.frame == "galactic" else axes
