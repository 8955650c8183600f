"""How a source's flux changes within a run, and arrival times that follow it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.typing import Array

CELLS = 600


@dataclass(frozen=True)
class LightCurve:
    """Flux relative to the model: linear between (time, factor) knots, constant outside.

    times : s since the start of the run, rising · factors : same length, ≥ 0.
    """

    times: tuple[float, ...] = (0.0,)
    factors: tuple[float, ...] = (1.0,)

    def cells(self, gti: Array) -> tuple[Array, Array, Array]:
        """Small pieces of the good time: start and width (s) and ∫ factor dt (s), each shape (intervals × CELLS,).

        gti : shape (n, 2), s; the run starts with its first interval.
        """
        width = np.repeat((gti[:, 1] - gti[:, 0]) / CELLS, CELLS)
        start = np.repeat(gti[:, 0], CELLS) + np.tile(np.arange(CELLS), len(gti)) * width
        middle = start + 0.5 * width - gti[0, 0]
        return start, width, np.interp(middle, self.times, self.factors) * width

    def mean(self, gti: Array) -> float:
        """Factor averaged over the good time intervals (n, 2), s."""
        _, width, weight = self.cells(gti)
        return float(weight.sum() / width.sum())

    def draw(self, rng: np.random.Generator, gti: Array, n: int) -> Array:
        """Arrival times of `n` photons, shape (n,), s, inside the good time intervals."""
        start, width, weight = self.cells(gti)
        cumulative = np.cumsum(weight)
        cell = np.searchsorted(cumulative, rng.random(n) * cumulative[-1], side="right")
        return start[cell] + rng.random(n) * width[cell]
