"""The regions of an analysis on a figure of the sky."""

from __future__ import annotations

from vhegui.analysis.region_refs import listed_regions
from vhegui.analysis.state import Analysis
from vhegui.gui.plotting.sky.sky_view import SkyView


def draw_regions(plot: SkyView, analysis: Analysis) -> None:
    """Draw the source region, exclusions that are shapes, and regions that measure, with their names."""
    for region in listed_regions(analysis):
        if region.shape is not None and region.ref.use != "off":
            named = region.own or region.ref.use == "measure"
            plot.add_region(region.ref.use, region.shape, region.name if named else "").set_color(region.color)
    plot.region_layer.show_names()
