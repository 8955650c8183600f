"""The flux against time."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from vhegui.analysis.edits.data import checked_intervals
from vhegui.analysis.state import (
    Analysis,
    LightCurveSettings,
)
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.flux_points.band_edges import equally_significant_bands
from vhegui.core.spectra.summed import SummedCounts

MOST_PHASE_BINS = 500


LIGHT_CURVE_BINS = ("run", "night", "fixed", "intervals", "blocks")


def set_light_curve(analysis: Analysis, settings: LightCurveSettings) -> Analysis:
    """Make the light curve differently. Raises AnalysisError for settings that mean nothing."""
    if settings.bins not in LIGHT_CURVE_BINS:
        known = ", ".join(LIGHT_CURVE_BINS)
        raise AnalysisError(f"time bins {settings.bins!r} are not known; use one of: {known}")
    if not 0.0 < settings.minutes < math.inf:
        raise AnalysisError(f"time bins of {settings.minutes:g} minutes: give a length above 0")
    if not 0.0 < settings.p0 < 1.0:
        raise AnalysisError(f"Bayesian blocks: p0 = {settings.p0:g} is not a probability between 0 and 1")
    if not settings.ul_sigma > 0.0 or not settings.ul_ts >= 0.0:
        raise AnalysisError(
            f"limits of {settings.ul_sigma:g} σ below a TS of {settings.ul_ts:g}: give positive numbers"
        )
    edges = settings.edges
    if len(edges) == 1 or not all(0.0 < low < high for low, high in pairwise(edges)):
        raise AnalysisError("light curve: give two or more rising, positive band edges, or none")
    if not 0.0 <= settings.period < math.inf or not all(map(math.isfinite, (settings.epoch, settings.period_dot))):
        raise AnalysisError(f"ephemeris: a period of {settings.period:g} days is not possible; give one above 0")
    if not 2 <= settings.phase_bins <= MOST_PHASE_BINS:
        raise AnalysisError(f"{settings.phase_bins} phase bins: give 2 to {MOST_PHASE_BINS}")
    return replace(analysis, light_curve=replace(settings, intervals=checked_intervals(settings.intervals)))


def set_equally_significant_bands(
    analysis: Analysis, summed: SummedCounts, span: tuple[float, float], bands: int
) -> Analysis:
    """A light curve in `bands` bands over `span` (TeV) that are about equally significant in all of the data."""
    edges = equally_significant_bands(summed, *span, bands)
    return set_light_curve(analysis, replace(analysis.light_curve, edges=tuple(float(edge) for edge in edges)))


def set_light_curve_bands(analysis: Analysis, low: float, high: float, bands: int) -> Analysis:
    """A light curve in `bands` equal logarithmic bands from `low` to `high` (TeV)."""
    if not 0.0 < low < high or bands < 1:
        raise AnalysisError(f"light curve {low:g} to {high:g} TeV in {bands} bands: give rising, positive energies")
    edges = tuple(float(edge) for edge in np.geomspace(low, high, bands + 1))
    return set_light_curve(analysis, replace(analysis.light_curve, edges=edges))
