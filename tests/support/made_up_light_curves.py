"""Runs with arrival times that no telescope has taken: a plain instrument, a source whose flux changes as one likes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.light_curve.fluxes import light_curve
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import GoodTime, given_bins, run_bins
from vhegui.core.estimators.light_curve.timed_run import Arrivals, TimedRun
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.models.spectral.flux import flux_in_bins
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array

TRUTH = default_spectrum("power_law").with_values((2.5, 3e-11, 1.0))
RECO, TRUE = EnergyAxis.from_bounds(0.3, 30.0, 8), EnergyAxis.from_bounds(0.1, 100.0, 15)
UPPER = np.array([0.5 * (1 + np.tanh(1.2 * np.log(RECO.edges / e) / 0.15)) for e in TRUE.centres])
EDISP = np.diff(UPPER, axis=1)
AREA = 2e9 * (1 - np.exp(-TRUE.centres / 0.5))
ALPHA, LIVE = 0.1, 0.95
DAY = 86400.0
START = 59000.0
Factor = Callable[[Array], Array]


def steady(time: Array) -> Array:
    return np.ones_like(time)


def timed_run(
    rng: np.random.Generator,
    start: float = START,
    minutes: float = 30.0,
    factor: Factor = steady,
    scale: float = 1.0,
    background: float = 4.0,
    gti: Sequence[tuple[float, float]] | None = None,
    name: str = "run",
) -> TimedRun:
    """One run; good intervals in minutes from `start` (MJD). factor : of the flux, at most 10, against MJD.

    scale : factor on the area, for many or few counts.
    """
    good = start + np.array(gti or [(0.0, minutes)]) / 1440.0
    ontime = float(np.diff(good, axis=1).sum()) * DAY
    exposure = scale * AREA * ontime * LIVE
    signal = (flux_in_bins(TRUTH, TRUE.edges) * exposure) @ EDISP
    mean_off = background * ontime / 3600.0 / ALPHA * (RECO.centres / 0.3) ** -1.5
    photons = arrivals(rng, 10.0 * signal, good, factor)
    on = together(photons, arrivals(rng, ALPHA * mean_off, good))
    off = arrivals(rng, mean_off, good)
    counts, counts_off = (np.bincount(each.energy_bin, minlength=RECO.n).astype(float) for each in (on, off))
    spectrum = SpectrumOnOff(
        name=name,
        reco=RECO,
        true=TRUE,
        counts=counts,
        counts_off=counts_off,
        alpha=np.full(RECO.n, ALPHA),
        exposure=exposure,
        edisp=EDISP,
        safe=np.ones(RECO.n, dtype=bool),
        livetime=LIVE * ontime,
        ontime=ontime,
        n_off_regions=10,
    )
    return TimedRun(spectrum, GoodTime(good, LIVE * ontime), on, off)


def arrivals(rng: np.random.Generator, mean: Array, good: Array, factor: Factor | None = None) -> Arrivals:
    """Events of mean numbers per energy bin, evenly over the good time; thinned to `factor` / 10."""
    energy_bin = np.repeat(np.arange(len(mean)), rng.poisson(mean))
    length = np.diff(good, axis=1).ravel()
    place = rng.random(len(energy_bin)) * length.sum()
    interval = np.searchsorted(np.cumsum(length), place, side="right")
    time = good[interval, 0] + place - (np.cumsum(length) - length)[interval]
    keep = np.ones(len(time), dtype=bool) if factor is None else rng.random(len(time)) < factor(time) / 10.0
    return Arrivals.of(time[keep], energy_bin[keep])


def together(a: Arrivals, b: Arrivals) -> Arrivals:
    return Arrivals.of(np.concatenate([a.time, b.time]), np.concatenate([a.energy_bin, b.energy_bin]))


def nightly_runs(
    rng: np.random.Generator,
    n: int,
    factor: Factor = steady,
    scale: float = 1.0,
    background: float = 4.0,
    every: float = 1.0,
) -> list[TimedRun]:
    """`n` runs, one every so many days."""
    return [
        timed_run(rng, START + every * i, factor=factor, scale=scale, background=background, name=f"run {i}")
        for i in range(n)
    ]


def made_light_curve(
    edges: Sequence[float] = (),
    intervals: Sequence[tuple[float, float]] = (),
    refit: bool = False,
    days: Sequence[float] = (0.1, 10.1, 20.1),
) -> LightCurve:
    """A light curve of three steady runs; intervals in days from the start, by default one bin a run."""
    rng = np.random.default_rng(5)
    runs = [timed_run(rng, START + day, name=f"run {i}") for i, day in enumerate(days)]
    times = [run.time for run in runs]
    bins = given_bins(START + np.array(intervals), times) if len(intervals) else run_bins(times)
    return light_curve(runs, bins, TRUTH, LightCurveOptions(edges=edges, refit=refit))
