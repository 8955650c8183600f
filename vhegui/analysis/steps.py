"""The pure steps from observations to flux points, in the order the data take.

Given values beside the Analysis: `observations` (run → Observation, the runs that could be read) and
`mask_images` (path → ExclusionMask). Each step calls one function of `core`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from vhegui.analysis.pipeline import Pipeline, Step
from vhegui.analysis.state import (
    Background,
    EventSelection,
    FitSettings,
    FluxPointSettings,
    LogAxis,
    MapSettings,
    MaskFile,
    SafeRange,
)
from vhegui.core.axes import EnergyAxis
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.counts import CountsRow, counts_table
from vhegui.core.estimators.flux_points import FluxPoints, automatic_bands, flux_points
from vhegui.core.fitting.live import LiveFit, live_fit, warm_start
from vhegui.core.fitting.minimise import FitResult, evaluate, fit
from vhegui.core.fitting.objective import JointObjective
from vhegui.core.irf.inspect import ResponseInspector
from vhegui.core.maps.counts import CountsMap, SkyEvents, counts_map, fill, sky_events
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.error_band import dnde_error
from vhegui.core.models.flux import flux_in_bins
from vhegui.core.models.parameters import SourceModel
from vhegui.core.models.spectral import dnde
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import Discs, Exclusion, ExclusionMask, excluded_discs
from vhegui.core.regions.reflected import place_packed, place_wobble
from vhegui.core.regions.reflected_lattice import place_lattice
from vhegui.core.regions.ring import OffRegions
from vhegui.core.spectra.directional_cut import OnRadius, cut_messages, on_radius, placed
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.response import (
    ContainmentNodes,
    RegionResponse,
    RunResponse,
    containment_nodes,
    region_response,
    run_response,
)
from vhegui.core.spectra.ring_counts import RegionCounts, RingEvents, count_regions, count_with_cut, ring_events
from vhegui.core.spectra.safe_range import aeff_threshold, bins_within
from vhegui.core.spectra.stacking import stack
from vhegui.core.spectra.summed import SummedCounts, sum_counts, sum_predicted
from vhegui.core.statistics.sparse import sparse_advice
from vhegui.core.typing import Array, BoolArray

BAND_POINTS = 120
# The live fit stops when W would fall by less than this: parameters are then good to 1 % of their errors, which nobody
# sees in a frame. The final fit goes on from there.
LIVE_TOLERANCE = 1e-4
LIVE_ITERATIONS = 8


@dataclass(frozen=True, eq=False)
class SafeBins:
    """The bins of a run that are used: `mask` has shape (n_reco,); `threshold` is the aeff-max energy, TeV or NaN."""

    mask: BoolArray
    threshold: float


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


def build_pipeline() -> Pipeline:
    """A pipeline with all steps of a 1D analysis."""
    return Pipeline(STEPS, per_run_given=("observations",))


def energy_axis(settings: LogAxis) -> EnergyAxis:
    """The axis of these settings."""
    return EnergyAxis(np.geomspace(settings.low, settings.high, settings.bins + 1))


def used_events(observation: Observation, selection: EventSelection) -> Events:
    """The events of a run that count."""
    if selection.keep_outside_gti and observation.outside_gti is not None and len(observation.outside_gti):
        return observation.events + observation.outside_gti
    return observation.events


def events_on_rings(events: Events, observation: Observation, axis: EnergyAxis) -> RingEvents:
    """A run's events by offset."""
    pointing = observation.pointing
    return ring_events(events.ra, events.dec, events.energy, (pointing.ra, pointing.dec), axis)


def response_of_run(observation: Observation, true: EnergyAxis, reco: EnergyAxis) -> RunResponse:
    """A run's response on the analysis' axes."""
    return run_response(observation.responses, true, reco, observation.livetime, observation.obs_id)


def exclusion_shapes(
    exclusions: tuple[Circle | MaskFile, ...], mask_images: Mapping[str, ExclusionMask]
) -> tuple[Exclusion, ...]:
    """Exclusions with the mask images in place of their file names."""
    for item in exclusions:
        if isinstance(item, MaskFile) and item.path not in mask_images:
            raise AnalysisError(f"exclusion mask {item.path}: could not be read; take it away or restore the file")
    return tuple(mask_images[item.path] if isinstance(item, MaskFile) else item for item in exclusions)


def radius_of_source(observation: Observation, response: RunResponse, source: Circle | None) -> OnRadius:
    """The radius of the source region in one run: as drawn, or the cut of its point-like responses."""
    if source is None:
        raise AnalysisError("there is no source region: draw one on the counts map")
    return on_radius(source, (observation.pointing.ra, observation.pointing.dec), response)


def off_regions(
    observation: Observation,
    response: RunResponse,
    source: Circle | None,
    radius: OnRadius,
    background: Background,
    shapes: tuple[Exclusion, ...],
    discs: Discs,
) -> OffRegions:
    """OFF regions of one run; where the radius depends on energy, with room for the largest."""
    if source is None:
        raise AnalysisError("there is no source region: draw one on the counts map")
    source = placed(source, radius)
    pointing = observation.pointing.ra, observation.pointing.dec
    if background.method == "wobble":
        return place_wobble(
            source, pointing, discs, background.n_regions, response.field_of_view, min(radius.smallest, source.radius)
        )
    if background.placement == "gammapy" and radius.is_fixed:
        return place_lattice(source, pointing, shapes, background.max_regions)
    return place_packed(
        source,
        pointing,
        discs,
        response.field_of_view,
        background.min_distance,
        background.min_distance_source,
        background.max_regions,
    )


def counts_of_run(
    events: RingEvents, source: Circle, radius: OnRadius, off: OffRegions, response: RunResponse
) -> RegionCounts:
    """ON and OFF counts of one run."""
    if response.rad_max is None or radius.is_fixed:
        return count_regions(events, placed(source, radius), off)
    return count_with_cut(events, off, response.rad_max, response.reco)


def source_radius(source: Circle | None) -> float:
    """Radius of the source region, so that moving it does not recompute the containment."""
    return source.radius if source else 0.0


def response_in_region(response: RunResponse, off: OffRegions, contained: ContainmentNodes | None) -> RegionResponse:
    """A run's response at the centre of the source region."""
    return region_response(response, off.offset, contained)


def safe_bins(response: RunResponse, region: RegionResponse, safe: SafeRange) -> SafeBins:
    """The bins in which every condition of the safe range holds."""
    mask = bins_within(response.reco, safe.low or float("nan"), safe.high or float("nan"))
    threshold = float("nan")
    if safe.aeff_percent is not None:
        threshold = aeff_threshold(response.true.centres, region.exposure, safe.aeff_percent)
        mask = mask & bins_within(response.reco, threshold if np.isfinite(threshold) else np.inf, float("nan"))
    if safe.header:
        mask = mask & bins_within(response.reco, *response.header_range)
    return SafeBins(mask, threshold)


def spectrum(
    observation: Observation,
    counts: RegionCounts,
    response: RunResponse,
    region: RegionResponse,
    off: OffRegions,
    safe: SafeBins,
) -> SpectrumOnOff:
    """The ON/OFF spectrum of a run. Without OFF regions there is no background, so no bin is safe."""
    return SpectrumOnOff(
        name=str(observation.obs_id),
        reco=response.reco,
        true=response.true,
        counts=counts.on,
        counts_off=counts.off,
        alpha=counts.alpha,
        exposure=region.exposure,
        edisp=region.edisp,
        safe=safe.mask & (counts.alpha > 0.0),
        livetime=observation.livetime,
        ontime=observation.ontime,
        n_off_regions=len(off),
    )


def table_of_counts(spectra: Mapping[int, SpectrumOnOff]) -> tuple[tuple[CountsRow, ...], CountsRow]:
    """Counts and significance per run, and in total."""
    return counts_table(list(spectra.values()))


def fit_spectra(spectra: Mapping[int, SpectrumOnOff], settings: FitSettings) -> tuple[SpectrumOnOff, ...]:
    """What is fitted together: the runs, or their stack. Raises AnalysisError when there is nothing to fit."""
    usable = [item for item in spectra.values() if item.safe.any()]
    if not spectra:
        raise AnalysisError("no run is selected: choose runs in the observation list")
    if not usable:
        raise AnalysisError(_why_nothing_is_usable(spectra))
    return (stack(usable),) if settings.stack else tuple(usable)


def _why_nothing_is_usable(spectra: Mapping[int, SpectrumOnOff]) -> str:
    if all(item.n_off_regions == 0 for item in spectra.values()):
        return (
            "no OFF region fits in any run: move the source region away from the pointing, "
            "make it smaller, or take an exclusion away"
        )
    if all(not np.any(item.exposure > 0) for item in spectra.values()):
        return "the source region is outside the field of view of every run: move it, or choose other runs"
    return "no energy bin is safe in any run: lower the effective-area threshold or widen the energy range"


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
    spectra: tuple[SpectrumOnOff, ...], fitted: FitResult, settings: FluxPointSettings, fit_settings: FitSettings
) -> FluxPoints:
    """Flux points in the fit range, of the best-fit model or of the model as typed."""
    edges = automatic_bands(spectra) if settings.automatic else np.array(settings.edges)
    low, high = fit_settings.low or 0.0, fit_settings.high or np.inf
    return flux_points(
        spectra, fitted.model, edges, sigma_ul=settings.ul_sigma, ul_ts=settings.ul_ts, e_min=low, e_max=high
    )


def summed_counts(spectra: Mapping[int, SpectrumOnOff]) -> SummedCounts:
    """All runs in one spectrum, for the plot."""
    if not spectra:
        raise AnalysisError("no run is selected: choose runs in the observation list")
    return sum_counts(list(spectra.values()))


def predicted_counts(spectra: Mapping[int, SpectrumOnOff], live: LiveFit) -> Prediction:
    """Signal counts the shown model expects per bin, all runs."""
    items = list(spectra.values())
    return Prediction(sum_predicted(items, flux_in_bins(live.model, items[0].true.edges)))


def band(fitted: LiveFit | FitResult, reco: LogAxis) -> ModelBand:
    """A fitted model with its 1 σ error band over the analysis' energy range."""
    energy = np.geomspace(reco.low, reco.high, BAND_POINTS)
    return ModelBand(energy, dnde(fitted.model, energy), dnde_error(fitted.model, fitted.covariance, energy))


def inspector(observation: Observation) -> ResponseInspector:
    """A run's responses to look at."""
    return ResponseInspector(observation.responses)


def map_grid(settings: MapSettings) -> SkyGrid:
    """The pixels of the counts map."""
    return SkyGrid(settings.ra, settings.dec, settings.pixel, settings.n_pixels)


def map_range(settings: MapSettings) -> tuple[float, float]:
    """The energy range of the counts map, TeV."""
    return settings.low, settings.high


def map_smoothing(settings: MapSettings) -> float:
    """The smoothing of the counts map, deg."""
    return settings.smooth


def events_on_sky(events: Events) -> SkyEvents:
    """A run's events as unit vectors."""
    return sky_events(events.ra, events.dec, events.energy)


def run_image(events: SkyEvents, grid: SkyGrid, energy_range: tuple[float, float]) -> Array:
    """Counts of one run on the map."""
    return fill(grid, events, *energy_range)


def mosaic(images: Mapping[int, Array], grid: SkyGrid, smooth: float) -> CountsMap:
    """The counts map of all runs."""
    return counts_map(grid, images.values(), smooth)


def _same_counts(known: RegionCounts, new: RegionCounts) -> bool:
    pairs = (known.on, new.on), (known.off, new.off), (known.alpha, new.alpha)
    return all(np.array_equal(a, b) for a, b in pairs)


# What opening a run gives, whatever the region: computed beside the reading, so that the window need not.
SHARED_BY_RUNS = ("reco_axis", "true_axis")
OF_OPENED_RUNS = ("ring_events", "run_response", "sky_events")

STEPS = (
    Step("reco_axis", ("reco",), energy_axis),
    Step("true_axis", ("true",), energy_axis),
    Step("used_events", ("observations", "events"), used_events, per_run=True),
    Step("ring_events", ("used_events", "observations", "reco_axis"), events_on_rings, per_run=True),
    Step("run_response", ("observations", "true_axis", "reco_axis"), response_of_run, per_run=True),
    Step("exclusion_shapes", ("exclusions", "mask_images"), exclusion_shapes),
    Step("discs", ("exclusion_shapes",), excluded_discs),
    Step("on_radii", ("observations", "run_response", "source"), radius_of_source, per_run=True),
    Step(
        "off_regions",
        ("observations", "run_response", "source", "on_radii", "background", "exclusion_shapes", "discs"),
        off_regions,
        per_run=True,
    ),
    Step("cut_messages", ("source", "on_radii", "off_regions", "run_response"), cut_messages),
    Step(
        "region_counts",
        ("ring_events", "source", "on_radii", "off_regions", "run_response"),
        counts_of_run,
        per_run=True,
        same=_same_counts,
    ),
    Step("source_radius", ("source",), source_radius),
    Step("containment_nodes", ("run_response", "source_radius", "containment"), containment_nodes, per_run=True),
    Step("region_response", ("run_response", "off_regions", "containment_nodes"), response_in_region, per_run=True),
    Step("safe_bins", ("run_response", "region_response", "safe"), safe_bins, per_run=True),
    Step(
        "spectra",
        ("observations", "region_counts", "run_response", "region_response", "off_regions", "safe_bins"),
        spectrum,
        per_run=True,
    ),
    Step("counts_table", ("spectra",), table_of_counts),
    Step("fit_spectra", ("spectra", "fit"), fit_spectra),
    Step("objective", ("fit_spectra", "fit"), objective),
    Step("live_fit", ("objective", "model", "fit"), fit_live, warm=True),
    Step("shown_model", ("model", "live_fit"), shown_model),
    Step("summed_counts", ("spectra",), summed_counts),
    Step("predicted_counts", ("spectra", "live_fit"), predicted_counts),
    Step("band", ("live_fit", "reco"), band),
    Step("fit_advice", ("objective",), fit_advice),
    Step("fit_result", ("objective", "model", "fit"), fit_final, slow=True),
    Step("fit_band", ("fit_result", "reco"), band),
    Step("flux_points_result", ("fit_spectra", "fit_result", "flux_points", "fit"), points, slow=True),
    Step("response_inspectors", ("observations",), inspector, per_run=True),
    Step("map_grid", ("map",), map_grid),
    Step("map_range", ("map",), map_range),
    Step("map_smoothing", ("map",), map_smoothing),
    Step("sky_events", ("used_events",), events_on_sky, per_run=True),
    Step("run_images", ("sky_events", "map_grid", "map_range"), run_image, per_run=True),
    Step("counts_map", ("run_images", "map_grid", "map_smoothing"), mosaic),
)
