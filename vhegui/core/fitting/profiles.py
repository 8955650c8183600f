"""Beyond the covariance: asymmetric errors and likelihood profiles, other free parameters re-optimised.

Every point is a warm-started descent of some evaluations. Names are those of the joint model: "index", "other.index",
"MAGIC.energy". Slow ones report to `progress(fraction, phrase)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.conditional import Valley, check_success, crossing
from vhegui.core.fitting.contours import contour as contour
from vhegui.core.fitting.joint_data import JointData
from vhegui.core.fitting.result import FitResult
from vhegui.core.progress import Progress
from vhegui.core.typing import Array


@dataclass(frozen=True)
class AsymmetricError:
    """Distances from the best value to where W has risen by n_sigma²: both positive; NaN where `message` says why."""

    errn: float
    errp: float
    success: bool
    message: str = ""


def profile(
    data: JointData,
    result: FitResult,
    name: str,
    values: Sequence[float] | Array,
    progress: Progress | None = None,
) -> Array:
    """The statistic at each of `values` of one parameter, the other free parameters re-optimised: shape of `values`."""
    valley = Valley.of(data, result, [name])
    grid = np.asarray(values, dtype=np.float64)
    stat, best, done = np.empty(len(grid)), valley.values[0], 0
    for side in (np.flatnonzero(grid >= best), np.flatnonzero(grid < best)):
        start = None
        for i in side[np.argsort(np.abs(grid[side] - best))]:
            stat[i], start = valley.at(grid[i : i + 1], start)
            done += 1
            if progress is not None:
                progress(done / len(grid), f"Profile of {name}")
    return stat


def profile_grid(result: FitResult, name: str, n_points: int = 25, reach: float = 3.0) -> Array:
    """Values of a parameter for a plot of its profile: `reach` errors to both sides, inside its limits. (n_points,)."""
    parameter = result.joint[name]
    span = reach * parameter.error * np.linspace(-1.0, 1.0, n_points)
    return np.unique(np.clip(parameter.value + span, parameter.minimum, parameter.maximum))


def minos(
    data: JointData,
    result: FitResult,
    names: Sequence[str] | None = None,
    n_sigma: float = 1.0,
    progress: Progress | None = None,
) -> dict[str, AsymmetricError]:
    """Asymmetric errors of the free parameters (or of `names`), as MINOS defines them.

    The crossing is found by secant steps on √ΔW, which is a straight line for a parabola.

    >>> from vhegui.core.fitting.minimise import fit
    >>> from vhegui.core.fitting.spectra_data import data_of_spectra
    >>> from vhegui.core.models.spectral.evaluate import default_spectrum
    >>> from vhegui.core.simulation.counts import demo_spectrum
    >>> data = data_of_spectra([demo_spectrum()])
    >>> error = minos(data, fit(data, default_spectrum("power_law")), ["index"])["index"]
    >>> round(error.errn, 2), round(error.errp, 2)
    (0.1, 0.11)
    """
    check_success(result)
    chosen = list(names or [p.name for p in result.joint.parameters if p.varies])
    found = {}
    for k, name in enumerate(chosen):
        if progress is not None:
            progress(k / len(chosen), f"MINOS errors of {name}")
        found[name] = _minos_one(data, result, name, n_sigma)
    return found


def _minos_one(data: JointData, result: FitResult, name: str, n_sigma: float) -> AsymmetricError:
    valley = Valley.of(data, result, [name])
    best, error = valley.values, float(np.sqrt(valley.covariance[0, 0]))
    low, high = (float(limit[0]) for limit in valley.limits())
    found, message = [], ""
    for sign, limit in ((-1.0, low), (1.0, high)):

        def height(distance: float, sign: float = sign) -> float:
            return float(np.sqrt(max(valley.at(best + sign * error * distance)[0] - valley.stat, 0.0)))

        distance = crossing(height, n_sigma, sign * (limit - best[0]) / error)
        if np.isnan(distance):
            message = (
                f"{name}: W does not rise by {n_sigma**2:g} before its limit or within {10.0 * n_sigma + 10.0:g} errors"
            )
        found.append(distance * error)
    return AsymmetricError(found[0], found[1], not message, message)
