"""The fit for every frame: Fisher scoring with Levenberg–Marquardt damping and limits, from where the last one ended.

The expected Hessian is positive definite wherever the model says anything, so the steps go down from any start. The
amplitude, in which the prediction is linear, is matched first: a start that is wrong by powers of ten costs two
steps. numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.objective import Evaluation, JointObjective
from vhegui.core.fitting.result import embed, invert, parameters_at_limit
from vhegui.core.models.kinds import KINDS
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.typing import Array

NO_EXCESS = (
    "no excess over the background: the spectral shape is not constrained and was kept, only the amplitude was fitted"
)


@dataclass(frozen=True, eq=False)
class LiveFit:
    """A fit for the moment: model with errors, W, covariance (n_par, n_par) of all parameters, whether it converged.

    shape_fitted is False where there is no excess: only the amplitude was fitted then, for the shape as it stood.
    """

    model: SpectralModel
    total_stat: float
    covariance: Array
    converged: bool
    message: str
    n_calls: int
    shape_fitted: bool = True


def warm_start(model: SpectralModel, previous: LiveFit) -> SpectralModel:
    """`model` at the values of an earlier fit of the same formula: where to start when the data have changed a little.

    Where that fit did not find a shape, or another parameter was frozen, `model` stays as it is.
    """
    known = previous.model
    usable = known.kind == model.kind and previous.converged and previous.shape_fitted
    pairs = list(zip(model.parameters, known.parameters, strict=True)) if usable else []
    if not pairs or any(new.frozen and new.value != old.value for new, old in pairs):
        return model
    values = (new.value if new.frozen else min(max(old.value, new.minimum), new.maximum) for new, old in pairs)
    return model.with_values(tuple(values))


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
    objective: JointObjective,
    model: SpectralModel,
    max_iterations: int = 60,
    tolerance: float = 1e-7,
    errors: bool = True,
) -> LiveFit:
    """Fit the free parameters of `model`, starting at its values.

    Stops when the expected further decrease of W is below `tolerance` (parameters then good to √tolerance of their
    errors). Errors from the exact Hessian, or the expected one where that is not positive definite; none on request.
    """
    free = model.free
    limits = np.array([(p.minimum, p.maximum) for p in model.parameters], dtype=np.float64)
    problem = _Problem(objective, model.kind, free, limits[:, 0], limits[:, 1])
    with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
        values = np.clip(np.array(model.values), problem.low, problem.high)
        start = problem.evaluate(values)
        if not _is_close(problem, values, start):
            values, excess = _best_start(problem, model, values)
            if not excess and len(free) > 1:
                return _amplitude_only(problem, model, values)
            start = problem.evaluate(values)
        found = _descend(problem, values, start, max_iterations, tolerance)
        return _finish(problem, model, *found) if errors else _without_errors(model, *found)


def _is_close(problem: _Problem, values: Array, start: Evaluation) -> bool:
    """Whether the start is within some five errors of the minimum, as from one frame of a drag to the next."""
    position = KINDS[problem.kind].amplitude_index
    if not np.isfinite(start.stat) or values[position] <= 0:
        return False
    step, decrease = _step(problem, values, start, 0.0)
    change = step[problem.free.index(position)] if position in problem.free else 0.0
    return decrease < 25.0 and abs(change) < 0.5 * values[position]


def _best_start(problem: _Problem, model: SpectralModel, values: Array) -> tuple[Array, bool]:
    """The given shape or one of the registry's, whichever fits best with its own best amplitude; is there an excess?"""
    kind = KINDS[model.kind]
    found: list[tuple[float, Array, bool]] = []
    for shape in ({}, *kind.starts):
        trial = values.copy()
        for i in problem.free:
            trial[i] = shape.get(kind.names[i], trial[i])
        trial = np.clip(trial, problem.low, problem.high)
        stat, positive = np.inf, True
        if kind.amplitude_index in problem.free:
            trial, positive, stat = match_amplitude(problem, trial)
        else:
            stat = problem.evaluate(trial).stat
        if np.isfinite(stat):
            found.append((stat, trial, positive))
    if not found:
        raise AnalysisError(
            "the model predicts no finite counts from any start; check its frozen parameters and limits"
        )
    best = min((entry for entry in found if entry[2]), key=lambda entry: entry[0], default=None)
    return (best[1], True) if best else (found[0][1], False)


def match_amplitude(problem: _Problem, values: Array) -> tuple[Array, bool, float]:
    """Amplitude for which W is smallest with the shape kept, whether it is positive, and W (inf if there is none).

    W is convex in the amplitude, so its slope at zero tells the sign.
    """
    position, counts = KINDS[problem.kind].amplitude_index, problem.objective.counts
    unit = problem.objective.jacobian(problem.kind, values, (position,))[1][0]
    if not np.all(np.isfinite(unit)) or not unit.sum() > 0:
        return values, False, np.inf
    positive = bool(counts.at(np.zeros_like(unit)).gradient @ unit < 0)
    amplitude = _scoring(problem.objective, unit, abs(values[position]) if positive else 0.0, positive)
    values = values.copy()
    values[position] = min(max(amplitude, problem.low[position]), problem.high[position])
    return values, positive, float(counts.at(values[position] * unit).stat.sum())


def _scoring(objective: JointObjective, unit: Array, amplitude: float, positive: bool) -> float:
    """Minimum of W(amplitude × unit) on one side of 0: to 1 %, or to 10⁻¹⁰ if negative (nothing improves it later)."""
    counts, scale = objective.counts, 1.0 / float(unit.sum())
    low, high = (0.0, np.inf) if positive else (-np.inf, 0.0)
    if positive and not amplitude > 0:
        amplitude = max(objective.excess, 1.0) * scale
    if not positive and counts.at(-1e-12 * scale * unit).gradient @ unit <= 0:
        return 0.0  # W has its minimum in a kink, made by bins without any counts
    for _ in range(100):
        terms = counts.at(amplitude * unit)
        slope, curvature = float(terms.gradient @ unit), float(terms.expected_curvature @ (unit * unit))
        low, high = (low, amplitude) if slope > 0 else (amplitude, high)
        trial = amplitude - slope / curvature
        if not low < trial < high:
            outwards = amplitude - np.sign(slope) * (2.0 * abs(amplitude) + scale)
            trial = 0.5 * (low + high) if np.isfinite(high - low) else outwards
        if abs(trial - amplitude) <= (1e-2 if positive else 1e-10) * max(abs(trial), 1e-6 * scale):
            return float(trial)
        amplitude = float(trial)
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
    if covariance is None and converged and problem.free:
        covariance = invert(0.5 * evaluation.fisher)
    known = covariance is not None
    full = embed(covariance, problem.free, len(values)) if known else np.zeros((len(values), len(values)))
    fitted = model.with_values(tuple(values), tuple(np.sqrt(np.diag(full))))
    message = "converged" if converged else f"not converged after {calls} evaluations"
    at_limit = parameters_at_limit(fitted)
    if at_limit:
        message += f"; at its limit: {', '.join(at_limit)}"
    if problem.free and covariance is None:
        converged, message = False, "the data do not constrain the free parameters; freeze some or add data"
    return LiveFit(fitted, evaluation.stat, full, converged, message, calls)


def _without_errors(
    model: SpectralModel, values: Array, evaluation: Evaluation, calls: int, converged: bool
) -> LiveFit:
    none = np.zeros((len(values), len(values)))
    return LiveFit(model.with_values(tuple(values)), evaluation.stat, none, converged, "without errors", calls)


def _amplitude_only(problem: _Problem, model: SpectralModel, values: Array) -> LiveFit:
    """Without an excess: the amplitude (zero, negative, or at its limit) for the shape as it stands."""
    position = KINDS[model.kind].amplitude_index
    alone = replace(problem, free=(position,))
    fit = _finish(alone, model, values, alone.evaluate(values), 1, False)
    return replace(fit, message=NO_EXCESS, shape_fitted=False)
