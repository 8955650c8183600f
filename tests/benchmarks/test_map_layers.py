"""Speed of what is drawn when the correlation radius changes: the map, and contours over it, painted."""

from __future__ import annotations

import itertools
import os
from typing import Any

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QVBoxLayout, QWidget

from vhegui.analysis import edits
from vhegui.analysis.shown_map import MAP_KINDS, ShownMap, SkyMaps
from vhegui.analysis.state import MapLooks
from vhegui.core.estimators.sky.band_maps import band_maps
from vhegui.core.estimators.sky.sky_bands import BandImages
from vhegui.core.maps.contours import contour_lines
from vhegui.core.maps.grid import SkyGrid
from vhegui.gui.panels.countmap.sky import MapSky
from vhegui.gui.plotting.sky.contour_layers import ContourSet
from vhegui.gui.theme import LIGHT

SIGMAS = (3.0, 5.0, 7.0, 10.0)


@pytest.mark.parametrize("contours", [False, True])
@pytest.mark.parametrize("side", [200, 500])
def test_another_radius_is_painted(benchmark: Any, qtbot: Any, side: int, contours: bool) -> None:
    """Budget from the radius to the repaint: 30 ms at 200² pixels, 100 ms at 500²; contours of four levels come on top.
    Processor time of this thread and those of numpy.
    """
    grid, random = SkyGrid(83.63, 22.01, 0.02, side), np.random.default_rng(1)
    background = np.full((1, side, side), 0.5)
    counts = random.poisson(background).astype(np.float64)
    middle = slice(side // 2 - 4, side // 2 + 5)
    counts[0, middle, middle] += 3.0
    images = BandImages(np.array([1.0, 10.0]), counts, background > 0.0, background, 1e12 * background, 0.02)
    sky, looks, radii = MapSky(LIGHT), MapLooks(shown="significance"), itertools.cycle(np.linspace(0.1, 0.2, 9))
    window = QWidget()
    QVBoxLayout(window).addWidget(sky)
    qtbot.addWidget(window)
    window.resize(800, 700)
    window.show()

    def follow() -> None:
        maps = band_maps(images, grid, float(next(radii)))
        shown = ShownMap(MAP_KINDS["significance"], SkyMaps(maps, "ring", "here"), edits.new_analysis())
        sky.show_map(shown, looks)
        if contours:
            ra, dec = contour_lines(maps.significance, grid, SIGMAS)
            sky.contours.show_sets([ContourSet(ra, dec, "", "Significance")])
        sky.grab()

    follow()
    benchmark.pedantic(follow, rounds=9, warmup_rounds=1)
    assert np.isfinite(sky.image.values).all()
