"""A response of one run at any direction: it depends on the distance from the pointing alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vhegui.core import sphere
from vhegui.core.cubes.exposure import at_offsets
from vhegui.core.typing import AnyArray, Array


@dataclass(frozen=True, eq=False)
class ByOffset:
    """Linear between offsets (deg), shape (n_nodes,), from a pointing (ra, dec, deg), and held outside of them: exact
    where the response is that, at the kinks, too, which a grid of pixels cuts.

    values : shape (n_nodes, n_true, m).

    >>> found = ByOffset((83.63, 22.01), np.array([0.0, 0.5]), np.array([[[1.0]], [[2.0]]]))
    >>> found.at(83.63, 22.26).round(6).tolist()
    [[1.5]]
    """

    pointing: tuple[float, float]
    offsets: Array
    values: AnyArray

    def at(self, ra: float, dec: float) -> Array:
        """At a direction (ICRS, deg), shape (n_true, m)."""
        offset = np.array([float(sphere.separation(*self.pointing, ra, dec))])
        flat = at_offsets(self.offsets, self.values.reshape(len(self.offsets), -1), offset)
        return flat[0].reshape(self.values.shape[1:]).astype(np.float64)
