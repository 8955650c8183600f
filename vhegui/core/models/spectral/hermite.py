"""Smooth interpolation of tables that must not overshoot: monotone cubics, with slopes that are computed once."""

from __future__ import annotations

import numpy as np

from vhegui.core.typing import Array


def monotone_slopes(x: Array, y: Array) -> Array:
    """Slopes dy/dx at the nodes for which the cubic pieces do not overshoot (Fritsch & Butland 1984), along axis 0.

    x : (n,), rising · y : (n, ...) · returns the shape of `y`.
    """
    from scipy.interpolate import PchipInterpolator

    return PchipInterpolator(x, y, axis=0)(x, 1)


def hermite(x: Array, y: Array, slope: Array, query: Array) -> Array:
    """Cubic pieces through `y` with `slope` at the nodes `x` (n,), a straight line beyond: shape of `query`.

    Linear in (y, slope): the mean of two tables is the table of the mean.
    """
    i = np.clip(np.searchsorted(x, query) - 1, 0, len(x) - 2)
    width = x[i + 1] - x[i]
    inside = np.clip(query, x[0], x[-1])
    t = (inside - x[i]) / width
    rise = y[i + 1] - y[i] - width * slope[i]
    bend = width * (slope[i + 1] - slope[i]) - 2.0 * rise
    beyond = (query - inside) * np.where(query < x[0], slope[0], slope[-1])
    return y[i] + t * width * slope[i] + t * t * (rise + (t - 1.0) * bend) + beyond
