"""The regions of an analysis on a figure of the sky."""

from __future__ import annotations

from vhegui.analysis.state import Analysis, MaskFile
from vhegui.gui.plotting.sky.sky_view import SkyView


def draw_regions(plot: SkyView, analysis: Analysis) -> None:
    """Draw the source region and the exclusions that are shapes."""
    if analysis.source is not None:
        plot.add_region("source", analysis.source)
    for item in analysis.exclusions:
        if not isinstance(item, MaskFile):
            plot.add_region("exclusion", item)
