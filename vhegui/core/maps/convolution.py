"""Sums over the neighbourhood of every pixel, with zeros outside of the image.

Two ways: `disc_sums` adds runs of pixels along rows, as differences of cumulative sums: exact for whole counts, and
fast for discs of any size. `Transformed` multiplies Fourier transforms, for any kernel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.maps.kernels import disc
from vhegui.core.typing import AnyArray, Array


def disc_sums(images: AnyArray, radius: float) -> Array:
    """Sum of the pixels within `radius` (pixels) of each: images (…, rows, columns) → the same shape, float64.

    >>> image = np.zeros((5, 5))
    >>> image[2, 2] = 7.0
    >>> disc_sums(image, 1.0)[:, 2].tolist()
    [0.0, 7.0, 7.0, 7.0, 0.0]
    """
    kernel = disc(radius)
    half = len(kernel) // 2
    reach = kernel.sum(axis=1) // 2  # how far each row of the disc goes to either side
    rows, columns = images.shape[-2:]
    sums = np.zeros((*images.shape[:-2], rows + 2 * half, columns + 2 * half + 1))  # of all pixels further east
    np.cumsum(images, axis=-1, out=sums[..., half : half + rows, half + 1 : half + 1 + columns])
    sums[..., half + 1 + columns :] = sums[..., half + columns, None]
    total = np.zeros(images.shape)
    for wide in np.unique(reach):
        west, east = half + 1 + wide, half - wide
        runs = sums[..., west : west + columns] - sums[..., east : east + columns]
        for row in np.flatnonzero(reach == wide):
            total += runs[..., row : row + rows, :]
    return total


@dataclass(frozen=True, eq=False)
class Transformed:
    """Fourier transform of images, to be convolved with many kernels; see `of`.

    shape : of the images, (…, rows, columns) · size : rows and columns with room around · spectrum : the transform.
    """

    shape: tuple[int, ...]
    size: tuple[int, int]
    spectrum: AnyArray

    @classmethod
    def of(cls, images: AnyArray, half: int) -> Transformed:
        """Transform images with room for kernels that reach `half` pixels to each side."""
        rows, columns = (_fast_length(max(n, half + 1) + half) for n in images.shape[-2:])
        return cls(images.shape, (rows, columns), np.fft.rfft2(images.astype(np.float64, copy=False), (rows, columns)))

    def convolved(self, kernel: AnyArray) -> Array:
        """Convolution with the `spectrum_of` one kernel, or of as many as images; their shape, float64.

        Rounding leaves about 1e-15 of the largest sum everywhere.
        """
        total = np.fft.irfft2(self.spectrum * kernel, self.size)
        return total[..., : self.shape[-2], : self.shape[-1]]

    def with_kernel(self, kernel: AnyArray) -> Array:
        """The same for a kernel that is used once."""
        return self.convolved(spectrum_of(kernel, self.size))


def spectrum_of(kernel: AnyArray, size: tuple[int, int]) -> AnyArray:
    """Transform of kernels, shape (…, k, k), for images with this `Transformed.size`; their middle comes to pixel 0."""
    half = kernel.shape[-1] // 2
    spread = np.zeros((*kernel.shape[:-2], *size))
    spread[..., : kernel.shape[-2], : kernel.shape[-1]] = kernel
    return np.fft.rfft2(np.roll(spread, (-half, -half), axis=(-2, -1)), size)


def convolve(images: AnyArray, kernel: AnyArray) -> Array:
    """Convolution of images (…, rows, columns) with a kernel (k, k), or one each (…, k, k): their shape, float64.

    >>> image = np.zeros((4, 4))
    >>> image[0, 0] = 1.0
    >>> convolve(image, np.arange(9.0).reshape(3, 3)).round(9)[:2, :2].tolist()
    [[4.0, 5.0], [7.0, 8.0]]
    """
    return Transformed.of(images, kernel.shape[-1] // 2).with_kernel(kernel)


def widened(kernels: AnyArray, shape: AnyArray) -> Array:
    """Kernels (…, k, k) of a source that is spread over `shape` (m, m): all of it, (…, k + m − 1, k + m − 1)."""
    half = shape.shape[-1] // 2
    room = [(0, 0)] * (kernels.ndim - 2) + [(half, half)] * 2
    return convolve(np.pad(kernels, room), shape)


def _fast_length(n: int) -> int:
    """The smallest number ≥ n that has no prime factor above 5: a Fourier transform of that length is fast."""
    short = [2**i * 3**j * 5**k for i in range(n.bit_length() + 1) for j in range(6) for k in range(4)]
    return min(length for length in short if length >= n)
