"""What a source anywhere in a cube would look like: its counts for a flux, and how they spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.cube import Cube
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.flux import counts_per_flux
from vhegui.core.maps.convolution import widened
from vhegui.core.maps.kernels import cut_to
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import AnyArray, Array


@dataclass(frozen=True, eq=False)
class CubeSource:
    """A source of one spectrum and shape on the grid of a cube.

    per_flux : shape (n_reco, rows, columns), cm² s, counts for a flux of 1 cm⁻² s⁻¹ in all these energies from each
    pixel, where its bins are safe · kernels : shape (n_reco, k, k), how the counts of each bin spread, normalised; one
    pixel where the data have no PSF · flux : shape (n_reco,), part of that flux in each bin.
    """

    per_flux: Array
    kernels: Array
    flux: Array

    def in_band(self, bins: slice) -> CubeSource:
        """In some of the bins, for a flux of 1 cm⁻² s⁻¹ in these."""
        flux = self.flux[bins]
        return CubeSource(self.per_flux[bins] / flux.sum(), self.kernels[bins], flux / flux.sum())


def source_in(cube: Cube, spectrum: SpectralModel, reach: float, shape: AnyArray | None = None) -> CubeSource:
    """The source as seen at the middle of the map, or where most was observed when nothing was there.

    spectrum : its shape is used · reach : deg, to either side; what spreads further is cut, and what is left normalised
    (as gammapy does) · shape : kernel (k, k) of an extended source, None for a point.
    """
    geometry = cube.geometry
    row, column = _observed_place(cube.exposure)
    ra, dec = (float(x) for x in geometry.grid.to_sky(column, row))
    edisp = _dispersion(cube, ra, dec)
    per_flux = counts_per_flux(cube.exposure, geometry.true, geometry.reco, spectrum, edisp)
    kernels = np.ones((geometry.true.n, 1, 1)) if cube.psf is None else cube.psf.kernels(ra, dec, geometry.grid.pixel)
    if shape is not None:
        kernels = widened(kernels, shape)
    seen = _counts(cube, spectrum, edisp, row, column)
    spread = np.tensordot(seen.T, cut_to(kernels, round(reach / geometry.grid.pixel)), axes=1)
    total = spread.sum(axis=(1, 2), keepdims=True)
    kernels = np.divide(spread, total, out=np.zeros_like(spread), where=total > 0.0)
    flux = flux_in_bins(spectrum, geometry.reco.edges)
    return CubeSource(np.where(cube.safe, per_flux, 0.0), kernels, flux / flux.sum())


def point_in(
    cube: Cube, spectrum: SpectralModel, ra: float, dec: float, bins: slice = slice(None)
) -> tuple[Array, Array]:
    """How the counts of a point source at a place (deg) are spread about it in safe bins: radii (m,), deg, and the
    fraction within each (m,), for `vhegui.core.estimators.sky.profile_source`. bins : of reconstructed energy.

    AnalysisError where there is no PSF or nothing was observed.
    """
    place = cube.geometry.grid.pixel_of(ra, dec)
    if cube.psf is None or place is None:
        raise AnalysisError(f"{cube.name}: there is no PSF at ({ra:.3f}, {dec:.3f}); show the profile without it")
    seen = _counts(cube, spectrum, _dispersion(cube, ra, dec), *place)
    weight = seen[:, bins] @ cube.safe[bins, place[0], place[1]].astype(np.float64)
    psf = cube.psf.at(ra, dec)
    total = float(weight @ psf.contained[:, -1])
    if not total > 0.0:
        raise AnalysisError(f"{cube.name}: nothing was observed at ({ra:.3f}, {dec:.3f}); show the profile without PSF")
    return psf.radii, weight @ psf.contained / total


def _dispersion(cube: Cube, ra: float, dec: float) -> Array:
    """P(reco bin | true bin) at a place (deg), (n_true, n_reco); without a response energies are as they are."""
    if cube.edisp is None:
        return _overlap(cube.geometry.true, cube.geometry.reco)
    return cube.edisp.at(ra, dec)


def _counts(cube: Cube, spectrum: SpectralModel, edisp: Array, row: float, column: float) -> Array:
    """Counts of a source in a pixel by true and reconstructed energy: (n_true, n_reco)."""
    at = cube.exposure[:, round(row), round(column)].astype(np.float64)
    return (at * flux_in_bins(spectrum, cube.geometry.true.edges))[:, None] * edisp


def _observed_place(exposure: AnyArray) -> tuple[float, float]:
    """Row and column of the middle, or of the largest exposure where there is none."""
    rows, columns = exposure.shape[1:]
    row, column = 0.5 * (rows - 1), 0.5 * (columns - 1)
    whole = exposure.sum(axis=0)
    if whole[round(row), round(column)] > 0.0:
        return row, column
    row, column = np.unravel_index(int(np.argmax(whole)), whole.shape)
    return float(row), float(column)


def _overlap(true: EnergyAxis, reco: EnergyAxis) -> Array:
    """Energies reconstructed as they are: the part of each true bin, in ln E, in each reconstructed one."""
    low = np.maximum(true.edges[:-1, None], reco.edges[None, :-1])
    high = np.minimum(true.edges[1:, None], reco.edges[None, 1:])
    return np.log(np.maximum(high / low, 1.0)) / np.log(true.edges[1:] / true.edges[:-1])[:, None]
