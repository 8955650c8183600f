"""Circles on the sphere as they are drawn on a plane: as circles where they are, else as they look."""

from __future__ import annotations

import numpy as np
import pytest

from vhegui.core.sphere import offset_by
from vhegui.gui.plotting.sky.outlines import ROUND, Outlines
from vhegui.gui.plotting.sky.projection import Projection

CENTRE = (83.63, 22.01)


def circles(offset: float, radius: float, projection: Projection) -> Outlines:
    """Eight circles about the middle of a plane, deg."""
    ra, dec = offset_by(*CENTRE, np.arange(8) * 45.0 + 10.0, offset)
    return Outlines.of(projection, ra, dec, np.full(8, radius))


@pytest.mark.parametrize("name", ["TAN", "CAR", "AIT"])
@pytest.mark.parametrize(("offset", "radius"), [(0.5, 0.1), (2.5, 0.3), (2.0, 2.5), (15.0, 1.0)])
def test_what_is_drawn_is_the_true_outline_to_a_part_of_its_radius(name, offset, radius):
    projection = Projection(*CENTRE, name=name)
    drawn = circles(offset, radius, projection)
    ra, dec = offset_by(*CENTRE, np.arange(8) * 45.0 + 10.0, offset)
    u, v = projection.outlines(ra, dec, np.full(8, radius), points=90)
    if drawn.circles is None:
        assert drawn.u.shape == (8, 49)
        return
    centre_u, centre_v, mean = (each[:, None] for each in drawn.circles)
    away = np.hypot(u - centre_u, v - centre_v)
    assert np.abs(away / mean - 1.0).max() < 1.5 * ROUND


def test_far_from_the_middle_of_a_plane_they_are_no_circles():
    assert circles(1.0, 0.1, Projection(*CENTRE)).circles is not None
    assert circles(15.0, 1.0, Projection(*CENTRE)).circles is None


@pytest.mark.parametrize("offset", [1.0, 15.0])
def test_the_path_covers_the_boxes_of_those_that_are_chosen(offset):
    some = circles(offset, 0.5, Projection(*CENTRE)).chosen(np.arange(8) < 3)
    left, bottom, right, top = some.boxes().T
    rect = some.path().boundingRect()
    assert len(some) == 3
    assert [rect.left(), rect.top(), rect.right(), rect.bottom()] == pytest.approx(
        [left.min(), bottom.min(), right.max(), top.max()], abs=1e-6
    )
