"""Excess, significance and flux on the sky, in bands of energy: what a stack of cubes with its background says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.background.off_maps import OffMaps
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.bands import bands_of, in_bands
from vhegui.core.estimators.sky.excess import ExcessMap, excess_map
from vhegui.core.estimators.sky.flux import counts_per_flux, in_disc
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array, BoolArray

NOTHING = "no pixel of the map has a background: check the safe range, the exclusions, and that the runs see the map"


@dataclass(frozen=True, eq=False)
class BandImages:
    """What maps are made of, whatever the correlation radius: images of bands, shape (n_bands, rows, columns).

    edges : of the bands, TeV · counts, used : of the safe bins · background : counts where it is known, else ON and OFF
    per_flux : counts in the pixel for an integral flux of 1 cm⁻² s⁻¹ in the band, cm² s; 0 where not known
    pixel : deg.
    """

    edges: Array
    counts: Array
    used: BoolArray
    background: Array | OffMaps
    per_flux: Array
    pixel: float


@dataclass(frozen=True, eq=False)
class SkyBands:
    """Maps in bands: cubes (n_bands, rows, columns).

    edges : of the bands, TeV · excess : counts, background, excess and significance within a radius of each pixel
    per_flux : counts within the radius for an integral flux of 1 cm⁻² s⁻¹ in the band, cm² s; 0 where not known.
    """

    edges: Array
    excess: ExcessMap
    per_flux: Array


def band_images(
    sky: RunSky, edges: tuple[float, ...] = (), index: float = 2.0, background_known: bool = False
) -> BandImages:
    """Cubes added up in bands.

    edges : of the bands, TeV, of which the nearest edges of bins are taken; () for all bins in one
    index : of the power law whose flux the excess stands for
    background_known : OFF counts of rings say how much background there is, as if that was known without error.
    Raises AnalysisError where there is nothing to make maps of.
    """
    cube, reco = sky.cube, sky.cube.geometry.reco
    if not cube.safe.any():
        raise AnalysisError(NOTHING)
    bands = bands_of(edges or reco.edges[[0, -1]], reco)
    bins = [band for _, _, band in bands]
    known = sky.off is None or background_known
    return BandImages(
        edges=np.array([*(low for low, _, _ in bands), bands[-1][1]]),
        counts=in_bands(cube.counts, cube.safe, bins),
        used=np.stack([cube.safe[band].any(axis=0) for band in bins]),
        background=in_bands(cube.background, cube.safe, bins) if known else _off_of_bands(sky.off, bins),
        per_flux=_counts_per_flux(sky, bins, power_law(index)),
        pixel=cube.geometry.grid.pixel,
    )


def sky_bands(images: BandImages, radius: float) -> SkyBands:
    """Maps of what lies within `radius` (deg) of each pixel. The PSF is taken to lie within it, as gammapy does."""
    pixels = radius / images.pixel
    excess = excess_map(images.counts, images.background, images.used, pixels)
    per_flux = [
        in_disc(image[None], used[None], pixels) for image, used in zip(images.per_flux, images.used, strict=True)
    ]
    return SkyBands(images.edges, excess, np.stack(per_flux))


def power_law(index: float) -> SpectralModel:
    """A power law of this index."""
    return default_spectrum("power_law").with_parameter("index", value=index)


def _off_of_bands(off: OffMaps | None, bins: Sequence[slice]) -> OffMaps:
    """ON and OFF of bands, each bin with the background that its own OFF gives."""
    assert off is not None
    parts = (OffMaps(off.acceptance[band], off.n_off[band], off.acceptance_off[band]).summed() for band in bins)
    columns = [(part.acceptance, part.n_off, part.acceptance_off) for part in parts]
    return OffMaps(*(np.stack(images) for images in zip(*columns, strict=True)))


def _counts_per_flux(sky: RunSky, bins: Sequence[slice], spectrum: SpectralModel) -> Array:
    """Counts in the safe bins of each band for a flux of 1 cm⁻² s⁻¹ in it, cm² s: (n_bands, rows, columns).

    The energy dispersion is that in the middle of the map, as gammapy has it.
    """
    cube = sky.cube
    geometry = cube.geometry
    edisp = None if cube.edisp is None else cube.edisp.at(*geometry.middle)
    result = np.zeros((len(bins), *geometry.grid.shape))
    if edisp is None and not np.array_equal(geometry.reco.edges, geometry.true.edges):
        return result
    for i, band in enumerate(bins):
        axis = EnergyAxis(geometry.reco.edges[band.start : band.stop + 1])
        part = None if edisp is None else edisp[:, band]
        exposure, true = (cube.exposure[band], axis) if part is None else (cube.exposure, geometry.true)
        counts = counts_per_flux(exposure, true, axis, spectrum, part)
        result[i] = np.where(cube.safe[band], counts, 0.0).sum(axis=0)
    return result
