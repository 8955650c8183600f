"""Folding: ON and OFF events and good time by the phase of an ephemeris, and tests for a periodic signal.

Arrival times are those at the telescope: no barycentre correction is made. The light travel time across the Earth's
orbit, ± 500 s, is nothing for a binary of days and everything for a pulsar of milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.light_curve.fluxes import fluxes_of
from vhegui.core.estimators.light_curve.result import LightCurve
from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import GoodTime, TimeBins
from vhegui.core.estimators.light_curve.timed_run import Arrivals, RunParts, TimedRun
from vhegui.core.estimators.light_curve.variability import Constancy, constant_by_likelihood, constant_flux
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.models.spectral.model import SpectralModel
from vhegui.core.typing import Array

MOST_HARMONICS = 20


@dataclass(frozen=True)
class Ephemeris:
    """period : days, at `epoch` (MJD TT), where the phase is 0 · period_dot : its derivative (days a day, no unit)."""

    period: float
    epoch: float = 0.0
    period_dot: float = 0.0

    def cycles(self, time: Array) -> Array:
        """Phase with whole cycles at `time` (MJD TT, any shape): ∫ dt / P for P = period + period_dot (t − epoch)."""
        elapsed = (np.asarray(time, dtype=np.float64) - self.epoch) / self.period
        change = self.period_dot * elapsed
        with np.errstate(invalid="ignore", divide="ignore"):
            return elapsed * np.where(change == 0.0, 1.0, np.log1p(change) / np.where(change == 0.0, 1.0, change))

    def phase(self, time: Array) -> Array:
        """Phase in [0, 1) at `time` (MJD), of its shape."""
        return self.cycles(time) % 1.0


@dataclass(frozen=True, eq=False)
class PhaseCurve:
    """Flux against phase.

    curve : its `time_min` and `time_max` are phases in 0 to 1, one energy band · counts_off : shape (n,)
    likelihood, chi2 : tests that the flux is the same at all phases, exposure taken into account
    z2 : Z²ₙ of the ON events for n = 1 to 20, shape (20,), each χ² with 2n if there is no period
    h : the H statistic, `h_harmonics` where it is reached, `h_probability` of a larger one by chance
    uneven_exposure : largest over smallest livetime of a phase bin, minus 1: Z² and H hold for nearly even exposure.
    """

    ephemeris: Ephemeris
    curve: LightCurve
    counts_off: Array
    likelihood: Constancy
    chi2: Constancy
    z2: Array
    h: float
    h_harmonics: int
    h_probability: float
    uneven_exposure: float


def phase_curve(
    runs: Sequence[TimedRun],
    ephemeris: Ephemeris,
    n_bins: int,
    model: SpectralModel | JointModel,
    options: LightCurveOptions | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> PhaseCurve:
    """Fold the events of `runs` in `n_bins` equal bins of phase; the flux is that of `model`'s shape, as in time bins.

    Runs without arrival times are left out. Raises AnalysisError for an ephemeris without a period at these times.
    """
    runs = tuple(run for run in runs if run.on is not None and run.off is not None)
    options = replace(options or LightCurveOptions(), edges=(), refit=False)
    if not runs:
        raise AnalysisError("phase curve: no run has arrival times; choose runs with event lists")
    check_ephemeris(ephemeris, runs)
    bins = phase_bins([run.time for run in runs], ephemeris, n_bins)
    parts = tuple(_folded_runs(runs, bins, ephemeris, progress))
    curve = fluxes_of(runs, parts, bins, model, options)
    z2 = z_squared(_on_phases(runs, ephemeris, options))
    h, harmonics, probability = h_test(z2)
    livetime = curve.livetime
    good = np.isfinite(curve.flux[:, 0]) & (curve.flux_err[:, 0] > 0)
    return PhaseCurve(
        ephemeris=ephemeris,
        curve=curve,
        counts_off=_off_counts(runs, parts, options, n_bins),
        likelihood=constant_by_likelihood(curve),
        chi2=constant_flux(curve.flux[good, 0], curve.flux_err[good, 0]),
        z2=z2,
        h=h,
        h_harmonics=harmonics,
        h_probability=probability,
        uneven_exposure=float(livetime.max() / livetime.min() - 1.0) if livetime.min() > 0 else float("inf"),
    )


def check_ephemeris(ephemeris: Ephemeris, runs: Sequence[TimedRun]) -> None:
    """`AnalysisError` where the period is not positive and finite while the runs were taken."""
    times = np.array([(run.time.start, run.time.stop) for run in runs])
    period = ephemeris.period + ephemeris.period_dot * (times - ephemeris.epoch)
    if not (ephemeris.period > 0 and np.all(period > 0) and np.all(np.isfinite(period))):
        raise AnalysisError(
            f"ephemeris: period {ephemeris.period:g} d with derivative {ephemeris.period_dot:g} from MJD "
            f"{ephemeris.epoch:g} is not positive when the runs were taken; check period, derivative and epoch"
        )


def phase_bins(times: Sequence[GoodTime], ephemeris: Ephemeris, n_bins: int) -> TimeBins:
    """Bins of phase, start and stop in 0 to 1, with the good time of each run in them.

    Exact for a constant period; with a derivative, phase is taken to run evenly through each good time interval.
    """
    edges = np.linspace(0.0, 1.0, n_bins + 1)
    fraction = np.stack([_fractions(time.gti, ephemeris, edges) for time in times], axis=1)
    livetime = fraction * np.array([time.livetime for time in times])
    return TimeBins(edges[:-1], edges[1:], fraction, livetime, np.zeros(fraction.shape, dtype=np.bool_))


def _fractions(gti: Array, ephemeris: Ephemeris, edges: Array) -> Array:
    """Part of the good time in each bin of phase, (n_bins,)."""
    length, cycles = np.diff(gti, axis=1), ephemeris.cycles(gti)
    base = np.floor(cycles[:, :1])
    begin, end = cycles[:, :1] - base, cycles[:, 1:] - base

    def covered(cycle: Array) -> Array:
        """Cycles from 0 to `cycle` (n, 1) that are spent in each bin: (n, n_bins)."""
        whole = np.floor(cycle)
        return whole * np.diff(edges) + np.clip(cycle - whole - edges[:-1], 0.0, np.diff(edges))

    spent = (covered(end) - covered(begin)) / (end - begin) * length
    return spent.sum(axis=0) / length.sum()


def _folded_runs(
    runs: Sequence[TimedRun], bins: TimeBins, ephemeris: Ephemeris, progress: Callable[[float, str], None] | None
) -> Iterator[RunParts]:
    for column, run in enumerate(runs):
        if progress is not None:
            progress(column / len(runs), "Folding events")
        yield _pieces(run, bins, column, ephemeris)


def _pieces(run: TimedRun, bins: TimeBins, column: int, ephemeris: Ephemeris) -> RunParts:
    row = np.flatnonzero(bins.fraction[:, column] > 0)
    counts, counts_off = (_folded(events, ephemeris, len(bins), run.spectrum.reco.n) for events in (run.on, run.off))
    return RunParts(row, bins.fraction[row, column], counts[row], counts_off[row])


def _folded(events: Arrivals | None, ephemeris: Ephemeris, n_bins: int, n_reco: int) -> Array:
    """Counts by phase and energy, (n_bins, n_reco)."""
    if events is None:
        return np.zeros((n_bins, n_reco))
    place = np.minimum((ephemeris.phase(events.time) * n_bins).astype(np.int64), n_bins - 1)
    counts = np.bincount(place * n_reco + events.energy_bin, minlength=n_bins * n_reco)
    return counts.reshape(n_bins, n_reco).astype(np.float64)


def _off_counts(runs: Sequence[TimedRun], parts: Sequence[RunParts], options: LightCurveOptions, n_bins: int) -> Array:
    total = np.zeros(n_bins)
    for run, part in zip(runs, parts, strict=True):
        total[part.row] += part.counts_off[:, options.usable(run.spectrum)].sum(axis=1)
    return total


def _on_phases(runs: Sequence[TimedRun], ephemeris: Ephemeris, options: LightCurveOptions) -> Array:
    """Phases of the ON events in usable bins."""
    phases = [np.zeros(0)]
    for run in runs:
        if run.on is not None:
            usable = options.usable(run.spectrum)
            phases.append(ephemeris.phase(run.on.time[usable[run.on.energy_bin]]))
    return np.concatenate(phases)


def z_squared(phase: Array, harmonics: int = MOST_HARMONICS) -> Array:
    """Z²ₙ = 2/N Σₖ≤ₙ [(Σ cos 2πkφ)² + (Σ sin 2πkφ)²] for n = 1 … harmonics, (harmonics,), of phases (n_events,)
    (Buccheri et al. 1983, A&A 128, 245).
    """
    if len(phase) == 0:
        return np.zeros(harmonics)
    angle = 2.0 * np.pi * np.arange(1, harmonics + 1)[:, None] * phase
    return np.cumsum(2.0 / len(phase) * (np.cos(angle).sum(axis=1) ** 2 + np.sin(angle).sum(axis=1) ** 2))


def h_test(z2: Array) -> tuple[float, int, float]:
    """From Z² (harmonics,): H = max (Z²ₘ − 4m + 4), the m where it is reached, and the chance exp(−0.4 H) of more
    without a signal.

    De Jager, Raubenheimer & Swanepoel 1989, A&A 221, 180; the probability: de Jager & Büsching 2010, A&A 517, L9. It is
    for one trial: an ephemeris that was searched for needs more.
    """
    values = z2 - 4.0 * np.arange(1, len(z2) + 1) + 4.0
    best = int(np.argmax(values))
    return float(values[best]), best + 1, float(np.exp(-0.4 * max(values[best], 0.0)))
