"""Vectorised root finding: many independent monotonic functions solved together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vhegui.core.typing import Array


def solve_rising(
    function: Callable[[Array], tuple[Array, Array]],
    low: Array,
    high: Array,
    relative: float = 1e-12,
    iterations: int = 200,
) -> Array:
    """Roots of element-wise functions rising from `low` to `high`: Newton steps, bisection where they leave these.

    function : x (n,) → value (n,), derivative (n,). Returns x (n,), NaN where the value does not change sign.
    """
    low, high = np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)
    bracketed = (function(low)[0] <= 0) & (function(high)[0] >= 0)
    scale = np.maximum(np.abs(low), np.abs(high))
    x, step = 0.5 * (low + high), high - low
    for _ in range(iterations):
        value, slope = function(x)
        low, high = np.where(value <= 0, x, low), np.where(value >= 0, x, high)
        safe = slope > 0
        newton = x - value / np.where(safe, slope, 1.0)
        # A Newton step must stay inside and at least halve the last one, or the bracket is halved instead.
        good = safe & (newton >= low) & (newton <= high) & (np.abs(newton - x) <= 0.5 * np.abs(step))
        proposed = np.where(good, newton, 0.5 * (low + high))
        step, x = proposed - x, proposed
        if np.all((np.abs(step) <= relative * (np.abs(x) + 1e-3 * scale)) | ~bracketed):
            break
    return np.where(bracketed, x, np.nan)
