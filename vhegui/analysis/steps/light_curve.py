"""The light curve and what is read from it: time bins, fluxes, variability, hardness, phases, growth of the signal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from msgspec import structs

from vhegui.analysis.pipeline import Step
from vhegui.analysis.state import FitSettings, LightCurveSettings
from vhegui.core.background.method import Off
from vhegui.core.dl3.observation import Events, Observation
from vhegui.core.dl3.time import SECONDS_PER_DAY
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.hardness import HardnessRatio, hardness_ratio
from vhegui.core.estimators.light_curve.phase import Ephemeris, PhaseCurve, phase_curve
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.signal_growth import SignalGrowth, signal_growth
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import (
    GoodTime,
    TimeBins,
    block_bins,
    fixed_bins,
    given_bins,
    night_bins,
    run_bins,
    separate_bins,
)
from vhegui.core.estimators.light_curve.timed_run import Arrivals, TimedRun
from vhegui.core.estimators.light_curve.variability import Variability, variability
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import FitResult
from vhegui.core.fitting.spectra_data import ranges_of
from vhegui.core.regions.region import Region
from vhegui.core.spectra.directional_cut import OnRadius, placed
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.spectra.region_counts import OffsetEvents, region_members
from vhegui.core.spectra.response import RunResponse
from vhegui.core.typing import IntArray

NO_TIMES = "light curve: no run is used; choose runs, or widen the time range they are cut to"


def timed_run(
    observation: Observation,
    events: Events,
    around: OffsetEvents,
    source: Region,
    radius: OnRadius,
    off: Off,
    response: RunResponse,
    spectrum: SpectrumOnOff,
) -> TimedRun:
    """A run's spectrum with the arrival times of its ON and OFF events."""
    cut = None if radius.is_fixed else response.rad_max
    on, outside = region_members(around, placed(source, radius), off, cut, response.reco)

    def arrivals(members: IntArray) -> Arrivals:
        time = observation.time_ref + events.time[around.index[members]] / SECONDS_PER_DAY
        return Arrivals.of(time, around.energy_bin[members])

    good = GoodTime(observation.time_ref + observation.gti / SECONDS_PER_DAY, observation.livetime)
    return TimedRun(spectrum, good, arrivals(on), arrivals(outside))


def binning(settings: LightCurveSettings) -> LightCurveSettings:
    """The settings without ephemeris and hardness, which the light curve does not depend on."""
    none = LightCurveSettings()
    return structs.replace(
        settings, period=0.0, epoch=0.0, period_dot=0.0, phase_bins=none.phase_bins, soft=none.soft, hard=none.hard
    )


def ephemeris(settings: LightCurveSettings) -> tuple[Ephemeris, int] | None:
    """The ephemeris of the phase view and the number of its bins; None without a period."""
    if not settings.period > 0:
        return None
    return Ephemeris(settings.period, settings.epoch, settings.period_dot), settings.phase_bins


def timed_spectra(files: Mapping[str, SpectrumOnOff]) -> tuple[TimedRun, ...]:
    """Spectra from files that say when they were taken: without events, they count in bins that hold all of them."""
    return tuple(
        TimedRun(each, GoodTime(np.array([[each.start, each.stop]]), each.livetime))
        for each in files.values()
        if each.stop > each.start
    )


def fluxes(
    runs: Mapping[int, TimedRun],
    files: tuple[TimedRun, ...],
    fitted: FitResult,
    settings: LightCurveSettings,
    fit: FitSettings,
    progress: Callable[[float, str], None] | None = None,
) -> LightCurve:
    """The light curve of the runs for the shape of the best fit, or of the model as typed."""
    items = [*runs.values(), *files]
    if not items:
        raise AnalysisError(NO_TIMES)
    options = _options(settings, fit)
    return light_curve(items, time_bins(items, fitted.joint, settings, options), fitted.joint, options, progress)


def _options(settings: LightCurveSettings, fit: FitSettings) -> LightCurveOptions:
    return LightCurveOptions(
        edges=settings.edges,
        e_min=fit.low or 0.0,
        e_max=fit.high or np.inf,
        sigma_ul=settings.ul_sigma,
        ul_ts=settings.ul_ts,
        refit=settings.refit,
        ranges=ranges_of([(each.name, each.low, each.high) for each in fit.ranges]),
        statistic=fit.statistic,
        systematic=fit.systematic,
    )


def time_bins(
    runs: list[TimedRun], model: JointModel, settings: LightCurveSettings, options: LightCurveOptions
) -> TimeBins:
    """The bins that the settings ask for. Blocks join runs whose flux over all energies does not change."""
    times = [run.time for run in runs]
    if settings.bins == "night":
        return night_bins(times)
    if settings.bins == "fixed":
        return fixed_bins(times, settings.minutes)
    if settings.bins == "intervals":
        if not settings.intervals:
            raise AnalysisError("light curve: no time interval is given; add one, or choose other time bins")
        return given_bins(settings.intervals, times)
    if settings.bins != "blocks":
        return run_bins(times)
    single = separate_bins(times)
    whole = light_curve(runs, single, model, replace(options, edges=(), refit=False))
    return block_bins(single, whole.flux[:, 0], whole.flux_err[:, 0], times, settings.p0)


def variability_of_bands(curve: LightCurve) -> tuple[Variability, ...]:
    """How each band of the light curve varies."""
    return tuple(variability(curve, band) for band in range(curve.n_bands))


def hardness(curve: LightCurve, soft: int, hard: int) -> HardnessRatio | None:
    """Of two bands by position (−1 the highest), else of the highest and the lowest where there are no two such; None
    with a single band.
    """
    if curve.n_bands < 2:
        return None
    soft, hard = (curve.n_bands - 1 if band == -1 else band for band in (soft, hard))
    if soft == hard or not max(soft, hard) < curve.n_bands:
        soft, hard = 0, curve.n_bands - 1
    return hardness_ratio(curve, soft, hard)


def folded(
    runs: Mapping[int, TimedRun],
    fitted: FitResult,
    ephemeris: tuple[Ephemeris, int] | None,
    settings: LightCurveSettings,
    fit: FitSettings,
    progress: Callable[[float, str], None] | None = None,
) -> PhaseCurve | None:
    """Flux against phase in the energy range of the light curve; None without a period."""
    if ephemeris is None:
        return None
    return phase_curve(list(runs.values()), *ephemeris, fitted.joint, _one_band(settings, fit), progress)


def growth(runs: Mapping[int, TimedRun], settings: LightCurveSettings, fit: FitSettings) -> SignalGrowth:
    """Excess and significance against livetime in the energy range of the light curve."""
    return signal_growth(list(runs.values()), _one_band(settings, fit))


def _one_band(settings: LightCurveSettings, fit: FitSettings) -> LightCurveOptions:
    """The options for all bands of the light curve together."""
    options = _options(settings, fit)
    if len(settings.edges) < 2:
        return options
    low, high = max(options.e_min, settings.edges[0]), min(options.e_max, settings.edges[-1])
    return replace(options, edges=(), e_min=low, e_max=high)


STEPS = (
    Step(
        "timed_runs",
        (
            "used_runs",
            "used_events",
            "offset_events",
            "source",
            "on_radii",
            "off_regions",
            "run_response",
            "spectra",
        ),
        timed_run,
        per_run=True,
    ),
    Step("timed_spectra", ("spectrum_files",), timed_spectra),
    Step("light_curve_binning", ("light_curve",), binning),
    Step("ephemeris", ("light_curve",), ephemeris),
    Step(
        "spectra_light_curve",
        ("timed_runs", "timed_spectra", "spectra_result", "light_curve_binning", "fit"),
        fluxes,
        slow=True,
        progress=True,
    ),
    Step(
        "variability",
        ("light_curve_result",),
        variability_of_bands,
        phrase="Computing the light curve",
        of_runs=True,
    ),
    Step("hardness", ("light_curve_result", "light_curve.soft", "light_curve.hard"), hardness),
    Step(
        "spectra_phases",
        ("timed_runs", "spectra_result", "ephemeris", "light_curve_binning", "fit"),
        folded,
        slow=True,
        progress=True,
    ),
    Step("signal_growth", ("timed_runs", "light_curve_binning", "fit"), growth),
)
