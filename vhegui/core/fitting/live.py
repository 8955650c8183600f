"""The fit for every frame: Fisher scoring with Levenberg–Marquardt damping and limits, from wherever the last one ended.

The expected Hessian is positive definite wherever the model says anything, so the steps go down from any start. The
amplitude, in which the prediction is linear, is matched first: a start that is wrong by powers of ten costs two
steps. numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.fitting.objective import Evaluation, JointObjective
from vhegui.core.fitting.result import amplitude_is_free, embed, invert, parameters_at_limit
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.models.spectral import default_spectrum
from vhegui.core.typing import Array

NO_EXCESS = (
    "no excess over the background: the spectral shape is not constrained and was kept, only the amplitude was fitted"
)


@dataclass(frozen=True, eq=False)
class LiveFit:
    """A fit for the moment: model with errors, W, covariance (n_par, n_par) of all parameters, whether it converged."""

    model: SpectralModel
    total_stat: float
    covariance: Array
    converged: bool
    message: str
    n_calls: int


@dataclass(frozen=True, eq=False)
class _Problem:
    objective: JointObjective
    kind: str
    free: tuple[int, ...]
    low: Array
    high: Array

    def evaluate(self, values: Array) -> Evaluation:
        return self.objective.evaluate(self.kind, values, self.free)


def live_fit(
    objective: JointObjective, model: SpectralModel, max_iterations: int = 60, tolerance: float = 1e-7
) -> LiveFit:
    """Fit the free parameters of `model`, starting at its values.

    Stops when the expected further decrease of W is below `tolerance` (parameters then good to √tolerance of their
    errors). Errors from the exact Hessian, or the expected one where that is not positive definite.
    """
    free = model.free
    limits = np.array([(p.minimum, p.maximum) for p in model.parameters], dtype=np.float64)
    problem = _Problem(objective, model.kind, free, limits[:, 0], limits[:, 1])
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        values = np.clip(np.array(model.values), problem.low, problem.high)
        start = problem.evaluate(values)
        if not _is_close(problem, values, start):
            if amplitude_is_free(model):
                values, excess = match_amplitude(objective, model, values)
                if not excess and len(free) > 1:
                    return _amplitude_only(objective, model, values)
            start = problem.evaluate(values)
        return _finish(problem, model, *_descend(problem, values, start, max_iterations, tolerance))


def _is_close(problem: _Problem, values: Array, start: Evaluation) -> bool:
    """Whether the start is within about two errors of the minimum, as from one frame of a drag to the next."""
    if not np.isfinite(start.stat) or values[KINDS[problem.kind].amplitude_index] <= 0:
        return False
    return _step(problem, values, start, 0.0)[1] < 4.0


def match_amplitude(objective: JointObjective, model: SpectralModel, values: Array) -> tuple[Array, bool]:
    """Amplitude for which W is smallest with the shape kept, to a per cent; False when it is not positive.

    W is convex in the amplitude, so its slope at zero tells the sign. A shape that predicts nothing, or no finite
    number, is replaced by the default of its kind.
    """
    kind = KINDS[model.kind]
    position = kind.amplitude_index
    values = values.copy()
    unit = objective.jacobian(model.kind, values, (position,))[1][0]
    if not np.all(np.isfinite(unit)) or not unit.sum() > 0:
        values = np.array(
            [
                p.value if p.frozen else d.value
                for p, d in zip(model.parameters, default_spectrum(model.kind).parameters, strict=True)
            ]
        )
        unit = objective.jacobian(model.kind, values, (position,))[1][0]
    at_zero = objective.counts.at(np.zeros_like(unit))
    positive = bool(at_zero.gradient @ unit < 0)
    amplitude = _scoring(objective, unit, abs(values[position]) if positive else 0.0, positive)
    parameter = model.parameters[position]
    values[position] = min(max(amplitude, parameter.minimum), parameter.maximum)
    return values, positive


def _scoring(objective: JointObjective, unit: Array, amplitude: float, positive: bool) -> float:
    """Minimum of W(amplitude × unit) to 1 %, or to 10⁻¹⁰ when it is negative and nothing follows to improve it."""
    low, high = (0.0, np.inf) if positive else (-np.inf, 0.0)
    if positive and not amplitude > 0:
        amplitude = max(objective.excess, 1.0) / unit.sum()
    for _ in range(100):
        terms = objective.counts.at(amplitude * unit)
        slope, curvature = float(terms.gradient @ unit), float(terms.expected_curvature @ (unit * unit))
        low, high = (low, amplitude) if slope > 0 else (amplitude, high)
        change = -slope / curvature
        trial = amplitude + change
        if not low < trial < high:
            finite = np.isfinite(low) and np.isfinite(high)
            trial = (
                0.5 * (low + high)
                if finite
                else amplitude + (2.0 * abs(amplitude) + 1.0 / unit.sum()) * (1.0 if positive else -1.0)
            )
        if abs(trial - amplitude) <= (1e-2 if positive else 1e-10) * max(abs(trial), 1e-6 / unit.sum()):
            return trial
        amplitude = trial
    return amplitude


def _descend(
    problem: _Problem, values: Array, current: Evaluation, max_iterations: int, tolerance: float
) -> tuple[Array, Evaluation, int, bool]:
    damping, calls = 0.0, 1
    while calls < max_iterations:
        step, decrease = _step(problem, values, current, damping)
        if damping == 0.0 and decrease < tolerance:
            return values, current, calls, True
        trial = _within(problem, values, step)
        candidate = problem.evaluate(trial)
        calls += 1
        if np.isfinite(candidate.stat) and candidate.stat <= current.stat + 1e-11 * abs(current.stat):
            stalled = current.stat - candidate.stat < 1e-3 * tolerance and damping > 0
            values, current = trial, candidate
            damping = 0.0 if damping < 1e-3 else damping * 0.1
            if stalled:
                return values, current, calls, True
        elif damping > 1e12:
            return values, current, calls, decrease < 1e3 * tolerance
        else:
            damping = max(damping * 10.0, 1e-2)
    return values, current, calls, False


def _step(problem: _Problem, values: Array, current: Evaluation, damping: float) -> tuple[Array, float]:
    """Damped scoring step of the free parameters (n_free,) and the decrease of W it expects without damping."""
    free = list(problem.free)
    step = np.zeros(len(free))
    if not free:
        return step, 0.0
    outwards = ((values[free] <= problem.low[free]) & (current.gradient > 0)) | (
        (values[free] >= problem.high[free]) & (current.gradient < 0)
    )
    inner = np.flatnonzero(~outwards & (np.diag(current.fisher) > 0))
    if len(inner) == 0:
        return step, 0.0
    scale = 1.0 / np.sqrt(np.diag(current.fisher)[inner])
    matrix = current.fisher[np.ix_(inner, inner)] * np.outer(scale, scale)
    matrix[np.diag_indices(len(inner))] += damping + 1e-12
    direction = -np.linalg.solve(matrix, current.gradient[inner] * scale) * scale
    step[inner] = direction
    return step, float(-0.5 * current.gradient[inner] @ direction)


def _within(problem: _Problem, values: Array, step: Array) -> Array:
    """The new values, inside the limits; the amplitude keeps its sign (it may fall by a factor of ten at a time)."""
    trial = values.copy()
    trial[list(problem.free)] += step
    amplitude = KINDS[problem.kind].amplitude_index
    if trial[amplitude] * values[amplitude] <= 0:
        trial[amplitude] = 0.1 * values[amplitude]
    return np.clip(trial, problem.low, problem.high)


def _finish(
    problem: _Problem, model: SpectralModel, values: Array, evaluation: Evaluation, calls: int, converged: bool
) -> LiveFit:
    covariance = invert(0.5 * problem.objective.hessian(problem.kind, values, problem.free)) if problem.free else None
    if covariance is None and problem.free:
        covariance = invert(0.5 * evaluation.fisher)
    if covariance is None:
        full = np.zeros((len(values), len(values)))
    else:
        full = embed(covariance, problem.free, len(values))
    fitted = model.with_values(tuple(values), tuple(np.sqrt(np.diag(full))))
    message = "converged" if converged else f"not converged after {calls} evaluations"
    at_limit = parameters_at_limit(fitted)
    if at_limit:
        message += f"; at its limit: {', '.join(at_limit)}"
    if problem.free and covariance is None:
        converged, message = False, "the data do not constrain the free parameters; freeze some or add data"
    return LiveFit(fitted, evaluation.stat, full, converged, message, calls)


def _amplitude_only(objective: JointObjective, model: SpectralModel, values: Array) -> LiveFit:
    """Without an excess: amplitude (zero or negative, or at its limit) for the shape as it stands."""
    position = KINDS[model.kind].amplitude_index
    held = tuple(replace(p, frozen=p.frozen or i != position) for i, p in enumerate(model.parameters))
    problem = _Problem(objective, model.kind, (position,), np.full(len(values), -np.inf), np.full(len(values), np.inf))
    fit = _finish(problem, SpectralModel(model.kind, held), values, problem.evaluate(values), 1, False)
    result = model.with_values(fit.model.values, tuple(np.sqrt(np.diag(fit.covariance))))
    return replace(fit, model=result, converged=False, message=NO_EXCESS)
