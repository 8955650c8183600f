"""Shapes that are not round, drawn in pixels and convolved with the PSF by FFT.

Where a shape changes within a pixel, it is drawn on a finer grid and summed into pixels. The PSF of every energy is a
combination of a few images (their singular vectors), so that a handful of transforms serves all energies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from vhegui.core.cubes.fine_pixels import FinePixels
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.psf_field import RadialPsf
from vhegui.core.cubes.psf_transform import psf_transform
from vhegui.core.cubes.radial_basis import radial_basis
from vhegui.core.cubes.scattered import BESIDE, scattered
from vhegui.core.cubes.window import Window
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.spatial.model import SpatialModel
from vhegui.core.typing import AnyArray, Array

FINEST = 8  # into how many parts the side of a pixel is divided at most
SMALL = 6.0  # pixels; a shape that reaches less far keeps its places within pixels
KEPT = 1e-4  # images of the PSF whose share in every energy is smaller are left out
WIDE = 10.0  # deg, from which on an image is drawn all over the other: pixels do not tell its distance any more
STEP = 1e-4  # of a value, for derivatives by differences


def convolved(
    geometry: CubeGeometry, psf: RadialPsf, shape: SpatialModel, values: tuple[float, ...], asked: tuple[int, ...]
) -> tuple[Window, Array, Array]:
    """Window, share (n_pixels, n_true) and slopes (n_asked, n_pixels, n_true), see `blurring.Blurred`."""
    pixel = geometry.grid.pixel
    is_small = shape.form is None and shape.formula.reach(*shape.formula.shape_values(values)) < SMALL * pixel
    divide = max(psf.division(pixel, 1.2), 2) if is_small else psf.division(pixel)
    fine = FinePixels(geometry.grid, divide)
    window, share, slopes = _on_image(fine.grid, psf, shape, values, asked, is_small)
    if divide == 1:
        return window, share, slopes
    images = (_binned(each, window, fine) for each in (share, *slopes))
    share, *slopes = images
    return fine.around(window), share, np.stack(slopes) if asked else np.empty((0, *share.shape))


def _binned(share: Array, window: Window, fine: FinePixels) -> Array:
    """Shares (n, n_true) in the smaller pixels of a window, summed in the pixels about it."""
    whole = fine.around(window)
    rows, columns = whole.shape
    d, n_true = fine.divide, share.shape[-1]
    image = np.zeros((rows * d, columns * d, n_true))
    row, column = window.rows.start - whole.rows.start * d, window.columns.start - whole.columns.start * d
    image[row : row + window.shape[0], column : column + window.shape[1]] = share.reshape(*window.shape, n_true)
    return image.reshape(rows, d, columns, d, n_true).sum(axis=(1, 3)).reshape(-1, n_true)


def _on_image(
    grid: SkyGrid,
    psf: RadialPsf,
    shape: SpatialModel,
    values: tuple[float, ...],
    asked: tuple[int, ...],
    is_small: bool,
) -> tuple[Window, Array, Array]:
    """The same on an image with pixels that the PSF is wide enough for."""
    drawing = Drawing.of(grid, shape, values, math.ceil(float(psf.radii[-1]) / grid.pixel) + 1, is_small)
    parts, weights = _psf_parts(psf, grid.pixel, grid.pixel / drawing.divide)
    half = parts.shape[1] // 2
    window, inside = drawing.widened(half, grid)
    n_true = weights.shape[1]
    if 0 in window.shape:
        return window, np.empty((0, n_true)), np.empty((len(asked), 0, n_true))
    images = [drawing.image(shape, values), *(drawing.slope(shape, values, i) for i in asked)]
    seen = [(each[inside].reshape(-1, len(parts)) @ weights) for each in all_convolved(images, parts)]
    np.maximum(seen[0], 0.0, out=seen[0])
    return window, seen[0], np.stack(seen[1:]) if asked else np.empty((0, *seen[0].shape))


@dataclass(frozen=True)
class Drawing:
    """Pixels in which a shape is drawn, on the image or beside it.

    grid : of the image · row, column : of the first pixel, in pixels of the image · shape : (rows, columns)
    divide : into how many parts the side of a pixel is divided · is_small : it is drawn as points, see `scattered`.
    """

    grid: SkyGrid
    row: int
    column: int
    shape: tuple[int, int]
    divide: int
    is_small: bool = False

    @classmethod
    def of(
        cls, grid: SkyGrid, shape: SpatialModel, values: tuple[float, ...], beside: int, is_small: bool = False
    ) -> Drawing:
        """The pixels that a shape with these values touches, as far as `beside` pixels beside the image."""
        own = shape.formula.shape_values(values)
        if shape.form is not None:
            ra, dec, reach = shape.form.circle
        else:
            ra, dec = shape.centre_at(values) or (0.0, 0.0)
            reach = shape.formula.reach(*own)
        column, row = (float(x) for x in grid.to_pixel(ra, dec))
        feature = shape.formula.feature(*own)
        divide = 1 if is_small else min(max(1, math.ceil(grid.pixel / max(feature, grid.pixel / FINEST))), FINEST)
        if shape.form is not None and reach > WIDE:
            return cls(grid, -beside, -beside, (grid.rows + 2 * beside, grid.columns + 2 * beside), divide)
        if not (np.isfinite(column) and np.isfinite(row)):
            return cls(grid, 0, 0, (0, 0), divide)
        half = math.ceil(reach / grid.pixel * 1.02) + (BESIDE if is_small else 1)
        rows = np.clip([round(row) - half, round(row) + half + 1], -beside, grid.rows + beside).tolist()
        columns = np.clip([round(column) - half, round(column) + half + 1], -beside, grid.columns + beside).tolist()
        return cls(grid, rows[0], columns[0], (rows[1] - rows[0], columns[1] - columns[0]), divide, is_small)

    def widened(self, half: int, grid: SkyGrid) -> tuple[Window, tuple[slice, slice]]:
        """The part of the image within `half` pixels of these, and where it is in a picture that is so much wider; none
        where a shape touches no pixel.
        """
        if 0 in self.shape:
            return Window(slice(0, 0), slice(0, 0)), (slice(0, 0), slice(0, 0))
        rows = slice(*np.clip([self.row - half, self.row + self.shape[0] + half], 0, grid.rows).tolist())
        columns = slice(*np.clip([self.column - half, self.column + self.shape[1] + half], 0, grid.columns).tolist())
        row, column = self.row - half, self.column - half
        inside = (
            slice(rows.start - row, rows.stop - row),
            slice(columns.start - column, columns.stop - column),
        )
        return Window(rows, columns), inside

    def image(self, shape: SpatialModel, values: tuple[float, ...]) -> Array:
        """The share of the source in each pixel."""
        if self.is_small:
            return scattered(self.grid, shape, values, (self.row, self.column), self.shape)
        column, row = self.grid.reference or (0.0, 0.0)
        fine = replace(
            self.grid,
            pixel=self.grid.pixel / self.divide,
            rows=self.shape[0] * self.divide,
            columns=self.shape[1] * self.divide,
            reference=(
                (column - self.column + 0.5) * self.divide - 0.5,
                (row - self.row + 0.5) * self.divide - 0.5,
            ),
        )
        drawn = np.nan_to_num(shape.brightness(*fine.coordinates(), values) * fine.solid_angle)
        rows, columns = self.shape
        return drawn.reshape(rows, self.divide, columns, self.divide).sum(axis=(1, 3))

    def slope(self, shape: SpatialModel, values: tuple[float, ...], i: int) -> Array:
        """Its derivative by parameter i."""
        step = STEP * max(abs(values[i]), 1.0 if shape.formula.names[i] == "phi" else 0.1)
        if i < 2 and shape.formula.has_centre:
            step = 0.02 * self.grid.pixel
        up, down = list(values), list(values)
        up[i] += step
        down[i] = max(values[i] - step, shape.formula.parameters[i].minimum)
        return (self.image(shape, tuple(up)) - self.image(shape, tuple(down))) / (up[i] - down[i])


@lru_cache(maxsize=16)
def _psf_parts(psf: RadialPsf, pixel: float, over: float) -> tuple[Array, Array]:
    """Images (n, k, k) and weights (n, n_true): the PSF of each energy in pixels, a mean over squares of `over` deg, is
    the sum of the images with its weights.
    """
    reach = float(psf.radii[-1])
    basis = radial_basis(reach, pixel)
    axis = np.arange(-int(reach / pixel), int(reach / pixel) + 1) * pixel
    profiles = basis.profiles(psf_transform(psf, basis), over)
    values = profiles.at(np.hypot(axis[:, None], axis[None, :]).ravel()) * np.radians(pixel) ** 2
    size = np.linalg.norm(values, axis=0)
    unit = values / np.where(size > 0, size, 1.0)
    weight, vectors = np.linalg.eigh(unit.T @ unit)
    kept = weight > KEPT**2 * max(float(weight[-1]), 1e-300)
    parts = (unit @ vectors[:, kept]).T.reshape(-1, len(axis), len(axis))
    return parts, vectors[:, kept].T * size


def all_convolved(images: list[Array], parts: Array) -> list[Array]:
    """Each image (rows, columns) convolved with all parts (n, k, k): (rows + k − 1, columns + k − 1, n)."""
    from scipy import fft

    rows, columns = (n + parts.shape[1] - 1 for n in images[0].shape)
    size = [fft.next_fast_len(n, real=True) for n in (rows, columns)]
    kernels: AnyArray = np.asarray(fft.rfft2(parts, size, workers=2))
    found = []
    for image in images:
        full = np.asarray(fft.irfft2(kernels * np.asarray(fft.rfft2(image, size)), size, workers=2))
        found.append(np.moveaxis(full[:, :rows, :columns], 0, -1))
    return found
