"""The likelihood, the live and the final fit of spectra, their flux points; and the curves of any fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.fit_advice import fit_advice
from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import (
    FitSettings,
    FluxPointSettings,
)
from vhegui.core.estimators.flux_points.band_edges import automatic_bands, significant_bands, snap_to_spectra
from vhegui.core.estimators.flux_points.points import flux_points_of, signal_terms
from vhegui.core.estimators.flux_points.quick_estimate import QuickEstimate, quick_estimate
from vhegui.core.fitting.expected_counts import ExpectedCounts, expected_counts
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.live import LiveFit, as_typed, live_fit, warm_start
from vhegui.core.fitting.minimise import FitResult, evaluate, fit
from vhegui.core.fitting.predict import predicted_in
from vhegui.core.fitting.profiles import AsymmetricError, minos
from vhegui.core.fitting.spectra_data import data_of_spectra, ranges_of
from vhegui.core.fitting.upper_limit import limit_of_nothing
from vhegui.core.fitting.verdict import Outcome, Verdict
from vhegui.core.models.nuisances import Nuisance
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spectral.error_band import dnde_error
from vhegui.core.models.spectral.evaluate import dnde
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.sed.flux_points import FluxPoints
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.summed import CountsGroup, sum_predicted
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


def joint_data(spectra: tuple[SpectrumOnOff, ...], settings: FitSettings) -> JointData:
    """The data of the joint fit: the bins in the fit range, with the chosen statistic."""
    ranges = ranges_of([(item.name, item.low, item.high) for item in settings.ranges])
    low, high = settings.low or 0.0, settings.high or np.inf
    return data_of_spectra(spectra, low, high, ranges, settings.statistic, settings.systematic)


def joint_model(model: SourceModel, others: tuple[SourceModel, ...], nuisances: tuple[Nuisance, ...]) -> JointModel:
    """All that is fitted to spectra; raises ConfigError for impossible links and priors.

    Spectra know no directions: shapes on the sky, and the background of cubes, take no part.
    """
    joint = JointModel((model, *others), nuisances).of_spectra
    joint.check()
    return joint


def fit_live(likelihood: JointData, model: JointModel, follow: bool, previous: LiveFit | None = None) -> LiveFit:
    """The fit that follows the mouse, from where the `previous` frame ended; without `follow`, the statistic of the
    model as it stands.
    """
    if follow:
        start = model if previous is None else warm_start(model, previous)
        return live_fit(likelihood, start, LIVE_ITERATIONS, LIVE_TOLERANCE)
    return as_typed(likelihood, model)


def shown_model(model: SourceModel, live: LiveFit) -> SourceModel:
    """The model on screen: the fitted one, or as typed."""
    return replace(model, spectral=live.model)


def fit_final(likelihood: JointData, model: JointModel, follow: bool) -> FitResult:
    """The fit whose errors are quoted; without `follow`, the model as typed. Does not know of the live fit, so that it
    does not depend on the way the region came.
    """
    if not follow:
        return evaluate(likelihood, model, Verdict(Outcome.AS_TYPED))
    return fit(likelihood, model)


def asymmetric_errors(
    likelihood: JointData, fitted: FitResult, progress: Callable[[float, str], None] | None = None
) -> dict[str, AsymmetricError]:
    """MINOS errors of all fitted parameters; none of a fit that failed or of a model as typed."""
    if not fitted.success or not np.any(fitted.joint_covariance):
        return {}
    return minos(likelihood, fitted, progress=progress)


def points(
    spectra: tuple[SpectrumOnOff, ...], data: JointData, fitted: FitResult, settings: FluxPointSettings
) -> FluxPoints:
    """Flux points in the fit range, of the best-fit model or of the model as typed; other sources as fitted."""
    edges = point_edges(spectra, data, fitted, settings)
    return flux_points_of(data, fitted.joint, edges, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts)


def point_edges(
    spectra: tuple[SpectrumOnOff, ...], data: JointData, fitted: FitResult, settings: FluxPointSettings
) -> Array:
    """Band edges (TeV): given, equal where counts are, or as narrow as the significance asked for allows."""
    if not settings.automatic:
        return snap_to_spectra(settings.edges, spectra)
    edges = automatic_bands(spectra)
    if settings.min_sqrt_ts <= 0:
        return snap_to_spectra(edges, spectra)
    terms = signal_terms(data, fitted.joint, edges)
    arguments = (terms.counts, terms.unit, data.reco_min, data.reco_max)
    return significant_bands(*arguments, settings.min_sqrt_ts, terms.offset)


def rough_points(spectra: tuple[SpectrumOnOff, ...], proper: FluxPoints, settings: FitSettings) -> QuickEstimate:
    """The estimate without a fit, in the bands of the flux points."""
    edges = np.unique(np.concatenate([proper.e_min, proper.e_max]))
    return quick_estimate(spectra, edges, settings.low or 0.0, settings.high or np.inf)


def predicted_counts(groups: tuple[CountsGroup, ...], live: LiveFit) -> Prediction:
    """Signal counts the fitted model, with all its sources and systematics, expects per bin, all spectra (of the first
    group, where axes differ).
    """
    return _predicted(groups[0].spectra, live)


def predicted_groups(groups: tuple[CountsGroup, ...], live: LiveFit, first: Prediction) -> dict[str, Prediction]:
    """The same for every group, by its name."""
    return {group.name: _predicted(group.spectra, live) if i else first for i, group in enumerate(groups)}


def _predicted(items: tuple[SpectrumOnOff, ...], live: LiveFit) -> Prediction:
    first = live.joint.sources[0]
    plain = len(live.joint.sources) == 1 and not live.joint.nuisances and not first.datasets and not first.temporal
    if plain and all(item.true.edges is items[0].true.edges for item in items):
        return Prediction(sum_predicted(items, flux_in_bins(live.model, items[0].true.edges)))
    return Prediction(np.sum([predicted_in(item, live.joint) * item.safe for item in items], axis=0))


def counts_of_sources(data: JointData, live: LiveFit) -> ExpectedCounts:
    """What each source, and the background of each data set, expects in the bins that are fitted."""
    return expected_counts(data, live.joint)


def fit_span(data: JointData) -> tuple[float, float]:
    """Lowest and highest reconstructed energy (TeV) of any fitted bin: where the model was measured."""
    return float(data.reco_min.min()), float(data.reco_max.max())


def band(fitted: LiveFit | FitResult, span: tuple[float, float]) -> ModelBand:
    """A fitted model with its 1 σ error band over the energies of all fitted data."""
    energy = np.geomspace(*span, BAND_POINTS)
    return ModelBand(energy, dnde(fitted.model, energy), dnde_error(fitted.model, fitted.covariance, energy))


STEPS = (
    Step("spectra_data", ("fit_spectra", "fit"), joint_data),
    Step("spectra_model", ("model", "others", "nuisances"), joint_model),
    Step("spectra_live", ("spectra_data", "spectra_model", "fit.follow"), fit_live, warm=True),
    Step("shown_model", ("model", "live_fit"), shown_model),
    Step("spectra_predicted", ("spectra_groups", "spectra_live"), predicted_counts),
    Step(
        "predicted_groups",
        ("spectra_groups", "spectra_live", "spectra_predicted"),
        predicted_groups,
        phrase="Adding up the runs",
    ),
    Step("expected_counts", ("joint_data", "live_fit"), counts_of_sources, numbers=True, sacrifice=2),
    Step("fit_span", ("joint_data",), fit_span),
    Step("band", ("live_fit", "fit_span"), band),
    Step("spectra_advice", ("spectra_data", "spectra_model", "all_spectra"), fit_advice),
    Step("spectra_result", ("spectra_data", "spectra_model", "fit.follow"), fit_final, slow=True),
    Step(
        "amplitude_limit",
        ("joint_data", "joint_model", "fit_result", "flux_points.ul_sigma", "flux_points.ul_ts"),
        limit_of_nothing,
        phrase="Fitting the model",
    ),
    Step(
        "minos_errors",
        ("joint_data", "fit_result"),
        asymmetric_errors,
        slow=True,
        progress=True,
        phrase="Computing asymmetric errors",
    ),
    Step("fit_band", ("fit_result", "fit_span"), band, phrase="Computing the error band"),
    Step("spectra_points", ("fit_spectra", "spectra_data", "spectra_result", "flux_points"), points, slow=True),
    Step("spectra_estimate", ("fit_spectra", "spectra_points", "fit"), rough_points),
)
