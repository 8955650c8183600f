"""Where a response table speaks for itself, and where it is carried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vhegui.core.irf.offset_axis import OffsetAxis
from vhegui.core.typing import Array, BoolArray

Range = tuple[float, float]


@dataclass(frozen=True)
class Support:
    """The bins (or nodes) of a table; outside, values are extrapolated, held or 0.

    energy : TeV · offset : deg · reach : largest offset (deg) with any value; infinite where one single offset stands
    for the whole field of view.
    """

    energy: Range
    offset: Range
    reach: float

    def inside(self, energy: Array, offset: Array | float) -> BoolArray:
        """Whether the table covers `energy` (TeV) and `offset` (deg), broadcast: their common shape."""
        tiny = 1e-6
        low, high = self.energy
        first, last = self.offset
        return (
            (energy >= low * (1 - tiny))
            & (energy <= high * (1 + tiny))
            & (offset >= first - tiny)
            & (offset <= last + tiny)
        )


def support_of(response: Any) -> Support:
    """The support of any response of `Responses`: those with an offset axis, and backgrounds over a square field."""
    edges: Array = response.energy_edges
    energy = float(edges[0]), float(edges[-1])
    axis: OffsetAxis | None = getattr(response, "offset_axis", None)
    if axis is not None:
        return Support(energy, (float(axis.low[0]), float(axis.high[-1])), float(axis.bounds[1]))
    reach = min(float(np.abs(getattr(response, name)).max()) for name in ("lon_edges", "lat_edges"))
    return Support(energy, (0.0, reach), reach)
