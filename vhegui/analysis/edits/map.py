"""What the counts map shows."""

from __future__ import annotations

from dataclasses import replace

from vhegui.analysis.edits.regions import DEFAULT_RADIUS, checked_circle
from vhegui.analysis.state import (
    Analysis,
    MapSettings,
)
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle


def set_map(analysis: Analysis, settings: MapSettings) -> Analysis:
    """Draw the counts map differently."""
    if settings.pixel <= 0.0 or settings.width <= 0.0 or settings.n_pixels > 4000:
        raise AnalysisError(
            f"map of {settings.width:g} deg with pixels of {settings.pixel:g} deg: at most 4000 pixels a side are drawn"
        )
    return replace(analysis, map=settings)


def centre_map(analysis: Analysis, ra: float, dec: float) -> Analysis:
    """Show the sky around another position; the target stays."""
    centre = checked_circle(Circle(ra, dec, DEFAULT_RADIUS))
    return set_map(analysis, replace(analysis.map, ra=centre.ra, dec=centre.dec))


def mosaic_map(analysis: Analysis) -> Analysis:
    """The mosaic rule: 501 × 501 pixels of 0.02 deg about the target, events above 0.1 TeV."""
    return set_map(analysis, replace(analysis.map, width=501 * 0.02, pixel=0.02, low=0.1, high=1000.0, smooth=0.0))
