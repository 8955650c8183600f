"""Curves in the plane of two parameters on which the statistic, the others re-optimised, has one height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.conditional import Valley, check_success, crossing
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.result import FitResult, Fitted
from vhegui.core.typing import Array

# Rise of the statistic that encloses a probability in two dimensions: −2 ln(1 − p).
DELTA_68, DELTA_95 = 2.2957, 5.9915
LEVELS = (DELTA_68, DELTA_95)


@dataclass(frozen=True, eq=False)
class Contours:
    """Closed curves, not repeated at the end: x and y (n_levels, n_points), NaN where there is no point (yet).

    delta : (n_levels,) rise of the statistic · best : the two values at the minimum.
    """

    names: tuple[str, str]
    delta: tuple[float, ...]
    best: tuple[float, float]
    x: Array
    y: Array


def contour(
    data: JointData, result: FitResult, name_x: str, name_y: str, delta: float = DELTA_68, n_points: int = 20
) -> tuple[Array, Array]:
    """Closed curve where the profile of the statistic is `delta` above the minimum: x and y (n_points,), not repeated.

    delta : 2.2957 encloses 68.27 % in two dimensions, 5.9915 95 %, 1 has the 1σ errors as its extremes. Points lie on
    rays at equal angles where the covariance ellipse is a circle; NaN where the statistic does not rise enough.
    """
    found = contours(data, result, name_x, name_y, (delta,), n_points)
    return found.x[0], found.y[0]


def contours(
    data: JointData,
    result: FitResult,
    name_x: str,
    name_y: str,
    levels: Sequence[float] = LEVELS,
    n_points: int = 20,
    progress: Callable[[float, str], None] | None = None,
    drawn: Callable[[Contours], None] | None = None,
) -> Contours:
    """Several contours at once, by rising `levels`; each ray goes on from one level to the next.

    drawn : called after every point with all points so far, for a plot that grows.
    """
    latest = _empty(result, (name_x, name_y), levels, n_points)
    phrase, growing = f"Contour of {name_x} and {name_y}", growing_contours
    for done, latest in enumerate(growing(data, result, name_x, name_y, levels, n_points), 1):
        if progress is not None:
            progress(done / (n_points * len(levels)), phrase)
        if drawn is not None:
            drawn(latest)
    return latest


def growing_contours(
    data: JointData,
    result: FitResult,
    name_x: str,
    name_y: str,
    levels: Sequence[float] = LEVELS,
    n_points: int = 20,
) -> Iterator[Contours]:
    """As `contours`, a point at a time: after each, all points so far."""
    check_success(result)
    valley = Valley.of(data, result, [name_x, name_y])
    root = np.linalg.cholesky(valley.covariance)
    found = _empty(result, (name_x, name_y), levels, n_points)
    for k, angle in enumerate(2.0 * np.pi * np.arange(n_points) / n_points):
        ray = _Ray(valley, np.asarray(root @ np.array([np.cos(angle), np.sin(angle)]), dtype=np.float64))
        for level, delta in enumerate(levels):
            distance = ray.distance(float(np.sqrt(delta)))
            x, y = found.x.copy(), found.y.copy()
            x[level, k], y[level, k] = valley.values + distance * ray.direction
            found = Contours(found.names, found.delta, found.best, x, y)
            yield found


def error_ellipse(
    result: Fitted, name_x: str, name_y: str, delta: float = DELTA_68, n_points: int = 121
) -> tuple[Array, Array]:
    """The contour that a parabola of this covariance would have, closed: x and y (n_points,)."""
    held = [result.joint_names.index(name) for name in (name_x, name_y)]
    covariance = result.joint_covariance[np.ix_(held, held)]
    scale = np.sqrt(np.diag(covariance))
    # Parameters have very different units; the small number is for two that are one measurement.
    root = scale[:, None] * np.linalg.cholesky(covariance / np.outer(scale, scale) + 1e-12 * np.eye(2))
    angle = np.linspace(0.0, 2.0 * np.pi, n_points)
    around = np.sqrt(delta) * root @ np.array([np.cos(angle), np.sin(angle)])
    return result.joint[name_x].value + around[0], result.joint[name_y].value + around[1]


def _empty(result: FitResult, names: tuple[str, str], levels: Sequence[float], n_points: int) -> Contours:
    best = (result.joint[names[0]].value, result.joint[names[1]].value)
    nothing = np.full((len(levels), n_points), np.nan)
    return Contours(names, tuple(levels), best, nothing, nothing)


class _Ray:
    """The statistic along one direction from the minimum; remembers how much it departs from the parabola."""

    def __init__(self, valley: Valley, direction: Array) -> None:
        self.valley, self.direction = valley, direction
        self._stretch = 1.0

    def height(self, distance: float) -> float:
        """√(W − W_min)."""
        stat, _ = self.valley.at(self.valley.values + distance * self.direction)
        return float(np.sqrt(max(stat - self.valley.stat, 0.0)))

    def distance(self, height: float) -> float:
        """Where the height is reached; NaN where it is not before a limit."""
        stretch = self._stretch
        found = crossing(lambda r: self.height(r * stretch), height, self._limit() / stretch) * stretch
        if np.isfinite(found):
            self._stretch = found / height
        return found

    def _limit(self) -> float:
        low, high = self.valley.limits()
        wall = np.where(self.direction > 0, high, low)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = (wall - self.valley.values) / self.direction
        return float(np.min(reach[np.isfinite(reach)], initial=np.inf))
