"""Statistics from their definitions, with nothing of the program's own: slow, plain, to be judged against."""

from __future__ import annotations

import math
from collections.abc import Callable


def independent_w(n_on: float, n_off: float, alpha: float, signal: float) -> float:
    """W of one bin from its definition: the background that makes −2 ln L least is found by bisection."""

    def likelihood(b: float) -> float:
        on, off = signal + alpha * b, b
        logs = (n_on * math.log(on) if n_on else 0.0) + (n_off * math.log(off) if n_off else 0.0)
        return 2.0 * (on + off - logs)

    def slope(b: float) -> float:
        return 1.0 + alpha - alpha * n_on / (signal + alpha * b) - n_off / b

    low, high = 1e-12, n_on / alpha + n_off + 1.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    saturated = sum(2.0 * (n - n * math.log(n)) for n in (n_on, n_off) if n)
    return likelihood(0.5 * (low + high)) - saturated


def least(function: Callable[[float], float], low: float, high: float, steps: int = 60) -> float:
    """Where a function of one minimum is least, by golden section."""
    ratio = 0.5 * (math.sqrt(5.0) - 1.0)
    for _ in range(steps):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if function(left) < function(right) else (left, high)
    return 0.5 * (low + high)
