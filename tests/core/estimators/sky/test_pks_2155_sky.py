"""Twenty H.E.S.S. runs of PKS 2155−304: what is left when the source is excluded must be noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vhegui.core.axes import EnergyAxis
from vhegui.core.background.field_of_view import FieldOfView, fit_norm_tilt
from vhegui.core.background.off_maps import stacked
from vhegui.core.background.ring import Ring, ring_background
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.sky.distribution import Distribution, inside_and_outside
from vhegui.core.estimators.sky.excess import excess_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.safe_range import SafeRange
from vhegui.core.sphere import separation

SOURCE = 329.7169, -30.2256
RADIUS = 0.1 / 0.04  # pixels


@pytest.fixture(scope="module")
def distributions(data: Path) -> dict[str, tuple[Distribution, Distribution]]:
    """Inside and outside of 0.4° about the source (180 σ), by ring and by the fitted background of the field."""
    store = open_store(data / "hess-dl3-dr1")
    runs = [
        int(run) for run, target in zip(store.index.obs_id, store.index.target, strict=True) if "PKS 2155" in target
    ]
    grid = SkyGrid(*SOURCE, pixel=0.04, columns=125)
    axes = EnergyAxis.from_bounds(0.3, 15.0, 6), EnergyAxis.from_bounds(0.15, 30.0, 10)
    geometry = CubeGeometry(grid, *axes, offset_max=2.0)
    free = separation(*SOURCE, *grid.coordinates()) > 0.4
    images = []
    for run in runs[:20]:
        cube = reduce_run(store.load(run), geometry, SafeRange(aeff_percent=None, header=True))
        centres = geometry.reco.centres
        fit = fit_norm_tilt(cube.counts, cube.background, centres, cube.safe & free, FieldOfView())
        background = cube.background * fit.factor(centres)[:, None, None]
        images.append([np.where(cube.safe, x, 0.0).sum(axis=0) for x in (cube.counts, background, cube.safe)])
    counts, background, used = np.sum(images, axis=0)
    maps = ((ring_background(n, b, free, grid, Ring(0.5, 0.3)), safe > 0) for n, b, safe in images)
    backgrounds = {"ring": stacked(maps), "field of view": background}
    found = {name: excess_map(counts, each, used > 0, RADIUS) for name, each in backgrounds.items()}
    return {name: inside_and_outside(each.significance, each.used, free) for name, each in found.items()}


@pytest.mark.parametrize("method", ["ring", "field of view"])
def test_significances_outside_the_source_are_a_unit_gaussian(
    distributions: dict[str, tuple[Distribution, Distribution]], method: str
) -> None:
    inside, outside = distributions[method]
    assert inside.mean > 20.0 and outside.number > 7000
    assert abs(outside.mean) < 0.1 and 0.95 < outside.width < 1.1
    assert abs(outside.fitted_mean) < 0.1 and 0.95 < outside.fitted_width < 1.1
