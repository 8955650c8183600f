"""The field-of-view offset axis of a response: bins, nodes, or one value for the whole field of view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vhegui.core.typing import Array


@dataclass(frozen=True, eq=False)
class OffsetAxis:
    """Offsets from the pointing as the file gives them.

    low, high : shape (n,), deg, THETA_LO and THETA_HI; equal means a node instead of a bin.

    >>> OffsetAxis.bins([0.0, 0.5, 1.0, 2.0]).centres.tolist()
    [0.25, 0.75, 1.5]
    """

    low: Array
    high: Array

    def __post_init__(self) -> None:
        if self.low.ndim != 1 or self.low.shape != self.high.shape or len(self.low) == 0:
            raise ValueError("an offset axis needs as many lower as upper edges, and at least one")
        if not (np.all(np.isfinite(self.low)) and np.all(np.isfinite(self.high))):
            raise ValueError("offsets must be finite")
        if np.any(np.diff(self.centres) <= 0) or np.any(self.high < self.low):
            raise ValueError("offsets must rise")

    @classmethod
    def nodes(cls, offsets: Array | list[float]) -> OffsetAxis:
        """Responses given exactly at these offsets (n,), deg."""
        nodes = np.asarray(offsets, dtype=np.float64)
        return cls(nodes, nodes)

    @classmethod
    def bins(cls, edges: Array | list[float]) -> OffsetAxis:
        """Responses averaged over bins with these edges (n + 1,), deg."""
        array = np.asarray(edges, dtype=np.float64)
        return cls(array[:-1], array[1:])

    def __len__(self) -> int:
        return len(self.low)

    @property
    def is_nodes(self) -> bool:
        """True when THETA_LO equals THETA_HI."""
        return bool(np.allclose(self.low, self.high, rtol=0, atol=1e-9))

    @cached_property
    def centres(self) -> Array:
        """Where the table's values hold: nodes, or bin centres; shape (n,), deg."""
        return 0.5 * (self.low + self.high)

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest offset (deg) the table speaks for; nodes reach half a spacing beyond the last."""
        if len(self) == 1:
            return 0.0, np.inf
        if not self.is_nodes:
            return max(0.0, float(self.low[0])), float(self.high[-1])
        first, last = self.centres[:2], self.centres[-2:]
        return max(0.0, float(1.5 * first[0] - 0.5 * first[1])), float(1.5 * last[1] - 0.5 * last[0])
