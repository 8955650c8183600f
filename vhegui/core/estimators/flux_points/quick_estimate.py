"""The estimate of a spectrum on the back of an envelope, to be seen beside the proper flux points.

For dN/dE ∝ E⁻² in a band from E₁ to E₂, N = ∫ dN/dE A T CF dE gives

    E² dN/dE = N E₁E₂ / ((E₂ − E₁) A T CF),

with N the excess counts of the band, A the effective area, T the livetime, CF the containment, as their mean weighted
with E⁻². It takes the reconstructed energy for the true one: where the spectrum is steep, or the effective area rises
steeply (near threshold), events that have spilled in from neighbouring energies are taken at the wrong area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import assign_bands
from vhegui.core.spectra.folding import usable_bins
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class QuickEstimate:
    """E² dN/dE of each band; arrays (n_bands,), bands without exposure left out.

    e_ref (logarithmic centre), e_min, e_max : TeV · e2dnde, e2dnde_err : TeV cm⁻² s⁻¹ · excess : counts
    exposure : mean A × T × CF, cm² s.
    """

    e_ref: Array
    e_min: Array
    e_max: Array
    e2dnde: Array
    e2dnde_err: Array
    excess: Array
    exposure: Array


def quick_estimate(
    spectra: Sequence[SpectrumOnOff], edges: Array, e_min: float = 0.0, e_max: float = np.inf
) -> QuickEstimate:
    """Estimate in bands between `edges` (n_bands + 1,) (TeV, on reconstructed bin edges): bins that are safe, inside
    the band, and between e_min and e_max. Each run counts with the part of the band it covers; the error is √(ON + α²
    OFF).
    """
    n = len(edges) - 1
    excess, variance, response = np.zeros(n), np.zeros(n), np.zeros(n)
    for spectrum in spectra:
        band = assign_bands(spectrum.reco.edges[:-1], spectrum.reco.edges[1:], edges)
        used = usable_bins(spectrum, e_min, e_max) & (band >= 0)
        share = _inverse_square(spectrum)
        counted = spectrum.counts + spectrum.alpha**2 * spectrum.counts_off
        for total, values in ((excess, spectrum.excess), (variance, counted), (response, share)):
            total += np.bincount(band[used], weights=values[used], minlength=n)
    known = response > 0
    if not known.any():
        raise AnalysisError("no safe energy bin with a response lies in any flux-point band; change the edges")
    low, high = edges[:-1][known], edges[1:][known]
    factor = 1.0 / response[known]
    widths = 1.0 / low - 1.0 / high
    return QuickEstimate(
        e_ref=np.sqrt(low * high),
        e_min=low,
        e_max=high,
        e2dnde=excess[known] * factor,
        e2dnde_err=np.sqrt(variance[known]) * factor,
        excess=excess[known],
        exposure=response[known] / widths,
    )


def _inverse_square(spectrum: SpectrumOnOff) -> Array:
    """∫ E⁻² A T CF dE over each reconstructed bin, (n_reco,), as if energies were exact."""
    true, reco = spectrum.true.edges, spectrum.reco.edges
    cumulative = np.concatenate([[0.0], np.cumsum(spectrum.exposure * np.diff(-1.0 / true))])
    return np.diff(np.interp(-1.0 / np.clip(reco, true[0], true[-1]), -1.0 / true, cumulative))
