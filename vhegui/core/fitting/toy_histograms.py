"""Histograms of toys: their statistic beside that of the data, and the pulls of a parameter beside a normal curve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core.fitting.toy_result import ToyResult
from vhegui.core.typing import Array

STAT_BINS = 30
PULL_EDGES = np.linspace(-4.0, 4.0, 33)
PULL_EDGES.setflags(write=False)


@dataclass(frozen=True, eq=False)
class Histogram:
    """Toys in bins: edges (n + 1,), counts (n,); toys beyond the edges are in the first and the last bin.

    >>> histogram(np.array([-9.0, 0.5, 0.6, 1.5]), np.array([0.0, 1.0, 2.0])).counts.tolist()
    [3.0, 1.0]
    """

    edges: Array
    counts: Array

    def normal(self, n_points: int = 161) -> tuple[Array, Array]:
        """A normal distribution of as many toys, in bins as wide as the first: x and y (n_points,)."""
        x = np.linspace(self.edges[0], self.edges[-1], n_points)
        size = self.counts.sum() * (self.edges[1] - self.edges[0])
        return x, size * np.exp(-0.5 * x**2) / np.sqrt(2.0 * np.pi)


def histogram(values: Array, edges: Array) -> Histogram:
    """Finite values in bins."""
    inside = np.clip(values[np.isfinite(values)], edges[0], edges[-1])
    return Histogram(edges, np.histogram(inside, edges)[0].astype(np.float64))


def stat_histogram(found: ToyResult) -> Histogram:
    """The statistic of the toys that converged, in bins that reach to that of the data."""
    values = found.stat[found.converged]
    low, high = min(values.min(), found.observed_stat), max(values.max(), found.observed_stat)
    room = 0.04 * max(high - low, 1e-6)
    return histogram(values, np.linspace(low - room, high + room, STAT_BINS + 1))


def pull_histogram(found: ToyResult, i: int) -> Histogram:
    """The pulls of the i-th free parameter."""
    return histogram(found.pulls[:, i], PULL_EDGES)
