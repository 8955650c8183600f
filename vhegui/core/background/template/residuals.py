"""How a run compares to the template of the others in its bin of the zenith angle: as a whole, and in its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.background.template.counting import CountedRun
from vhegui.core.typing import EMPTY, Array

LEAST = 10.0  # events expected in a bin whose deviation is a Gaussian's


@dataclass(frozen=True, eq=False)
class Residual:
    """A run against the rate of the others: leave one out.

    counts : of the run, where the others saw the sky, too · expected : for their rate; NaN without others
    norm, norm_error : counts by expected, with the errors of both
    energy : shape (n_energy,), cells : shape (n_cell,): deviations in units of their error with the run scaled to the
    others; NaN where fewer than `LEAST` events are expected.
    """

    run: int
    counts: float
    expected: float
    norm: float
    norm_error: float
    energy: Array
    cells: Array

    @property
    def deviation(self) -> float:
        """How far the norm is from 1, in units of its error."""
        return (self.norm - 1.0) / self.norm_error if self.norm_error > 0 else float("nan")

    @property
    def shape(self) -> tuple[float, int]:
        """χ² of the deviations in energy and in the cells, and how many there are."""
        both = np.concatenate([self.energy, self.cells])
        known = both[np.isfinite(both)]
        return float(np.square(known).sum()), len(known)


def residual(run: CountedRun, others: Sequence[CountedRun]) -> Residual:
    """The run against the sum of the others, without smoothing, which moves no event to another energy."""
    nothing = float("nan")
    if not others:
        return Residual(run.run, float(run.counts.sum()), nothing, nothing, nothing, EMPTY, EMPTY)
    counts = np.sum([other.counts for other in others], axis=0)
    exposure = np.sum([other.exposure for other in others], axis=0)
    seen = exposure > 0
    ratio = np.divide(run.exposure, exposure, out=np.zeros_like(exposure), where=seen)
    own, expected, variance = run.counts * seen, counts * ratio, counts * ratio**2
    total, sum_expected = float(own.sum()), float(expected.sum())
    if sum_expected <= 0:
        return Residual(run.run, total, sum_expected, nothing, nothing, EMPTY, EMPTY)
    norm = total / sum_expected
    error = np.sqrt(total + norm**2 * float(variance.sum())) / sum_expected
    along = [_deviation(own.sum(axis=k), norm * expected.sum(axis=k), norm**2 * variance.sum(axis=k)) for k in (1, 0)]
    return Residual(run.run, total, sum_expected, norm, float(error), along[0], along[1])


def _deviation(counts: Array, expected: Array, variance: Array) -> Array:
    """(counts − expected) / error, shape (n,), NaN where little is expected."""
    error = np.sqrt(np.maximum(expected + variance, 1e-300))
    return np.where(expected >= LEAST, (counts - expected) / error, np.nan)
