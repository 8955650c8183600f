"""Beyond the covariance: asymmetric errors, likelihood profiles and contours, other free parameters re-optimised.

Every point is a warm-started live fit, so a 20-point contour takes some tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.live import LiveFit, live_fit
from vhegui.core.fitting.objective import JointObjective
from vhegui.core.fitting.result import FitResult
from vhegui.core.models.parameters import SpectralModel
from vhegui.core.typing import Array


@dataclass(frozen=True)
class AsymmetricError:
    """Distances from the best value to where W has risen by n_sigma²: both positive; NaN where `message` says why."""

    errn: float
    errp: float
    success: bool
    message: str = ""


def profile(objective: JointObjective, result: FitResult, name: str, values: Sequence[float] | Array) -> Array:
    """W at each of `values` of one parameter, the other free parameters re-optimised: shape of `values`."""
    stat = np.empty(len(values))
    best = result.model[name].value
    grid = np.asarray(values, dtype=np.float64)
    for side in (np.flatnonzero(grid >= best), np.flatnonzero(grid < best)):
        model = result.model
        for i in side[np.argsort(np.abs(grid[side] - best))]:
            fitted = _fit_at(objective, model, {name: float(grid[i])})
            stat[i], model = fitted.total_stat, fitted.model
    return stat


def minos(
    objective: JointObjective, result: FitResult, names: Sequence[str] | None = None, n_sigma: float = 1.0
) -> dict[str, AsymmetricError]:
    """Asymmetric errors of the free parameters (or of `names`), as MINOS defines them.

    The crossing is found by secant steps on √ΔW, which is a straight line for a parabola.
    """
    _check(result)
    chosen = names or [p.name for p in result.model.parameters if not p.frozen]
    return {name: _minos_one(objective, result, name, n_sigma) for name in chosen}


def _minos_one(objective: JointObjective, result: FitResult, name: str, n_sigma: float) -> AsymmetricError:
    parameter, slopes = result.model[name], _response_of_others(result, name)
    found, message = [], ""
    for sign, limit in ((-1.0, parameter.minimum), (1.0, parameter.maximum)):
        start = {name: sign * parameter.error}
        reach = sign * (limit - parameter.value) / parameter.error
        distance = _crossing(objective, result, lambda r, s=start: _move(result, s, slopes, r), n_sigma, reach)
        if np.isnan(distance):
            message = f"{name}: W does not rise by {n_sigma**2:g} before its limit or within ten errors"
        found.append(distance * parameter.error)
    return AsymmetricError(found[0], found[1], not message, message)


def contour(
    objective: JointObjective, result: FitResult, name_x: str, name_y: str, delta: float = 2.2957, n_points: int = 20
) -> tuple[Array, Array]:
    """Closed curve where the profile W is `delta` above the minimum: x and y, shape (n_points,), not repeated.

    delta : 2.2957 encloses 68.27 % in two dimensions, 5.9915 95 %, 1 has the 1σ errors as its extremes. Points lie on
    rays at equal angles where the covariance ellipse is a circle; NaN where W does not rise enough.
    """
    _check(result)
    names = [name_x, name_y]
    index = [result.names.index(name) for name in names]
    root = np.linalg.cholesky(result.covariance[np.ix_(index, index)])
    points = np.empty((2, n_points))
    best = np.array([result.model[name].value for name in names])
    for k, angle in enumerate(2.0 * np.pi * np.arange(n_points) / n_points):
        direction = np.asarray(root @ np.array([np.cos(angle), np.sin(angle)]), dtype=np.float64)
        step = dict(zip(names, direction, strict=True))
        slopes = _response_to(result, index, direction)
        radius = _crossing(objective, result, lambda r, s=step, t=slopes: _move(result, s, t, r), np.sqrt(delta))
        points[:, k] = best + radius * direction
    return points[0], points[1]


def _check(result: FitResult) -> None:
    if not result.success:
        raise AnalysisError(f"the fit did not succeed ({result.message}); there is no minimum to explore")


def _fit_at(objective: JointObjective, model: SpectralModel, fixed: dict[str, float]) -> LiveFit:
    """Fit of the free parameters that are not held at the values `fixed`."""
    held = tuple(replace(p, value=fixed[p.name], frozen=True) if p.name in fixed else p for p in model.parameters)
    return live_fit(objective, SpectralModel(model.kind, held), errors=False)


Move = Callable[[float], tuple[SpectralModel, dict[str, float]]]


def _move(
    result: FitResult, step: dict[str, float], slopes: dict[str, float], distance: float
) -> tuple[SpectralModel, dict[str, float]]:
    """The model `distance` steps away, the others where the covariance expects them, and the values to be held."""
    held = {name: result.model[name].value + distance * change for name, change in step.items()}
    moved = tuple(
        replace(p, value=min(max(p.value + distance * slopes[p.name], p.minimum), p.maximum)) if p.name in slopes else p
        for p in result.model.parameters
    )
    return SpectralModel(result.model.kind, moved), held


def _crossing(objective: JointObjective, result: FitResult, move: Move, height: float, limit: float = np.inf) -> float:
    """Distance at which √(W − W_min) = height: secant steps, kept inside a bracket."""
    low, high, at_low = 0.0, min(10.0 * height + 10.0, limit), 0.0
    x, last_x, last_y = min(height, high), 0.0, 0.0
    for _ in range(30):
        model, held = move(x)
        y = np.sqrt(max(_fit_at(objective, model, held).total_stat - result.total_stat, 0.0))
        if abs(y - height) < 2e-4 * height:
            return float(x)
        if y < height:
            low, at_low = x, y
            if x >= high:
                return float("nan")
        else:
            high = x
        slope = (y - last_y) / (x - last_x)
        last_x, last_y = x, y
        x = x + (height - y) / slope if slope > 0 else 2.0 * x
        if not low < x < high:
            x = high if at_low < height and x >= high == min(10.0 * height + 10.0, limit) else 0.5 * (low + high)
    return float("nan")


def _response_of_others(result: FitResult, name: str) -> dict[str, float]:
    """Change of each other free parameter for a change of one by its error."""
    i = result.names.index(name)
    return _response_to(result, [i], np.array([np.sqrt(result.covariance[i, i])]))


def _response_to(result: FitResult, index: list[int], direction: Array) -> dict[str, float]:
    weights = np.linalg.solve(result.covariance[np.ix_(index, index)], direction)
    moved = result.covariance[:, index] @ weights
    return {p.name: float(moved[i]) for i, p in enumerate(result.model.parameters) if not p.frozen and i not in index}
