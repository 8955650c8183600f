"""The point spread function over the sky, on a coarse grid, and at one place as kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.cubes.by_offset import ByOffset
from vhegui.core.cubes.coarse import mean_at
from vhegui.core.cubes.psf_transform import psf_transform
from vhegui.core.cubes.radial_basis import radial_basis
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.typing import AnyArray, Array

FINEST = 12  # parts of a kernel's pixel along each side at most
KEPT = 0.999  # of the PSF inside its kernel


@dataclass(frozen=True, eq=False)
class RadialPsf:
    """Radial profiles of the PSF at one place, one for each true energy.

    radii : shape (n_rad + 1,), deg, from 0 · contained : shape (n_true, n_rad + 1), fraction inside each radius, all 0
    where the PSF is not known.

    >>> radii = np.linspace(0.0, 0.6, 61)  # deg
    >>> psf = RadialPsf(radii, 1.0 - np.exp(-0.5 * (radii / 0.1) ** 2)[None, :])  # a Gaussian of 0.1 deg
    >>> psf.containment_radius(0.68).round(3).tolist()  # deg
    [0.151]
    >>> kernel = psf.kernels(0.02)[0]
    >>> kernel.shape, round(float(kernel.sum()), 6)
    ((39, 39), 1.0)
    """

    radii: Array
    contained: Array

    def containment(self, radius: float) -> Array:
        """Fraction inside `radius` (deg), shape (n_true,); beyond the last radius as inside it."""
        square = min(radius, float(self.radii[-1])) ** 2
        return np.array([np.interp(square, self.radii**2, each) for each in self.contained])

    def containment_radius(self, fraction: float) -> Array:
        """Radius (deg) that holds a fraction of the events, shape (n_true,); NaN where none does."""
        found = [np.interp(fraction, c, self.radii**2) if c[-1] >= fraction else np.nan for c in self.contained]
        return np.sqrt(found)

    def kernels(self, pixel: float) -> Array:
        """The share of the events in the square pixels (deg) about the one that holds the source, in its centre:
        shape (n_true, k, k) with odd k, each summing to 1 (to 0 where the PSF is not known).

        As large as the widest PSF needs for 99.9 % of its events.
        """
        half, divide = self._pixels_needed(pixel), self.division(pixel, 1.5)
        side, fine = 2 * half + 1, pixel / divide
        axis = (np.arange(side * divide) - 0.5 * (side * divide - 1)) * fine
        basis = radial_basis(float(self.radii[-1]), fine)
        profiles = basis.profiles(psf_transform(self, basis))
        shares = np.maximum(profiles.at(np.hypot(axis[:, None], axis[None, :]).ravel()).T, 0.0)
        kernels = shares.reshape(-1, side, divide, side, divide).sum(axis=(2, 4))
        total = kernels.sum(axis=(1, 2), keepdims=True)
        return np.divide(kernels, total, out=np.zeros_like(kernels), where=total > 0)

    def _pixels_needed(self, pixel: float) -> int:
        """From the central pixel to the edge of the kernel."""
        known = self.contained[self.contained[:, -1] > 0]
        if len(known) == 0:
            return 0
        inside = (known >= KEPT * known[:, -1:]).argmax(axis=1).max()
        return int(np.ceil(self.radii[inside] / pixel - 0.5))

    def division(self, pixel: float, per_width: float = 0.6) -> int:
        """Into how many parts the side of a pixel is divided, so that there are so many in the width of the narrowest
        PSF.
        """
        with np.errstate(invalid="ignore"):
            narrowest = np.nanmin(self.containment_radius(0.39), initial=np.inf)
        return min(max(1, int(np.ceil(per_width * pixel / max(narrowest, 1e-9)))), FINEST)


@dataclass(frozen=True, eq=False)
class PsfField:
    """The PSF at the pixels of a coarse grid, and the exposure by which runs and pixels are averaged.

    grid : coarse, n_rows × n_columns · radii : shape (n_rad + 1,), deg, from 0
    contained : shape (n_true, n_rad + 1, n_rows, n_columns), float32, fraction inside each radius
    exposure : shape (n_true, n_rows, n_columns), cm² s, float32; 0 where nothing was observed
    of_run : the same of a single run, (n_true, n_rad + 1), between the pixels, too; None for a mean of several.
    """

    grid: SkyGrid
    radii: Array
    contained: AnyArray
    exposure: AnyArray
    of_run: ByOffset | None = None

    def at(self, ra: float, dec: float) -> RadialPsf:
        """The PSF at a direction (ICRS, deg): that of the run, or bilinear, weighted with the exposure."""
        if self.of_run is not None:
            return RadialPsf(self.radii, self.of_run.at(ra, dec))
        return RadialPsf(self.radii, mean_at(self.grid, self.contained, self.exposure, ra, dec))

    def kernels(self, ra: float, dec: float, pixel: float) -> Array:
        """Kernels for pixels of this size (deg) at a direction (ICRS, deg), see `RadialPsf.kernels`."""
        return self.at(ra, dec).kernels(pixel)
