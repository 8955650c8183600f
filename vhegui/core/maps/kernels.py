"""Kernels: which pixels about a pixel count, and with which weight; shape (odd, odd), the pixel itself in the middle.

Distances are those of the pixels' centres in units of pixels, borders included, as in gammapy: on the sky they are true
as far as the projection keeps distances, over some degrees about the reference of a zenithal one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vhegui.core.typing import AnyArray, Array, BoolArray

ROUNDING = 1e-9  # 0.3 deg / 0.02 deg is a little less than 15 pixels
OVERSAMPLED = 5  # points a side of a pixel over which a profile is averaged


def disc(radius: float) -> BoolArray:
    """Pixels within `radius` (pixels) of the middle one.

    >>> int(disc(1.0).sum()), int(disc(5.0).sum())
    (5, 81)
    """
    return ring(0.0, radius)


def ring(inner: float, outer: float) -> BoolArray:
    """Pixels at least `inner` and at most `outer` (pixels) from the middle one."""
    square = _square(int(np.floor(outer * (1.0 + ROUNDING))))
    return (square >= inner**2 * (1.0 - ROUNDING)) & (square <= outer**2 * (1.0 + ROUNDING))


def gaussian(sigma: float) -> Array:
    """A normalised two-dimensional Gaussian, `sigma` in pixels, averaged over each pixel, out to 4 sigma."""
    return radial(lambda r: np.exp(-0.5 * (r / sigma) ** 2), 4.0 * sigma)


def radial(density: Callable[[Array], Array], reach: float) -> Array:
    """A normalised kernel of a density that depends on the distance (pixels) only, averaged over each pixel.

    reach : pixels; what lies further away in a row or column is cut.
    """
    half = int(np.ceil(reach))
    fine = (np.arange((2 * half + 1) * OVERSAMPLED) + 0.5) / OVERSAMPLED - half - 0.5
    values = density(np.hypot(fine[:, None], fine[None, :]))
    blocks = values.reshape(2 * half + 1, OVERSAMPLED, 2 * half + 1, OVERSAMPLED).sum(axis=(1, 3))
    return blocks / blocks.sum()


def cut_to(kernel: AnyArray, half: int) -> AnyArray:
    """The middle (2 `half` + 1)² pixels of kernels, shape (…, k, k); what is cut away is lost."""
    spare = (kernel.shape[-1] - 1) // 2 - half
    return kernel if spare <= 0 else kernel[..., spare:-spare, spare:-spare]


def _square(half: int) -> Array:
    """Squared distance from the middle of (2 half + 1)² pixels."""
    step = np.arange(-half, half + 1, dtype=np.float64) ** 2
    return step[:, None] + step[None, :]
