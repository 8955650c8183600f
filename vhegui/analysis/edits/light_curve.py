"""The flux against time."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.core.bounds import MOST_BANDS
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import equally_significant_bands
from vhegui.core.spectra.summed import SummedCounts


def set_equally_significant_bands(
    analysis: Analysis, summed: SummedCounts, span: tuple[float, float], bands: int
) -> Analysis:
    """A light curve in `bands` bands over `span` (TeV) that are about equally significant in all of the data."""
    edges = equally_significant_bands(summed, *span, bands)
    return change(analysis, "light_curve", edges=tuple(float(edge) for edge in edges))


def set_light_curve_bands(analysis: Analysis, low: float, high: float, bands: int) -> Analysis:
    """A light curve in `bands` equal logarithmic bands from `low` to `high` (TeV)."""
    if bands > MOST_BANDS:
        raise AnalysisError(f"light curve in {bands:,} bands: at most {MOST_BANDS} are made")
    if not 0.0 < low < high or bands < 1:
        raise AnalysisError(f"light curve {low:g} to {high:g} TeV in {bands} bands: give rising, positive energies")
    edges = tuple(float(edge) for edge in np.geomspace(low, high, bands + 1))
    return change(analysis, "light_curve", edges=edges)
