"""A map that covers the fields of view: all of them, with the pixels of the map it grew from."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.maps.covering import STEP, covering
from vhegui.core.maps.grid import SkyGrid

CRAB = (83.63, 22.01)
GRID = SkyGrid(*CRAB, pixel=0.02, columns=200)


@given(
    angle=st.lists(st.floats(0, 360), min_size=1, max_size=4),
    offset=st.floats(0, 4),
    radius=st.floats(0.5, 5),
    frame=st.sampled_from(["icrs", "galactic"]),
    columns=st.sampled_from([7, 200]),
)
@settings(max_examples=30, deadline=None)
def test_all_fields_lie_on_it_with_little_room_beside_them(angle, offset, radius, frame, columns):
    middle = CRAB if frame == "icrs" else tuple(float(x) for x in sphere.to_galactic(*CRAB))
    grid = SkyGrid(*middle, pixel=0.02, columns=columns, frame=frame)
    ra, dec = sphere.offset_by(*CRAB, np.array(angle), np.full(len(angle), offset))
    wide = covering(grid, ra, dec, np.full(len(angle), radius))
    edge = sphere.offset_by(ra, dec, np.linspace(0, 360, 200)[:, None], radius - 0.02)
    assert wide.contains(*edge).all()
    column, row = wide.to_pixel(*edge)
    room = 2 * STEP / grid.pixel + 4
    assert column.min() < room and row.min() < room
    assert wide.columns - column.max() < room and wide.rows - row.max() < room


def test_pixels_stay_where_they_are():
    rng = np.random.default_rng(1)
    ra, dec = sphere.offset_by(*CRAB, rng.uniform(0, 360, 5000), rng.uniform(0, 2.5, 5000))
    vectors = sphere.unit_vectors(ra, dec)
    wide = covering(GRID, np.array([83.63]), np.array([22.51]), np.array([2.5]))
    assert wide.shape == (270, 260)  # from 2.2° south of the middle to 3.2° north of it
    south, east = 110 - 100, 130 - 100
    assert wide.offset == (130.0, 110.0)
    assert np.array_equal(wide.count(vectors)[south : south + 200, east : east + 200], GRID.count(vectors))


def test_runs_on_another_part_of_the_sky_are_left_out():
    both = np.array([83.63, 329.7]), np.array([22.51, -30.2]), np.array([2.5, 2.5])
    assert covering(GRID, *both) == covering(GRID, *(each[:1] for each in both))
    assert covering(GRID, *(each[1:] for each in both)) is GRID


@pytest.mark.parametrize("copies", [1, 10**7])
def test_what_does_not_fit_the_memory_stays_as_it_was(copies):
    wide = covering(GRID, np.array([83.63]), np.array([22.51]), np.array([2.5]), copies)
    assert (wide is GRID) == (copies > 1)
