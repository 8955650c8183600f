"""What the map shows."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from vhegui.analysis.defaults import DEFAULT_RADIUS
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
    """Show another map of the sky, one of `vhegui.analysis.shown_map.MAP_KINDS`.

    The √TS is that of a point source, unless a shape was chosen: that of all counts in the radius is the significance.
    """
    shown = put(analysis, "map_looks", analysis.map_looks.of(kind))
    if kind == "sqrt_ts" and analysis.sky.shape == "radius":
        return change(shown, "sky", shape="point")
    return shown


def map_bands(analysis: Analysis) -> tuple[tuple[float, float], ...]:
    """Energies (TeV) a map can be of: all of the spectra, then those of each band of the settings."""
    return ((analysis.reco.low, analysis.reco.high), *pairwise(analysis.sky.edges))


def map_band(analysis: Analysis) -> int | None:
    """Which of these the energies of the map are, None for others."""
    low, high = analysis.map.low, analysis.map.high
    whole, *bands = map_bands(analysis)
    if low <= whole[0] and high >= whole[1]:
        return 0
    return next((number for number, band in enumerate(bands, 1) if band == (low, high)), None)


def choose_band(analysis: Analysis, number: int) -> Analysis:
    """All maps of one of the bands."""
    low, high = map_bands(analysis)[number]
    return change(analysis, "map", low=low, high=high)


def set_bands(analysis: Analysis, edges: tuple[float, ...]) -> Analysis:
    """Other energy bands of maps; three are those of the three colours, too."""
    return change(analysis, "sky", edges=edges, colours=edges if len(edges) == 4 else analysis.sky.colours)


def with_maps(analysis: Analysis) -> Analysis:
    """With maps of the sky also in a run without a window, where something is asked that is taken from them."""
    if analysis.sky_profile is None and analysis.studies.candidates is None:
        return analysis
    return change(analysis, "sky", maps=True)


def use_sky_method(analysis: Analysis, method: str, past: Iterable[Analysis] = ()) -> Analysis:
    """Know the background of maps by another method, with the settings it had last in the `past` (newest first)."""
    known = (each.sky_background for each in past if each.sky_background.__struct_config__.tag == method)
    return put(analysis, "sky_background", next(known, None) or SKY_METHODS[method].settings())
