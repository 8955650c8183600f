"""Smoothing of a template as heat spreads: no event is lost or made, and what is flat stays flat.

Where parts of the field were cut out, cells differ in exposure, so a kernel over their counts would tilt what is flat,
and one over their rates would change the total. Heat does neither: cells are bodies whose capacity is their exposure,
the rate is their temperature, and what flows out of one flows into its neighbour. After the time σ²/2 a hot point is a
Gaussian with standard deviation σ. Time goes in a few implicit steps, which cannot make a rate negative.
"""

from __future__ import annotations

import numpy as np

from vhegui.core.background.template.cells import Borders
from vhegui.core.typing import Array

STEPS = 4
TINY = 1e-3  # deg, over which a neighbour lends its rate to a cell that no run has seen


def spread(seen: Array, borders: Borders, sigma: float) -> Array:
    """The matrix that turns counts into smoothed counts per solid angle, shape (n, n): rates = matrix @ counts.

    seen : solid angle of each cell that was seen, on average over the time, shape (n,), sr · sigma : deg.
    Σ seen × rate is Σ counts, whatever they are. A cell that was never seen gets what its neighbours have.

    >>> borders = Borders(np.array([0, 1]), np.array([1, 2]), np.ones(2))
    >>> seen = np.array([1e-3, 2e-3, 1e-3])
    >>> rates = spread(seen, borders, 2.0) @ np.array([10.0, 0.0, 0.0])
    >>> float((seen * rates).sum().round(9))
    10.0
    >>> (spread(seen, borders, 2.0) @ (5.0 * seen)).round(9).tolist()
    [5.0, 5.0, 5.0]
    """
    if sigma == 0.0 and np.all(seen > 0.0):
        return np.diag(1.0 / seen)
    time = 0.5 * np.radians(max(sigma, TINY)) ** 2 / STEPS
    step = np.linalg.inv(np.diag(seen) + time * _outflow(borders, len(seen)))
    matrix = step
    for _ in range(STEPS - 1):
        matrix = step @ (seen[:, None] * matrix)
    return matrix


def _outflow(borders: Borders, n: int) -> Array:
    """What flows out of each cell by the temperature of each, shape (n, n)."""
    flow = np.zeros((n, n))
    np.add.at(flow, (borders.first, borders.second), -borders.conductance)
    np.add.at(flow, (borders.second, borders.first), -borders.conductance)
    return flow - np.diag(flow.sum(axis=1))
