"""Energy bands of maps: whole bins of a cube, added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.estimators.flux_points.band_edges import snap_edges
from vhegui.core.typing import AnyArray, Array, BoolArray


def bands_of(edges: Sequence[float] | Array, reco: EnergyAxis) -> tuple[tuple[float, float, slice], ...]:
    """Bands between requested edges (TeV), each snapped to the nearest edge of a bin: from, to (TeV), and its bins.

    AnalysisError where not one band is left.

    >>> bands_of([1.0, 5.0, 100.0], EnergyAxis(np.array([1.0, 2.0, 4.0, 8.0])))
    ((1.0, 4.0, slice(0, 2, None)), (4.0, 8.0, slice(2, 3, None)))
    """
    snapped = snap_edges(edges, reco.edges, "maps")
    place = np.searchsorted(reco.edges, snapped)
    ends = zip(snapped[:-1], snapped[1:], place[:-1], place[1:], strict=True)
    return tuple((float(low), float(high), slice(int(first), int(last))) for low, high, first, last in ends)


def in_bands(values: AnyArray, used: BoolArray, bands: Sequence[slice]) -> Array:
    """Sum of the used bins of each band: (n, rows, columns) → (number of bands, rows, columns), float64."""
    return np.stack([np.where(used[band], values[band], 0.0).sum(axis=0, dtype=np.float64) for band in bands])


def bins_between(edges: Array, reco: EnergyAxis) -> slice:
    """The bins from the first to the last of some edges (TeV) that are edges of bins.

    >>> bins_between(np.array([2.0, 8.0]), EnergyAxis(np.array([1.0, 2.0, 4.0, 8.0])))
    slice(1, 3, None)
    """
    first, last = np.searchsorted(reco.edges, edges[[0, -1]] * (1.0 - 1e-9))
    return slice(int(first), int(last))
