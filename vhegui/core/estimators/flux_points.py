"""Flux points (DL5): in every energy band, the factor that scales a fitted spectrum to the counts of all runs there.

The factor (norm) of a band minimises W over the band's bins with the spectral shape kept. W is convex in it, also for
negative values, which are allowed: a point below zero is an unbiased measurement where a point forced to zero is not.
Where neither ON nor OFF has counts W has a kink at 0, and norm = 0 exactly is then often the answer.
All bands are solved together, as one vector of one-dimensional problems.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.objective import JointObjective
from vhegui.core.models.flux import energy_flux, integral_flux
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.models.spectral import default_spectrum, dnde
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.roots import solve_rising
from vhegui.core.typing import Array, BoolArray, IntArray

BANDS_PER_DECADE, MOST_BANDS = 5.0, 12
UPPER_LIMIT_BELOW_TS = 4.0


@dataclass(frozen=True, eq=False)
class FluxPoints:
    """Flux points; arrays (n_bands,) unless said otherwise.

    e_ref, e_min, e_max : TeV, e_ref the logarithmic centre · ref_dnde : the model at e_ref, cm⁻² s⁻¹ TeV⁻¹
    ref_flux, ref_eflux : its integrals over the band, cm⁻² s⁻¹ and TeV cm⁻² s⁻¹
    norm : factor on the model, norm_err from the curvature of W, norm_errp/norm_errn where W has risen by n_sigma²
    norm_ul : norm where W has risen by sigma_ul² above the minimum, negative after a deep deficit
    ts : W(0) − W(norm), sqrt_ts : its root with the sign of norm
    stat, stat_null : W at norm and at 0 · npred, npred_excess, counts : (n_bands, n_runs), ON expected, signal, seen
    is_ul : ts below `ul_ts`, to be shown as upper limit · success : False (and NaN) where an interval was not found
    stat_scan : W at the norms norm_scan (n_scan,), shape (n_bands, n_scan).
    """

    e_ref: Array
    e_min: Array
    e_max: Array
    ref_dnde: Array
    ref_flux: Array
    ref_eflux: Array
    norm: Array
    norm_err: Array
    norm_errp: Array
    norm_errn: Array
    norm_ul: Array
    ts: Array
    sqrt_ts: Array
    stat: Array
    stat_null: Array
    npred: Array
    npred_excess: Array
    counts: Array
    is_ul: BoolArray
    success: BoolArray
    norm_scan: Array
    stat_scan: Array
    dataset_names: tuple[str, ...]

    @property
    def dnde(self) -> Array:
        """dN/dE at e_ref, cm⁻² s⁻¹ TeV⁻¹."""
        return self.norm * self.ref_dnde

    @property
    def dnde_err(self) -> Array:
        """Symmetric error of `dnde`."""
        return self.norm_err * self.ref_dnde

    @property
    def dnde_errp(self) -> Array:
        """Error of `dnde` upwards."""
        return self.norm_errp * self.ref_dnde

    @property
    def dnde_errn(self) -> Array:
        """Error of `dnde` downwards, positive."""
        return self.norm_errn * self.ref_dnde

    @property
    def dnde_ul(self) -> Array:
        """Upper limit of `dnde`."""
        return self.norm_ul * self.ref_dnde

    @property
    def flux(self) -> Array:
        """Integral flux in the band, cm⁻² s⁻¹."""
        return self.norm * self.ref_flux

    @property
    def flux_err(self) -> Array:
        """Symmetric error of `flux`."""
        return self.norm_err * self.ref_flux


@dataclass(frozen=True, eq=False)
class _Bands:
    """W of each band as a function of its norm. unit : signal per bin for norm 1 · band : index of each bin's band."""

    objective: JointObjective
    unit: Array
    band: IntArray
    n: int

    def total(self, per_bin: Array) -> Array:
        return np.asarray(np.bincount(self.band, weights=per_bin, minlength=self.n), dtype=np.float64)

    def at(self, norm: Array) -> tuple[Array, Array, Array]:
        """W, its slope and curvature, each (n_bands,)."""
        terms = self.objective.counts.at(norm[self.band] * self.unit)
        slope, curvature = terms.gradient * self.unit, terms.curvature * self.unit**2
        return self.total(terms.stat), self.total(slope), self.total(curvature)


def snap_edges(edges: Sequence[float] | Array, reco_edges: Array) -> Array:
    """The nearest reconstructed bin edge (in ln E) to each requested one, each once: rising, TeV."""
    distance = np.abs(np.log(np.asarray(edges, dtype=np.float64))[:, None] - np.log(reco_edges))
    snapped = reco_edges[np.unique(np.argmin(distance, axis=1))]
    if len(snapped) < 2:
        raise AnalysisError("the flux-point edges fall on one bin of reconstructed energy; ask for a wider range")
    return snapped


def automatic_bands(spectra: Sequence[SpectrumOnOff]) -> Array:
    """Band edges (TeV) over the safe energies that have ON counts: five a decade, at most twelve bands."""
    edges = spectra[0].reco.edges
    seen = np.sum([s.counts * s.safe for s in spectra], axis=0) > 0
    safe = np.any([s.safe for s in spectra], axis=0)
    bins = np.flatnonzero(seen) if seen.any() else np.flatnonzero(safe)
    if len(bins) == 0:
        raise AnalysisError("no energy bin is safe in any run: lower the effective-area threshold")
    low, high = edges[bins[0]], edges[bins[-1] + 1]
    count = int(np.clip(np.rint(BANDS_PER_DECADE * np.log10(high / low)), 1, MOST_BANDS))
    return np.geomspace(low, high, count + 1)


def flux_points(
    spectra: Sequence[SpectrumOnOff],
    model: SpectralModel,
    edges: Sequence[float] | Array,
    sigma_ul: float = 2.0,
    n_sigma: float = 1.0,
    norm_scan: Sequence[float] | Array | None = None,
    e_min: float = 0.0,
    e_max: float = math.inf,
    ul_ts: float = UPPER_LIMIT_BELOW_TS,
) -> FluxPoints:
    """Flux points of all runs jointly, in bands between `edges` (TeV, snapped to reconstructed bin edges).

    Bins count when they are safe, inside the band, and between e_min and e_max (the fit range). Bands without any such
    bin, or without any response, are left out. norm_scan : norms of the profile, by default 11 from 0.2 to 5.
    """
    if not model["amplitude"].value > 0:  # no excess: the shape still tells how a flux spreads over the band
        amplitude = default_spectrum(model.kind)["amplitude"].value
        model = model.with_parameter("amplitude", value=amplitude)
    objective = JointObjective.build(spectra, e_min, e_max)
    scan = np.geomspace(0.2, 5.0, 11) if norm_scan is None else np.asarray(norm_scan, dtype=np.float64)
    snapped = snap_edges(edges, spectra[0].reco.edges)
    bands, low, high = _assign(objective, model, snapped)
    measured = _measure(bands, n_sigma, sigma_ul)
    return FluxPoints(
        e_ref=np.sqrt(low * high),
        e_min=low,
        e_max=high,
        ref_dnde=dnde(model, np.sqrt(low * high)),
        ref_flux=np.array([integral_flux(model, a, b) for a, b in zip(low, high, strict=True)]),
        ref_eflux=np.array([energy_flux(model, a, b) for a, b in zip(low, high, strict=True)]),
        **measured,
        counts=_per_run(bands, bands.objective.counts.n_on),
        is_ul=measured["ts"] < ul_ts,
        success=np.all([np.isfinite(measured[f"norm{end}"]) for end in ("", "_errn", "_errp", "_ul")], axis=0),
        norm_scan=scan,
        stat_scan=np.stack([bands.at(np.full(bands.n, value))[0] for value in scan], axis=1),
        dataset_names=objective.names,
    )


def _measure(bands: _Bands, n_sigma: float, sigma_ul: float) -> dict[str, Array]:
    """Norms, their errors and limits, and what they predict, by the names of `FluxPoints`."""
    norm = _best_norms(bands)
    stat, _, curvature = bands.at(norm)
    stat_null = bands.at(np.zeros_like(norm))[0]
    errn, errp = _rise(bands, norm, stat, n_sigma, -1.0), _rise(bands, norm, stat, n_sigma, 1.0)
    # A kink has no curvature, and without ON counts the curvature is that of the background alone: half the interval is
    # then the only sensible symmetric error.
    seen = bands.total(bands.objective.counts.n_on) > 0
    smooth = (curvature * (errn + errp) ** 2 > 1e-3) & (norm != 0.0) & seen
    error = np.where(smooth, np.sqrt(2.0 / np.where(smooth, curvature, 1.0)), 0.5 * (errn + errp) / n_sigma)
    ts = np.maximum(stat_null - stat, 0.0)
    signal = norm[bands.band] * bands.unit
    return {
        "norm": norm,
        "norm_err": error,
        "norm_errp": errp,
        "norm_errn": errn,
        "norm_ul": norm + _rise(bands, norm, stat, sigma_ul, 1.0),
        "ts": ts,
        "sqrt_ts": np.sign(norm) * np.sqrt(ts),
        "stat": stat,
        "stat_null": stat_null,
        "npred": _per_run(bands, bands.objective.counts.at(signal).mu_on),
        "npred_excess": _per_run(bands, signal),
    }


def _assign(objective: JointObjective, model: SpectralModel, edges: Array) -> tuple[_Bands, Array, Array]:
    """Bins to bands, those that straddle an edge to none; bands without bins left out. Also the bands' edges."""
    band = np.searchsorted(edges * (1 - 1e-6), objective.reco_min, side="right") - 1
    upper = edges[np.clip(band + 1, 0, len(edges) - 1)]
    inside = (band >= 0) & (band < len(edges) - 1) & (objective.reco_max <= upper * (1 + 1e-6))
    chosen = objective.subset(inside)
    unit = chosen.predicted(model)
    response = np.bincount(band[inside], weights=unit, minlength=len(edges) - 1)
    used = np.flatnonzero(response > 0)
    if len(used) == 0:
        raise AnalysisError(
            "no safe energy bin with a response lies in any flux-point band; change the flux-point edges"
        )
    kept = response[band[inside]] > 0
    bands = _Bands(chosen.subset(kept), unit[kept], np.searchsorted(used, band[inside][kept]), len(used))
    return bands, edges[used], edges[used + 1]


def _best_norms(bands: _Bands) -> Array:
    """Norm of least W in each band: the zero of the slope, or 0 where the slope jumps across zero there."""
    step = 1.0 / bands.total(bands.unit)
    counts = bands.objective.counts
    # Left of 0 the slope is −2/α instead of 2 in bins without any counts.
    empty = (counts.n_on == 0) & (counts.n_off == 0) & (counts.alpha > 0)
    jump = np.where(empty, 2.0 + 2.0 / np.where(empty, counts.alpha, 1.0), 0.0) * bands.unit
    right = bands.at(np.zeros(bands.n))[1]
    left = right - bands.total(jump)
    positive, negative = right < 0, left > 0
    low = _expand(bands, np.where(negative, -step, 0.0), lambda slope: negative & (slope > 0))
    high = _expand(bands, np.where(positive, step, 0.0), lambda slope: positive & (slope < 0))
    root = solve_rising(lambda norm: bands.at(norm)[1:], low, high)
    return np.where(positive | negative, root, 0.0)


def _expand(bands: _Bands, edge: Array, short: Callable[[Array], BoolArray]) -> Array:
    """Double `edge` where the slope of W there is `short` of what it must be to enclose the minimum."""
    for _ in range(60):
        again = short(bands.at(edge)[1])
        if not again.any():
            break
        edge = np.where(again, 2.0 * edge, edge)
    return edge


def _rise(bands: _Bands, norm: Array, stat: Array, n_sigma: float, sign: float) -> Array:
    """Distance from the best norm, on one side, at which W has risen by n_sigma²."""
    target = stat + n_sigma**2

    def value(distance: Array) -> tuple[Array, Array]:
        total, slope, _ = bands.at(norm + sign * distance)
        return total - target, sign * slope

    reach = n_sigma / bands.total(bands.unit)
    for _ in range(60):
        short = value(reach)[0] < 0
        if not short.any():
            break
        reach = np.where(short, 2.0 * reach, reach)
    return solve_rising(value, np.zeros_like(norm), reach)


def _per_run(bands: _Bands, per_bin: Array) -> Array:
    """(n_bands, n_runs) sums."""
    n_runs = len(bands.objective.names)
    index = bands.band * n_runs + bands.objective.run
    sums = np.bincount(index, weights=per_bin, minlength=bands.n * n_runs)
    return np.asarray(sums, dtype=np.float64).reshape(bands.n, n_runs)
