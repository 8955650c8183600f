"""The PSF as a sum of Bessel functions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vhegui.core.cubes.radial_basis import RadialBasis
from vhegui.core.typing import Array

if TYPE_CHECKING:
    from vhegui.core.cubes.psf_field import RadialPsf

FINER = 4  # rings in each ring of the PSF


@lru_cache(maxsize=64)
def psf_transform(psf: RadialPsf, basis: RadialBasis) -> Array:
    """Transform of the PSF of every true energy, shape (n_true, n). Kept for the next frame of a moving source.

    What is known is how much is inside each radius. In between that grows smoothly and monotonously with the area
    inside: rings of constant brightness would smear a PSF of three rings' width by 2 %.
    """
    from scipy.interpolate import PchipInterpolator

    radii, rings = _rings(basis, tuple(psf.radii.tolist()))
    contained = PchipInterpolator(psf.radii**2, psf.contained, axis=1)(radii**2)
    density = np.diff(contained, axis=1) / (np.pi * np.diff(np.radians(radii) ** 2))
    return density @ rings


@lru_cache(maxsize=16)
def _rings(basis: RadialBasis, edges: tuple[float, ...]) -> tuple[Array, Array]:
    """Radii (deg) of finer rings between the edges of wider ones, and the transforms of these: the same wherever on the
    sky a PSF is.
    """
    n = len(edges) - 1
    radii = np.interp(np.arange(FINER * n + 1) / FINER, np.arange(n + 1), edges)
    return radii, basis.of_rings(radii)
