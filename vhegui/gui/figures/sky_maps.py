"""Maps of the sky of a run without a window: significance, excess and counts, each with its colour bar."""

from __future__ import annotations

import numpy as np

from vhegui.analysis.outcome import Outcome
from vhegui.analysis.state import Analysis
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.estimators.sky.sky_bands import SkyBands
from vhegui.core.maps.limits import Limits
from vhegui.core.typing import AnyArray
from vhegui.gui.figures.regions import draw_regions
from vhegui.gui.plotting.colour_maps import shown_colours
from vhegui.gui.plotting.sky.sky_view import SkyView

LOWEST, LEAST_HIGHEST = -4.0, 6.0  # σ, at the ends of the colours


def sky_maps(outcome: Outcome) -> dict[str, SkyView]:
    """The plots by file name; of the lowest band of energy, where there are several. None where there are no maps."""
    bands, stacked = outcome.values.get("sky_bands"), outcome.values.get("stacked_sky")
    if bands is None or stacked is None:
        return {}
    sky: RunSky = stacked.sky
    return {
        "significance_map": _significance(bands, sky, outcome.analysis),
        "excess_map": _excess(bands, sky, outcome.analysis),
        "sky_counts_map": _counts(sky, outcome.analysis),
    }


def _significance(bands: SkyBands, sky: RunSky, analysis: Analysis) -> SkyView:
    excess = bands.excess
    values = np.where(excess.used[0], excess.significance[0], np.nan)
    limits = Limits("fixed", low=LOWEST, high=max(LEAST_HIGHEST, float(np.nanmax(values, initial=LEAST_HIGHEST))))
    title = f"Significance within {analysis.sky.radius:g}° (σ){_of_band(bands)}"
    return _plot("Significance map", title, values, sky, analysis, limits)


def _excess(bands: SkyBands, sky: RunSky, analysis: Analysis) -> SkyView:
    excess = bands.excess
    values = np.where(excess.used[0], excess.excess[0], np.nan)
    title = f"Excess within {analysis.sky.radius:g}°{_of_band(bands)}"
    return _plot("Excess map", title, values, sky, analysis, Limits("minmax"))


def _counts(sky: RunSky, analysis: Analysis) -> SkyView:
    cube = sky.cube
    counts = np.rint(np.where(cube.safe, cube.counts, 0.0).sum(axis=0)).astype(np.int64)
    looks = analysis.map_looks.of("counts")
    return _plot("Counts in safe bins", "Counts per pixel", counts, sky, analysis, looks.colour_limits, looks.scale)


def _of_band(bands: SkyBands) -> str:
    if len(bands.edges) == 2:
        return ""
    return f", {bands.edges[0]:.3g}–{bands.edges[1]:.3g} TeV"


def _plot(
    name: str, title: str, values: AnyArray, sky: RunSky, analysis: Analysis, limits: Limits, scale: str = "linear"
) -> SkyView:
    """A map in the colours of the analysis, with its regions."""
    plot = SkyView(name=name)
    looks = analysis.map_looks
    plot.set_looks(shown_colours(looks.colormap, looks.inverted), scale, limits)
    plot.set_image(values, sky.cube.geometry.grid)
    plot.set_colour_bar_title(title)
    draw_regions(plot, analysis)
    plot.show_all()
    return plot
