"""How a signal builds up: excess and significance against livetime, beside what a steady source would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.estimators.light_curve.terms import LightCurveOptions
from vhegui.core.estimators.light_curve.time_bins import MINUTES_PER_DAY, TimeBins, fixed_bins
from vhegui.core.estimators.light_curve.timed_run import TimedRun, parts_of
from vhegui.core.statistics import excess_error, li_ma_significance
from vhegui.core.typing import Array, BoolArray

POINTS = 150


@dataclass(frozen=True, eq=False)
class SignalGrowth:
    """Sums up to the end of each step of time; arrays of shape (n,).

    time : end of the step, MJD (TT) · livetime : s, of runs with safe bins · alpha : Σ α OFF / Σ OFF
    sqrt_ts : Li & Ma significance · expected_excess ∝ livetime : through the last point.
    """

    time: Array
    livetime: Array
    counts: Array
    counts_off: Array
    background: Array
    alpha: Array
    sqrt_ts: Array

    @property
    def excess(self) -> Array:
        """ON − α OFF."""
        return self.counts - self.background

    @property
    def excess_error(self) -> Array:
        """1 σ error of the excess."""
        return np.asarray(excess_error(self.counts, self.counts_off, self.alpha))

    @property
    def expected_excess(self) -> Array:
        """What a constant source with the final excess would have had."""
        return self.livetime / self.livetime[-1] * self.excess[-1] if len(self.time) else self.excess

    def expected_sqrt_ts(self, livetime: Array) -> Array:
        """What a constant source with the final significance would have after `livetime` (s): ∝ √livetime."""
        return np.sqrt(livetime / self.livetime[-1]) * self.sqrt_ts[-1] if len(self.time) else np.zeros(len(livetime))


def signal_growth(
    runs: Sequence[TimedRun], options: LightCurveOptions | None = None, bins: TimeBins | None = None
) -> SignalGrowth:
    """Sums over the usable bins of `options`, after each of `bins`: of the same runs, without overlap.

    By default some 150 steps of equal length, fewer where pauses cut them short.
    """
    options = options or LightCurveOptions()
    masks = [options.usable(run.spectrum) for run in runs]
    used = [(run, mask) for run, mask in zip(runs, masks, strict=True) if mask.any()]
    if bins is None or len(used) < len(runs):
        bins = growth_bins([run for run, _ in used])
    order = np.argsort(bins.stop, kind="stable")
    sums = np.zeros((3, len(bins)))
    for column, (run, mask) in enumerate(used):
        part = parts_of(run, bins, column)
        sums[0, part.row] += part.counts[:, mask].sum(axis=1)
        sums[1, part.row] += part.counts_off[:, mask].sum(axis=1)
        sums[2, part.row] += part.counts_off[:, mask] @ run.spectrum.alpha[mask]
    on, off, background = np.cumsum(sums[:, order], axis=1)
    alpha = np.divide(background, off, out=np.full(len(bins), _typical_alpha(used)), where=off > 0)
    return SignalGrowth(
        time=bins.stop[order],
        livetime=np.cumsum(bins.livetime.sum(axis=1)[order]),
        counts=on,
        counts_off=off,
        background=background,
        alpha=alpha,
        sqrt_ts=np.asarray(li_ma_significance(on, off, alpha)),
    )


def growth_bins(runs: Sequence[TimedRun], points: int = POINTS) -> TimeBins:
    """Steps of equal length, about `points` in all; no run, no step."""
    times = [run.time for run in runs]
    if not times:
        empty = np.zeros((0, 0))
        return TimeBins(np.zeros(0), np.zeros(0), empty, empty, empty > 0)
    ontime = sum(float(np.diff(time.gti, axis=1).sum()) for time in times)
    return fixed_bins(times, MINUTES_PER_DAY * ontime / points)


def _typical_alpha(used: list[tuple[TimedRun, BoolArray]]) -> float:
    return float(np.mean(np.concatenate([run.spectrum.alpha[mask] for run, mask in used]))) if used else 0.0
