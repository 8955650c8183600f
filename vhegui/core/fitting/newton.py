"""The last steps to a minimum, with exact second derivatives: for data of which an evaluation takes milliseconds.

MIGRAD evaluates a fit some fifty times to confirm a minimum that scoring has found; the exact second derivatives, which
the errors need anyway, confirm it at once: where they are positive definite and no step lowers the statistic any more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.descent import Minimum
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.result import invert
from vhegui.core.typing import Array

STEPS = 5  # each gains some two digits
GAIN = 1e-9  # of the statistic that may be left: parameters good to 3·10⁻⁵ of their errors


@dataclass(frozen=True, eq=False)
class Confirmed:
    """A minimum x (n_free,), the covariance and the expected Hessian there (n_free, n_free), evaluations used."""

    x: Array
    covariance: Array
    fisher: Array
    calls: int


def confirmed(likelihood: Likelihood, near: Minimum) -> Confirmed | None:
    """The minimum beside one that is found but for a thousandth of the errors; None where this is none: at a limit, or
    where the second derivatives have no minimum nearby.
    """
    x, at = near.x, near.at
    covariance = invert(0.5 * likelihood.hessian(x))
    if covariance is None:
        return None
    for calls in range(STEPS + 1):
        step = -0.5 * covariance @ at.gradient
        if -0.5 * at.gradient @ step < GAIN:
            return Confirmed(x, covariance, at.fisher, calls)
        moved = x + step
        if np.any(moved <= likelihood.low) or np.any(moved >= likelihood.high):
            return None
        x, at = moved, likelihood.evaluate(moved)
        if not np.isfinite(at.stat):
            return None
    return None
