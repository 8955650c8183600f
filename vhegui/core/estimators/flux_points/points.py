"""Flux points (DL5): in every energy band, the factor that scales a fitted spectrum to the counts of all data sets.

The factor (norm) of a band minimises the fit statistic over the band's bins with the spectral shape kept, see
`vhegui.core.estimators.norms`. Any spectral model will do: the whole spectrum is scaled. Other sources and nuisances
stay as they were fitted. Data sets may have different energy axes: of each, the bins fully inside a band count.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import assign_bands, snap_to_spectra
from vhegui.core.estimators.norms import EVERYTHING, Counts, NormProblem, Norms, measure
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.models.spectral.evaluate import dnde, formula_of
from vhegui.core.models.spectral.flux import energy_flux, integral_flux
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.chosen import take
from vhegui.core.typing import Array, IntArray

UPPER_LIMIT_BELOW_TS = 4.0
PROFILE_REACH, PROFILE_POINTS = 5.0, 41
REFERENCE_SCAN = np.geomspace(0.2, 5.0, 11)
REFERENCE_SCAN.setflags(write=False)


def flux_points(
    spectra: Sequence[SpectrumOnOff],
    model: SpectralModel | JointModel,
    edges: Sequence[float] | Array,
    sigma_ul: float = 2.0,
    n_sigma: float = 1.0,
    norm_scan: Sequence[float] | Array | None = None,
    e_min: float = 0.0,
    e_max: float = math.inf,
    ul_ts: float = UPPER_LIMIT_BELOW_TS,
    selection: Collection[str] = EVERYTHING,
) -> FluxPoints:
    """Flux points of all runs jointly, in bands between `edges` (TeV, snapped to reconstructed bin edges).

    Bins count when they are safe, inside the band, and between e_min and e_max (the fit range). Bands without any such
    bin, or without any response, are left out. sigma_ul, n_sigma : levels of limits and asymmetric errors
    norm_scan : norms of the profile, by default 11 from 0.2 to 5 · ul_ts : TS below which a point is shown as limit
    selection : of "errn-errp", "ul", "scan".

    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> crab = default_spectrum("power_law").with_values((2.63, 3.45e-11, 1.0))  # the truth of the simulated run
    >>> points = flux_points([demo_spectrum()], crab, [0.3, 1.0, 3.0, 10.0])
    >>> bool(np.all(np.abs(points.norm - 1.0) < 3.0 * points.norm_err))
    True
    """
    data = data_of_spectra(spectra, e_min, e_max)
    snapped = snap_to_spectra(edges, spectra)
    return flux_points_of(data, model, snapped, sigma_ul, n_sigma, norm_scan, ul_ts, selection)


def flux_points_of(
    data: JointData,
    model: SpectralModel | JointModel,
    edges: Array,
    sigma_ul: float = 2.0,
    n_sigma: float = 1.0,
    norm_scan: Sequence[float] | Array | None = None,
    ul_ts: float = UPPER_LIMIT_BELOW_TS,
    selection: Collection[str] = EVERYTHING,
) -> FluxPoints:
    """Flux points of data as they were fitted, with their statistic; `edges` (n_bands + 1,), TeV, are taken as they
    are.

    model : the points are of its first source; its other sources and systematics stay as they are · the rest as for
    `flux_points`.
    """
    terms = signal_terms(data, model, np.sqrt(edges[:-1] * edges[1:]))
    bins, problem, low, high = _problem(data, terms, edges)
    model = terms.model
    found = measure(problem, n_sigma, sigma_ul, selection)
    scan = REFERENCE_SCAN if norm_scan is None else np.asarray(norm_scan, dtype=np.float64)
    profile = _profile_norms(found)
    empty, wanted = np.empty((problem.n, 0)), "scan" in selection
    signal = problem.signal(found.norm)
    per_run = _PerRun(data.run[bins], problem.group, problem.n, len(data.names))
    return FluxPoints(
        e_ref=np.sqrt(low * high),
        e_min=low,
        e_max=high,
        ref_dnde=dnde(model, np.sqrt(low * high)),
        ref_flux=np.array([integral_flux(model, a, b) for a, b in zip(low, high, strict=True)]),
        ref_eflux=np.array([energy_flux(model, a, b) for a, b in zip(low, high, strict=True)]),
        norm=found.norm,
        norm_err=found.err,
        norm_errp=found.errp,
        norm_errn=found.errn,
        norm_ul=found.ul,
        ts=found.ts,
        sqrt_ts=found.sqrt_ts,
        stat=found.stat,
        stat_null=found.stat_null,
        npred=per_run.sum(problem.counts.at(signal).mu_on),
        npred_excess=per_run.sum(found.norm[problem.group] * problem.unit),
        counts=per_run.sum(problem.counts.n_on),
        is_ul=found.ts < ul_ts,
        success=found.success,
        norm_scan=scan if wanted else np.empty(0),
        stat_scan=problem.scan(scan) if wanted else empty,
        dataset_names=data.names,
        norm_profile=profile if wanted else empty,
        stat_profile=problem.scan(profile) if wanted else empty,
        n_sigma=n_sigma,
        sigma_ul=sigma_ul,
        edges=edges,
    )


def with_positive_spectrum(model: SpectralModel, energy: Array) -> SpectralModel:
    """The model, or one of the same shape that is positive at `energy` (TeV, (n,)), for norms to be factors on.

    A fit without excess ends at a negative or vanishing amplitude; the shape still tells how a flux spreads over bands.
    """
    value = dnde(model, energy)
    if np.all(value > 0):
        return model
    formula, values = formula_of(model), list(model.values)
    for i in formula.amplitudes:
        values[i] = -values[i] if np.all(value < 0) else formula.parameters[i].value
    turned = model.with_values(tuple(values))
    if not np.all(dnde(turned, energy) > 0):
        raise AnalysisError(
            f"the model is not positive between {energy[0]:.3g} and {energy[-1]:.3g} TeV, so that flux points cannot "
            "be factors on it; change its parameters or the flux-point edges"
        )
    return turned


@dataclass(frozen=True, eq=False)
class SignalTerms:
    """What the norms of a source are fitted with, per bin (n_bins,).

    model : its spectrum, positive · unit : its signal for norm 1 · offset : signal of the other sources
    counts : with the statistic, for the background that the systematics expect.
    """

    model: SpectralModel
    unit: Array
    offset: Array | float
    counts: Counts


def signal_terms(data: JointData, model: SpectralModel | JointModel, energy: Array) -> SignalTerms:
    """The terms of the first source; its spectrum is made positive at `energy` (TeV, (n,)) where it is not."""
    joint = JointModel.of(model)
    likelihood, values = Likelihood.of(data, joint), np.array(joint.values)
    parts = likelihood.by_source(values)
    counts, offset = likelihood.counts(values), parts[1:].sum(axis=0) if len(parts) > 1 else 0.0
    positive = with_positive_spectrum(joint.first.with_values(tuple(values[joint.first_spectrum])), energy)
    values[joint.first_spectrum] = positive.values
    return SignalTerms(positive, likelihood.by_source(values)[0], offset, counts)


def _problem(data: JointData, terms: SignalTerms, edges: Array) -> tuple[IntArray, NormProblem, Array, Array]:
    """Bins used, their norm problem, and the edges of the bands: those without bins or response are left out."""
    band = assign_bands(data.reco_min, data.reco_max, edges)
    response = np.bincount(band[band >= 0], weights=terms.unit[band >= 0], minlength=len(edges) - 1)
    used = np.flatnonzero(response > 0)
    if len(used) == 0:
        raise AnalysisError(
            "no safe energy bin with a response lies in any flux-point band; change the flux-point edges"
        )
    bins = np.flatnonzero((band >= 0) & (response[band] > 0))
    offset = terms.offset[bins] if isinstance(terms.offset, np.ndarray) else terms.offset
    group = np.searchsorted(used, band[bins])
    problem = NormProblem(take(terms.counts, bins), terms.unit[bins], group, len(used), offset)
    return bins, problem, edges[used], edges[used + 1]


def _profile_norms(found: Norms) -> Array:
    """Norms from 5 σ below to 5 σ above the best one, (n_bands, 41), for drawing the profile behind a point."""
    reach = PROFILE_REACH * np.nan_to_num(found.err, nan=1.0)
    return found.norm[:, None] + reach[:, None] * np.linspace(-1.0, 1.0, PROFILE_POINTS)


class _PerRun:
    """Sums over bands and runs, (n_bands, n_runs)."""

    def __init__(self, run: IntArray, band: IntArray, n_bands: int, n_runs: int) -> None:
        self.shape, self.index = (n_bands, n_runs), band * n_runs + run

    def sum(self, per_bin: Array) -> Array:
        size = self.shape[0] * self.shape[1]
        return np.asarray(np.bincount(self.index, weights=per_bin, minlength=size), dtype=np.float64).reshape(
            self.shape
        )
