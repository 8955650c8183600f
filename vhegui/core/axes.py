"""Energy axes, and linear interpolation on nodes: what every response and spectrum stands on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.typing import Array, IntArray


@dataclass(frozen=True, eq=False)
class EnergyAxis:
    """Contiguous energy bins.

    edges : shape (n + 1,), TeV, strictly rising.

    >>> axis = EnergyAxis.from_bounds(0.1, 10.0, 2)  # TeV, two bins a decade
    >>> axis.edges.round(3).tolist()
    [0.1, 0.316, 1.0, 3.162, 10.0]
    >>> axis.bin_index(np.array([0.05, 0.5, 20.0])).tolist()  # below, inside, above
    [-1, 1, 4]
    """

    edges: Array

    def __post_init__(self) -> None:
        if self.edges.ndim != 1 or len(self.edges) < 2 or not np.all(np.diff(self.edges) > 0) or self.edges[0] <= 0:
            raise ValueError("energy edges must be positive, rising, and at least two")

    @classmethod
    def from_bounds(cls, low: float, high: float, bins_per_decade: float) -> EnergyAxis:
        """Logarithmic bins from `low` to `high` (TeV): ceil(bins per decade × decades) of them."""
        count = max(1, int(np.ceil(bins_per_decade * np.log10(high / low) - 1e-9)))
        return cls(np.geomspace(low, high, count + 1))

    @property
    def n(self) -> int:
        """Number of bins."""
        return len(self.edges) - 1

    @cached_property
    def centres(self) -> Array:
        """Logarithmic bin centres, shape (n,), TeV."""
        return np.sqrt(self.edges[:-1] * self.edges[1:])

    @cached_property
    def widths(self) -> Array:
        """Bin widths, shape (n,), TeV."""
        return np.diff(self.edges)

    def bin_index(self, energy: Array) -> IntArray:
        """Bin of each energy (TeV), shape of `energy`; -1 below and n above, bins closed on the left."""
        return np.searchsorted(self.edges, energy, side="right").astype(np.int64) - 1


def linear_weight(nodes: Array, x: float) -> tuple[int, float]:
    """Index i and weight w of linear interpolation (1-w)·y[i] + w·y[i+1] at `x`, held constant outside.

    One single node means a constant: returns (0, 0.0) and callers take y[0].
    """
    if len(nodes) == 1 or x <= nodes[0]:
        return 0, 0.0
    if x >= nodes[-1]:
        return len(nodes) - 2, 1.0
    i = int(np.searchsorted(nodes, x, side="right")) - 1
    return i, float((x - nodes[i]) / (nodes[i + 1] - nodes[i]))


def interpolate_nodes(nodes: Array, values: Array, x: float) -> Array:
    """Interpolate `values` (n, …), along `nodes` (n,), linearly at `x`, constant outside.

    >>> interpolate_nodes(np.array([0.0, 1.0, 2.0]), np.array([10.0, 8.0, 2.0]), 1.5).item()  # an area at 1.5 deg
    5.0
    """
    i, w = linear_weight(nodes, x)
    if w == 0.0:
        return values[i]
    return (1.0 - w) * values[i] + w * values[i + 1]
