"""Analysis → Analysis, for flux points: bands, limits, published spectra beside them."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.edits.settings import change
from vhegui.analysis.state import Analysis
from vhegui.core.bounds import MOST_BANDS
from vhegui.core.errors import AnalysisError


def set_flux_point_bands(analysis: Analysis, low: float, high: float, bands: int) -> Analysis:
    """Flux points in `bands` equal logarithmic bands from `low` to `high` (TeV)."""
    if bands > MOST_BANDS:
        raise AnalysisError(f"flux points in {bands:,} bands: at most {MOST_BANDS} are made")
    if not 0.0 < low < high or bands < 1:
        raise AnalysisError(f"flux points {low:g} to {high:g} TeV in {bands} bands: give rising, positive energies")
    edges = tuple(float(edge) for edge in np.geomspace(low, high, bands + 1))
    return change(analysis, "flux_points", edges=edges, automatic=False)


def automatic_bands(analysis: Analysis, min_sqrt_ts: float = 0.0) -> Analysis:
    """Flux points in bands that follow the data; with `min_sqrt_ts`, each as narrow as that significance allows."""
    return change(analysis, "flux_points", automatic=True, min_sqrt_ts=float(min_sqrt_ts))


def add_overlay(analysis: Analysis, overlay: str) -> Analysis:
    """Draw a published spectrum beside the data: a key or a file, see `vhegui.core.sed.overlays`."""
    overlays = tuple(dict.fromkeys((*analysis.flux_points.overlays, overlay)))
    return change(analysis, "flux_points", overlays=overlays)


def remove_overlay(analysis: Analysis, overlay: str) -> Analysis:
    """Take a published spectrum away again."""
    overlays = tuple(other for other in analysis.flux_points.overlays if other != overlay)
    return change(analysis, "flux_points", overlays=overlays)
