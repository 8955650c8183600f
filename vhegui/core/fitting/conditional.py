"""The least statistic with some parameters held: what profiles, MINOS errors and contours are made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.errors import AnalysisError
from vhegui.core.fitting.descent import descend
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.result import FitResult, Fitted
from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class Valley:
    """The statistic as a function of some free parameters, the others re-optimised.

    likelihood : of the others · held : positions of these parameters · best : all values at the minimum (n_par,)
    stat : there · covariance : of the held ones (n_held, n_held) · follow : (n_others, n_held), how the others are
    expected to change with them.
    """

    likelihood: Likelihood
    held: list[int]
    best: Array
    stat: float
    covariance: Array
    follow: Array

    @classmethod
    def of(cls, data: JointData, result: Fitted, names: Sequence[str]) -> Valley:
        """The valley of `names`, which a fit must have found free."""
        everything = Likelihood.of(data, result.joint)
        held = [_position(result, name) for name in names]
        others = [i for i in everything.free if i not in held]
        inner = result.joint_covariance[np.ix_(held, held)]
        across = result.joint_covariance[np.ix_(others, held)]
        return cls(
            likelihood=everything.with_free(others),
            held=held,
            best=everything.values,
            stat=result.total_stat,
            covariance=inner,
            follow=np.asarray(np.linalg.solve(inner, across.T).T, dtype=np.float64),
        )

    @property
    def values(self) -> Array:
        """The held parameters at the minimum."""
        return self.best[self.held]

    def at(self, held: Array, start: Array | None = None) -> tuple[float, Array]:
        """Least statistic with the held parameters at `held`, and where the others are then (n_others,).

        start : of the others; by default where the covariance expects them.
        """
        x = self.best[list(self.likelihood.free)] + self.follow @ (held - self.values) if start is None else start
        values = self.best.copy()
        values[self.held] = held
        likelihood = self.likelihood.at(values)
        with np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore"):
            x = likelihood.clipped(x)
            found = descend(likelihood, x, likelihood.evaluate(x))
            if not found.converged:
                x = self.best[list(likelihood.free)]
                again = descend(likelihood, x, likelihood.evaluate(x), max_calls=200)
                found = again if not np.isfinite(found.at.stat) or again.at.stat < found.at.stat else found
        return found.at.stat, found.x

    def limits(self) -> tuple[Array, Array]:
        """Lowest and highest values the held parameters may have."""
        own = self.likelihood.with_free(self.held)
        return own.low, own.high


def crossing(height_at: Callable[[float], float], height: float, limit: float = np.inf) -> float:
    """Distance at which `height_at`, √(W − W_min), reaches `height`: secant steps in a bracket; NaN if it does not.

    It is a straight line through 0 for a parabola.
    """
    reach = min(10.0 * height + 10.0, limit)
    low, high = 0.0, reach
    x, last_x, last_y = min(height, high), 0.0, 0.0
    for _ in range(30):
        y = height_at(x)
        if abs(y - height) < 2e-4 * height:
            return float(x)
        if y < height:
            low = x
            if x >= high:
                return float("nan")
        else:
            high = x
        slope = (y - last_y) / (x - last_x)
        last_x, last_y = x, y
        x = x + (height - y) / slope if slope > 0 else 2.0 * x
        if not low < x < high:
            x = high if x >= high == reach else 0.5 * (low + high)
    return float("nan")


def check_success(result: FitResult) -> None:
    """`AnalysisError` for a fit that has no minimum to explore."""
    if not result.success:
        raise AnalysisError(f"the fit did not succeed ({result.message}); there is no minimum to explore")


def _position(result: Fitted, name: str) -> int:
    if name not in result.joint_names:
        raise AnalysisError(f"there is no parameter {name!r}; choose one of: {', '.join(result.joint_names)}")
    i = result.joint_names.index(name)
    parameter = result.joint.parameters[i]
    if parameter.link:
        raise AnalysisError(f"{name} is linked to {parameter.link}; ask for that instead")
    if parameter.frozen or not result.joint_covariance[i, i] > 0:
        raise AnalysisError(f"{name} was not fitted; free it and fit again")
    return i
