"""Which reconstructed-energy bins of a run can be trusted, and why."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.typing import Array, BoolArray


def aeff_threshold(energy: Array, effective_area: Array, percent: float) -> float:
    """True energy (TeV) where the effective area first reaches `percent` of its maximum.

    energy : shape (n,), TeV, bin centres · effective_area : shape (n,), any unit, containment included.
    Between centres the area is a power law of energy, as gammapy takes it. Below every response: the lowest
    energy with any area. Returns NaN when the area is zero everywhere.
    """
    filled = np.flatnonzero(effective_area > 0)
    if len(filled) == 0:
        return float("nan")
    level = percent / 100.0 * float(effective_area.max())
    first = int(np.argmax(effective_area >= level))
    if first == 0 or effective_area[first - 1] <= 0:
        return float(energy[max(first, filled[0])])
    x0, x1 = np.log(energy[first - 1 : first + 1])
    y0, y1 = np.log(effective_area[first - 1 : first + 1])
    return float(np.exp(x0 + (np.log(level) - y0) * (x1 - x0) / (y1 - y0)))


def bins_within(axis: EnergyAxis, low: float, high: float) -> BoolArray:
    """Bins, a mask (n,), that lie entirely between `low` and `high` (TeV); NaN means no limit. Edges may touch (to
    1e-9).
    """
    low = 0.0 if np.isnan(low) else low * (1.0 - 1e-9)
    high = np.inf if np.isnan(high) else high * (1.0 + 1e-9)
    return (axis.edges[:-1] >= low) & (axis.edges[1:] <= high)


def used_range(axis: EnergyAxis, mask: BoolArray) -> tuple[float, float]:
    """Where the used bins, `mask` (n,), begin and end (TeV); NaN for an end that is the axis' own, and where no bin is
    used.
    """
    used = np.flatnonzero(mask)
    if len(used) == 0:
        return float("nan"), float("nan")
    first, last = int(used[0]), int(used[-1]) + 1
    low = float(axis.edges[first]) if first > 0 else float("nan")
    return low, float(axis.edges[last]) if last < axis.n else float("nan")
