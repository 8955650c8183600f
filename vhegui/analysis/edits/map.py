"""What the counts map shows."""

from __future__ import annotations

from collections.abc import Iterable

from vhegui.analysis.edits.regions import DEFAULT_RADIUS
from vhegui.analysis.edits.settings import change, put
from vhegui.analysis.edits.shape_checks import checked_circle
from vhegui.analysis.state import Analysis
from vhegui.core.background.sky_registry import SKY_METHODS
from vhegui.core.regions.circle import Circle


def centre_map(analysis: Analysis, ra: float, dec: float) -> Analysis:
    """Show the sky around another position; the target stays."""
    centre = checked_circle(Circle(ra, dec, DEFAULT_RADIUS))
    return change(analysis, "map", ra=centre.ra, dec=centre.dec)


def mosaic_map(analysis: Analysis) -> Analysis:
    """The mosaic rule: 501 × 501 pixels of 0.02 deg about the target, events above 0.1 TeV."""
    return change(
        analysis, "map", extent="fixed", width=501 * 0.02, height=0.0, pixel=0.02, low=0.1, high=1000.0, smooth=0.0
    )


def show_map(analysis: Analysis, kind: str) -> Analysis:
    """Show another map of the sky, one of `vhegui.analysis.shown_map.MAP_KINDS`."""
    return put(analysis, "map_looks", analysis.map_looks.of(kind))


def use_sky_method(analysis: Analysis, method: str, past: Iterable[Analysis] = ()) -> Analysis:
    """Know the background of maps by another method, with the settings it had last in the `past` (newest first)."""
    known = (each.sky_background for each in past if each.sky_background.__struct_config__.tag == method)
    return put(analysis, "sky_background", next(known, None) or SKY_METHODS[method].settings())
