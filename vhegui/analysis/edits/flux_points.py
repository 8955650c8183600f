"""Analysis → Analysis, for flux points: bands, limits, published spectra beside them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from vhegui.analysis.state import Analysis
from vhegui.core.errors import AnalysisError


def set_flux_point_bands(analysis: Analysis, low: float, high: float, bands: int) -> Analysis:
    """Flux points in `bands` equal logarithmic bands from `low` to `high` (TeV)."""
    if not 0.0 < low < high or bands < 1:
        raise AnalysisError(f"flux points {low:g} to {high:g} TeV in {bands} bands: give rising, positive energies")
    edges = tuple(float(edge) for edge in np.geomspace(low, high, bands + 1))
    return replace(analysis, flux_points=replace(analysis.flux_points, edges=edges, automatic=False))


def automatic_bands(analysis: Analysis, min_sqrt_ts: float = 0.0) -> Analysis:
    """Flux points in bands that follow the data; with `min_sqrt_ts`, each as narrow as that significance allows."""
    if not 0.0 <= min_sqrt_ts < math.inf:
        raise AnalysisError(f"a significance of {min_sqrt_ts:g} per band is not possible; give 0 or more")
    points = replace(analysis.flux_points, automatic=True, min_sqrt_ts=float(min_sqrt_ts))
    return replace(analysis, flux_points=points)


def set_upper_limits(analysis: Analysis, ul_sigma: float, ul_ts: float) -> Analysis:
    """Limits of `ul_sigma` for flux points; they are drawn where TS is below `ul_ts`."""
    if not ul_sigma > 0.0 or not ul_ts >= 0.0 or math.inf in (ul_sigma, ul_ts):
        raise AnalysisError(f"limits of {ul_sigma:g} σ below a TS of {ul_ts:g}: give a positive level and TS")
    points = replace(analysis.flux_points, ul_sigma=float(ul_sigma), ul_ts=float(ul_ts))
    return replace(analysis, flux_points=points)


def add_overlay(analysis: Analysis, overlay: str) -> Analysis:
    """Draw a published spectrum beside the data: a key or a file, see `vhegui.core.sed.overlays`."""
    overlays = tuple(dict.fromkeys((*analysis.flux_points.overlays, overlay)))
    return replace(analysis, flux_points=replace(analysis.flux_points, overlays=overlays))


def remove_overlay(analysis: Analysis, overlay: str) -> Analysis:
    """Take a published spectrum away again."""
    overlays = tuple(other for other in analysis.flux_points.overlays if other != overlay)
    return replace(analysis, flux_points=replace(analysis.flux_points, overlays=overlays))
