"""A run whose ON and OFF events keep their arrival times, so that any part of it is a spectrum of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.estimators.light_curve.time_bins import GoodTime, TimeBins
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.typing import Array, IntArray


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Events of a region: `time`, shape (n,), MJD (TT), rising; `energy_bin`, shape (n,), int64, on the reco axis."""

    time: Array
    energy_bin: IntArray

    @classmethod
    def of(cls, time: Array, energy_bin: IntArray) -> Arrivals:
        """In order of time."""
        order = np.argsort(time, kind="stable")
        return cls(time[order], energy_bin[order])

    def counts(self, start: Array, stop: Array, n_reco: int) -> Array:
        """Counts with start ≤ time < stop (MJD, shape (n,), intervals may overlap): shape (n, n_reco)."""
        first, last = np.searchsorted(self.time, start), np.searchsorted(self.time, stop)
        length = np.maximum(last - first, 0)
        interval = np.repeat(np.arange(len(start)), length)
        event = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length) + np.repeat(first, length)
        cells = interval * n_reco + self.energy_bin[event]
        counts = np.bincount(cells, minlength=len(start) * n_reco)
        return counts.reshape(len(start), n_reco).astype(np.float64)


@dataclass(frozen=True, eq=False)
class TimedRun:
    """The spectrum of a run, when it observed, and its events by arrival time.

    on, off : None where there is only a spectrum: then it is used where a time bin holds all of the run.
    """

    spectrum: SpectrumOnOff
    time: GoodTime
    on: Arrivals | None = None
    off: Arrivals | None = None


@dataclass(frozen=True, eq=False)
class RunParts:
    """What one run contributes to time bins.

    row : shape (n,), int64, the time bins · fraction : shape (n,), of the exposure · counts, counts_off : (n, n_reco).
    """

    row: IntArray
    fraction: Array
    counts: Array
    counts_off: Array


def parts_of(run: TimedRun, bins: TimeBins, column: int) -> RunParts:
    """The parts of a run, `column` of `bins`. Where a bin holds all of it, the counts are those of its spectrum."""
    inside = bins.fraction[:, column] > 0
    if run.on is None or run.off is None:
        inside &= bins.whole[:, column]
    row = np.flatnonzero(inside)
    whole = bins.whole[row, column]
    n_reco = run.spectrum.reco.n
    counts, counts_off = np.empty((len(row), n_reco)), np.empty((len(row), n_reco))
    if run.on is not None and run.off is not None:
        counts[:] = run.on.counts(bins.start[row], bins.stop[row], n_reco)
        counts_off[:] = run.off.counts(bins.start[row], bins.stop[row], n_reco)
    counts[whole], counts_off[whole] = run.spectrum.counts, run.spectrum.counts_off
    return RunParts(row, bins.fraction[row, column], counts, counts_off)


def within(gti: Array, start: float, stop: float) -> Array:
    """What of good time intervals (n, 2) lies between start and stop."""
    cut = np.clip(gti, start, stop)
    return cut[cut[:, 1] > cut[:, 0]]


def spectra_in(
    runs: tuple[TimedRun, ...], parts: tuple[RunParts, ...], bins: TimeBins, row: int
) -> tuple[SpectrumOnOff, ...]:
    """The spectra of one time bin: a run's own object where the bin holds all of it."""
    found = []
    for column, (run, part) in enumerate(zip(runs, parts, strict=True)):
        for k in np.flatnonzero(part.row == row):
            spectrum, fraction = run.spectrum, float(part.fraction[k])
            if not bins.whole[row, column]:
                spectrum = replace(
                    spectrum,
                    counts=part.counts[k],
                    counts_off=part.counts_off[k],
                    exposure=fraction * spectrum.exposure,
                    livetime=fraction * spectrum.livetime,
                    ontime=fraction * spectrum.ontime,
                    start=max(run.time.start, float(bins.start[row])),
                    stop=min(run.time.stop, float(bins.stop[row])),
                    gti=within(run.time.gti, float(bins.start[row]), float(bins.stop[row])),
                )
            found.append(spectrum)
    return tuple(found)
