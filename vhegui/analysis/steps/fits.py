"""The likelihood, the live and the final fit, their curves, and flux points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import (
    FitSettings,
    FluxPointSettings,
    LogAxis,
)
from vhegui.core.estimators.band_edges import automatic_bands, significant_bands, snap_to_spectra
from vhegui.core.estimators.flux_points import flux_points_of, with_positive_spectrum
from vhegui.core.estimators.flux_points_result import FluxPoints
from vhegui.core.fitting.live import LiveFit, live_fit, warm_start
from vhegui.core.fitting.minimise import FitResult, evaluate, fit
from vhegui.core.fitting.objective import JointObjective
from vhegui.core.models.error_band import dnde_error
from vhegui.core.models.flux import flux_in_bins
from vhegui.core.models.parameters import SourceModel, SpectralModel
from vhegui.core.models.spectral import dnde
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.summed import sum_predicted
from vhegui.core.statistics.sparse import sparse_advice
from vhegui.core.typing import Array

BAND_POINTS = 120
# The live fit stops when W would fall by less than this: parameters are then good to 1 % of their errors, which nobody
# sees in a frame. The final fit goes on from there.
LIVE_TOLERANCE = 1e-4
LIVE_ITERATIONS = 8


@dataclass(frozen=True, eq=False)
class Prediction:
    """Signal counts expected from the shown model: `counts` has shape (n_reco,), safe bins of all runs."""

    counts: Array


@dataclass(frozen=True, eq=False)
class ModelBand:
    """A model curve: `energy` (n,), TeV; `dnde` and its 1 σ `error` (n,), cm⁻² s⁻¹ TeV⁻¹."""

    energy: Array
    dnde: Array
    error: Array


def objective(spectra: tuple[SpectrumOnOff, ...], settings: FitSettings) -> JointObjective:
    """The joint likelihood in the fit range."""
    return JointObjective.build(spectra, settings.low or 0.0, settings.high or np.inf)


def fit_live(
    likelihood: JointObjective, model: SourceModel, settings: FitSettings, previous: LiveFit | None = None
) -> LiveFit:
    """The fit that follows the mouse, from where the `previous` frame ended; without `follow`, the statistic of the
    model as it stands.
    """
    spectral = model.spectral
    if settings.follow:
        start = spectral if previous is None else warm_start(spectral, previous)
        return live_fit(likelihood, start, LIVE_ITERATIONS, LIVE_TOLERANCE)
    size = len(spectral.parameters)
    return LiveFit(spectral, likelihood.stat(spectral), np.zeros((size, size)), True, "parameters as typed", 1)


def shown_model(model: SourceModel, live: LiveFit) -> SourceModel:
    """The model on screen: the fitted one, or as typed."""
    return replace(model, spectral=live.model)


def fit_final(likelihood: JointObjective, model: SourceModel, settings: FitSettings) -> FitResult:
    """The fit whose errors are quoted; without `follow`, the model as typed. Does not know of the live fit, so that it
    does not depend on the way the region came.
    """
    if not settings.follow:
        return evaluate(likelihood, model.spectral, "parameters as typed")
    return fit(likelihood, model.spectral)


def fit_advice(likelihood: JointObjective) -> str:
    """What should make one careful with the fit, in a sentence; "" when nothing should."""
    return sparse_advice(likelihood.counts.n_on, likelihood.counts.n_off)


def points(
    spectra: tuple[SpectrumOnOff, ...], likelihood: JointObjective, fitted: FitResult, settings: FluxPointSettings
) -> FluxPoints:
    """Flux points in the fit range, of the best-fit model or of the model as typed."""
    edges = point_edges(spectra, likelihood, fitted.model, settings)
    return flux_points_of(likelihood, fitted.model, edges, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)


def point_edges(
    spectra: tuple[SpectrumOnOff, ...], likelihood: JointObjective, model: SpectralModel, settings: FluxPointSettings
) -> Array:
    """Band edges (TeV): given, equal where counts are, or as narrow as the significance asked for allows."""
    if not settings.automatic:
        return snap_to_spectra(settings.edges, spectra)
    edges = automatic_bands(spectra)
    if settings.min_sqrt_ts <= 0:
        return snap_to_spectra(edges, spectra)
    unit = likelihood.predicted(with_positive_spectrum(model, edges))
    return significant_bands(likelihood.counts, unit, likelihood.reco_min, likelihood.reco_max, settings.min_sqrt_ts)


def predicted_counts(spectra: Mapping[int, SpectrumOnOff], live: LiveFit) -> Prediction:
    """Signal counts the shown model expects per bin, all runs."""
    items = list(spectra.values())
    return Prediction(sum_predicted(items, flux_in_bins(live.model, items[0].true.edges)))


def band(fitted: LiveFit | FitResult, reco: LogAxis) -> ModelBand:
    """A fitted model with its 1 σ error band over the analysis' energy range."""
    energy = np.geomspace(reco.low, reco.high, BAND_POINTS)
    return ModelBand(energy, dnde(fitted.model, energy), dnde_error(fitted.model, fitted.covariance, energy))


STEPS = (
    Step("objective", ("fit_spectra", "fit"), objective),
    Step("live_fit", ("objective", "model", "fit"), fit_live, warm=True),
    Step("shown_model", ("model", "live_fit"), shown_model),
    Step("predicted_counts", ("spectra", "live_fit"), predicted_counts),
    Step("band", ("live_fit", "reco"), band),
    Step("fit_advice", ("objective",), fit_advice),
    Step("fit_result", ("objective", "model", "fit"), fit_final, slow=True),
    Step("fit_band", ("fit_result", "reco"), band),
    Step("flux_points_result", ("fit_spectra", "objective", "fit_result", "flux_points"), points, slow=True),
)
