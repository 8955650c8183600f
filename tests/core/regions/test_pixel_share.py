"""Which parts of pixels lie in a region: they add up to its area, on the image and at its border."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.maps.grid import SkyGrid
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.pixel_share import pixel_share


@pytest.mark.parametrize("projection", ["TAN", "ZEA", "CAR"])
@pytest.mark.parametrize("centre", [(83.63, 22.01), (10.0, -89.0), (359.95, 0.1)])
def test_shares_of_pixels_add_up_to_the_area_wherever_the_region_lies(projection, centre):
    grid = SkyGrid(*centre, pixel=0.05, columns=80, projection=projection)
    for north in (0.0, 0.9):
        circle = Circle(centre[0], centre[1] + north, 0.4)
        area = float((pixel_share(grid, circle) * np.degrees(np.degrees(grid.solid_angle))).sum())
        assert area == pytest.approx(circle.area, rel=3e-3)


def test_what_lies_beside_the_image_has_no_share_and_what_lies_on_its_border_a_part():
    grid = SkyGrid(83.63, 22.01, pixel=0.05, columns=40)
    assert not pixel_share(grid, Circle(83.63, 30.0, 0.4)).any()
    half = pixel_share(grid, Circle(83.63, 23.01, 0.4)).sum() * 0.05**2
    assert half == pytest.approx(0.5 * Circle(0.0, 0.0, 0.4).area, rel=0.02)
