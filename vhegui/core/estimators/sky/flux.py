"""From counts to flux: how many counts a source makes for the flux one wants to know, and maps of that flux."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.sky.excess import ExcessMap
from vhegui.core.maps.convolution import disc_sums
from vhegui.core.maps.kernels import cut_to, disc
from vhegui.core.models.spectral.flux import flux_in_bins, integral_flux
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import AnyArray, Array, BoolArray


@dataclass(frozen=True, eq=False)
class FluxMap:
    """Integral flux of a source at every pixel, cm⁻² s⁻¹, shape (…, rows, columns); 0 where not `used`.

    error : 1 σ · limit : upper limit · sensitivity : the least flux that would be detected.
    """

    flux: Array
    error: Array
    limit: Array
    sensitivity: Array
    used: BoolArray


def counts_per_flux(
    exposure: AnyArray, true: EnergyAxis, reco: EnergyAxis, spectrum: SpectralModel, edisp: Array | None = None
) -> Array:
    """Counts in each reconstructed bin for a flux of 1 cm⁻² s⁻¹ in all of them: (n_reco, rows, columns), cm² s.

    exposure : shape (n_true, rows, columns), cm² s · spectrum : its shape is used, its amplitude drops out
    edisp : shape (n_true, n_reco), of the whole map; None where true and reconstructed bins are the same.
    """
    flux = flux_in_bins(spectrum, true.edges)
    share = np.diag(flux) if edisp is None else flux[:, None] * edisp
    share = share / integral_flux(spectrum, float(reco.edges[0]), float(reco.edges[-1]))
    return np.tensordot(share.T, exposure, axes=1)


def in_disc(per_flux: AnyArray, used: BoolArray, radius: float, kernels: AnyArray | None = None) -> Array:
    """The same within `radius` (pixels) of every pixel, in used bins of all energies: shape (rows, columns), cm² s.

    per_flux, used : shape (n, rows, columns) · kernels : shape (n, k, k), how the counts of the source spread; what
    falls outside of the disc is lost. None for the mean over the disc, as gammapy has it: all counts are inside.
    """
    within = np.ones(len(per_flux)) if kernels is None else contained(kernels, radius)
    pixels = disc_sums(np.asarray(used.any(axis=0)), radius)
    total = disc_sums(np.einsum("eyx,e->yx", np.where(used, per_flux, 0.0), within), radius)
    return np.divide(total, pixels, out=np.zeros_like(total), where=pixels > 0.5)


def contained(kernels: AnyArray, radius: float) -> Array:
    """Fraction of kernels, shape (n, k, k), within `radius` (pixels) of their middle: shape (n,).

    >>> contained(np.full((1, 3, 3), 1.0 / 9.0), 1.0).round(3).tolist()
    [0.556]
    """
    half = kernels.shape[-1] // 2
    inside = cut_to(disc(radius), half)
    return (cut_to(kernels, len(inside) // 2) * inside).sum(axis=(1, 2))


def flux_map(found: ExcessMap, per_flux: Array, sigma_limit: float = 2.0, sigma_detection: float = 5.0) -> FluxMap:
    """Flux of a source at every pixel. per_flux : counts in the disc for 1 cm⁻² s⁻¹, in the shape of `found`, cm² s."""
    used = found.used & (per_flux > 0.0)

    def as_flux(counts: Array) -> Array:
        return np.divide(counts, per_flux, out=np.zeros(counts.shape), where=used)

    return FluxMap(
        flux=as_flux(found.excess),
        error=as_flux(found.error()),
        limit=as_flux(found.upper_limit(sigma_limit)),
        sensitivity=as_flux(found.detectable(sigma_detection)),
        used=used,
    )
