"""Fisher scoring with Levenberg–Marquardt damping and limits: from a start down to the minimum of a likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.likelihood import Evaluation, Likelihood
from vhegui.core.typing import Array, BoolArray

HALF_TURN = 180.0  # deg, after which a shape is the same


@dataclass(frozen=True, eq=False)
class Minimum:
    """Where a descent ended: x (n_free,), the evaluation there, evaluations used, whether it is a minimum."""

    x: Array
    at: Evaluation
    calls: int
    converged: bool


def descend(
    likelihood: Likelihood, x: Array, current: Evaluation, max_calls: int = 60, tolerance: float = 1e-7
) -> Minimum:
    """Go down from x, evaluated as `current`, until no more than `tolerance` is expected to be gained."""
    damping, calls = 0.0, 1
    while calls < max_calls:
        step, decrease = expected_step(likelihood, x, current, damping)
        if damping == 0.0 and decrease < tolerance:
            return Minimum(x, current, calls, True)
        trial = _within(likelihood, x, step)
        candidate = likelihood.evaluate(trial)
        calls += 1
        if np.isfinite(candidate.stat) and candidate.stat <= current.stat + 1e-11 * abs(current.stat):
            stalled = current.stat - candidate.stat < 1e-3 * tolerance and damping > 0
            x, current = trial, candidate
            damping = 0.0 if damping < 1e-3 else damping * 0.1
            if stalled:
                return Minimum(x, current, calls, True)
        elif damping > 1e12:
            return Minimum(x, current, calls, decrease < 1e3 * tolerance)
        else:
            damping = max(damping * 10.0, 1e-2)
    return Minimum(x, current, calls, False)


def expected_step(likelihood: Likelihood, x: Array, current: Evaluation, damping: float) -> tuple[Array, float]:
    """Damped scoring step (n_free,) and the decrease of the statistic it expects; none across a limit."""
    step = np.zeros(len(x))
    if not len(x):
        return step, 0.0
    stuck = held(likelihood, x, current)
    if stuck.any():
        inner = np.flatnonzero(~stuck)
        if len(inner) == 0:
            return step, 0.0
        step[inner], decrease = _newton(current.fisher[np.ix_(inner, inner)], current.gradient[inner], damping)
        return step, decrease
    return _newton(current.fisher, current.gradient, damping)


def held(likelihood: Likelihood, x: Array, current: Evaluation) -> BoolArray:
    """Parameters (n_free,) that no step can move: those that sit on a limit and would leave, and those that change
    nothing, as the angle of a shape that has shrunk to a point.
    """
    low, high = x <= likelihood.low, x >= likelihood.high
    outwards = (low & (current.gradient > 0)) | (high & (current.gradient < 0))
    return outwards | ~(np.diag(current.fisher) > 0)


def _newton(fisher: Array, gradient: Array, damping: float) -> tuple[Array, float]:
    """Damped step and the decrease it promises, solved for a matrix scaled to a diagonal of one."""
    scale = 1.0 / np.sqrt(fisher.diagonal())
    matrix = fisher * scale * scale[:, None]
    matrix.flat[:: len(matrix) + 1] += damping + 1e-12
    step = -np.linalg.solve(matrix, gradient * scale) * scale
    return step, float(-0.5 * gradient @ step)


def _within(likelihood: Likelihood, x: Array, step: Array) -> Array:
    """The new values, inside the limits; a sole amplitude keeps its sign (it may fall by a factor of ten at a time),
    unless 0 is its limit; the angle of a shape that is nearly round does not turn round and round.
    """
    trial, index = x + step, likelihood.sole_amplitude
    far = likelihood.turning & (np.abs(trial) >= HALF_TURN)
    if far.any():  # the same shape
        trial[far] = (trial[far] + HALF_TURN / 2) % HALF_TURN - HALF_TURN / 2
    if index is not None and trial[index] * x[index] <= 0 and likelihood.low[index] != 0.0:
        trial[index] = 0.1 * x[index]
    return likelihood.clipped(trial)
