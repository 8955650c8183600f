"""The last steps to a minimum, with exact second derivatives: for data of which an evaluation takes milliseconds.

MIGRAD evaluates a fit some fifty times to confirm a minimum that scoring has found; the exact second derivatives, which
the errors need anyway, confirm it at once: where they are positive definite and no step lowers the statistic any more.

What a shape no longer depends on is held: where a Gaussian has shrunk to a point, its size is at its limit and its
angle turns nothing. The minimum of all others is then confirmed beside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.descent import Minimum, held
from vhegui.core.fitting.judging import at_limit, singular
from vhegui.core.fitting.likelihood import Evaluation, Likelihood
from vhegui.core.fitting.result import invert
from vhegui.core.fitting.verdict import Verdict
from vhegui.core.typing import Array, BoolArray

STEPS = 5  # each gains some two digits
GAIN = 1e-9  # of the statistic that may be left: parameters good to 3·10⁻⁵ of their errors
CLOSE, LOST = 1e-2, 1e-3  # errors from a limit that count as at it, if the statistic grows by no more than this
IDLE = 1e4  # an error of so many times the value it began with, or of as much: the parameter changes nothing


@dataclass(frozen=True, eq=False)
class Confirmed:
    """A minimum x (n_free,), the covariance there (n_free, n_free), 0 for what is held, evaluations used, and what the
    data do not say, None where there is nothing.
    """

    x: Array
    covariance: Array
    flaw: Verdict | None
    calls: int


def confirmed(likelihood: Likelihood, near: Minimum) -> Confirmed | None:
    """The minimum beside one that is found but for a thousandth of the errors; None where this is none: where a step
    leads beyond a limit, or the second derivatives have no minimum nearby.
    """
    x, at = _settled(likelihood, near.x, near.at)
    stuck = held(likelihood, x, at) | (_errors(at) > IDLE * np.maximum(np.abs(likelihood.start), 1.0))
    if stuck.any():
        return None if stuck.all() else _beside(likelihood, x, at, stuck)
    covariance = invert(0.5 * likelihood.hessian(x))
    if covariance is None:
        return None
    for calls in range(STEPS + 1):
        step = -0.5 * covariance @ at.gradient
        if -0.5 * at.gradient @ step < GAIN:
            return Confirmed(x, covariance, singular(likelihood, at.fisher), calls)
        moved = x + step
        if np.any(moved <= likelihood.low) or np.any(moved >= likelihood.high):
            return _at_a_limit(likelihood, x, at, moved)
        x, at = moved, likelihood.evaluate(moved)
        if not np.isfinite(at.stat):
            return None
    return None


def _settled(likelihood: Likelihood, x: Array, at: Evaluation) -> tuple[Array, Evaluation]:
    """What has come close to a limit is put there, if nothing is lost."""
    reach = CLOSE * _errors(at)
    moved = np.where(x - likelihood.low < reach, likelihood.low, x)
    moved = np.where(likelihood.high - moved < reach, likelihood.high, moved)
    if np.array_equal(moved, x):
        return x, at
    there = likelihood.evaluate(moved)
    return (moved, there) if there.stat <= at.stat + LOST else (x, at)


def _errors(at: Evaluation) -> Array:
    """Of each parameter (n_free,) if all others were known, 0 where the data say nothing."""
    diagonal = np.diag(at.fisher)
    return np.sqrt(np.divide(2.0, diagonal, out=np.zeros(len(diagonal)), where=diagonal > 0))


def _at_a_limit(likelihood: Likelihood, x: Array, at: Evaluation, moved: Array) -> Confirmed | None:
    """The minimum beside the limits that a step from x would pass; None where it is not there."""
    clipped = likelihood.clipped(moved)
    there = likelihood.evaluate(clipped)
    if not there.stat <= at.stat or not held(likelihood, clipped, there).any():
        return None
    return confirmed(likelihood, Minimum(clipped, there, 1, True))


def _beside(likelihood: Likelihood, x: Array, at: Evaluation, stuck: BoolArray) -> Confirmed | None:
    """The minimum of what is not `stuck` (n_free,). What changes nothing is as it was, but for the size it hangs on."""
    x = x.copy()
    for k in np.flatnonzero(stuck).tolist():
        as_it_was = x.copy()
        as_it_was[k] = likelihood.start[k]
        if abs(likelihood.stat(as_it_was) - at.stat) < GAIN:
            x = as_it_was
    free = np.flatnonzero(~stuck)
    alone = likelihood.with_free([likelihood.free[k] for k in free], likelihood.full(x))
    found = confirmed(alone, Minimum(x[free], alone.evaluate(x[free]), 1, True))
    if found is None:
        return None
    covariance = np.zeros((len(x), len(x)))
    x[free] = found.x
    covariance[np.ix_(free, free)] = found.covariance
    limited = at_limit(likelihood, x)
    return Confirmed(x, covariance, found.flaw if limited else singular(likelihood, at.fisher), found.calls)
