"""What a profile becomes as the mouse drags what it has taken hold of."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from vhegui.core.estimators.sky.profile_shapes import LineProfile, RadialProfile, WedgeProfile
from vhegui.core.sphere import offset_by, separation
from vhegui.gui.plotting.sky.profile_grips import TIPS, ProfileGrip, drawn, handles, hold_at, moved, outlines

LINE = LineProfile(83.2, 22.0, 84.0, 22.4, width=0.3)
RINGS = RadialProfile(83.63, 22.01, inner=0.2, outer=0.6, start=30.0, sector=100.0)
WEDGES = WedgeProfile(83.63, 22.01, inner=0.1, outer=0.5, start=10.0, bins=5)
PIXEL = 0.005


@pytest.mark.parametrize("shape", [LINE, RINGS, replace(RINGS, sector=360.0), WEDGES])
def test_every_handle_takes_hold_where_it_is_and_says_what_it_does(shape):
    for what, places in handles(shape).items():
        assert {hold_at(shape, place, PIXEL) for place in places} == {what}
        assert TIPS[what]
    far = tuple(float(x) for x in offset_by(*shape.middle, 10.0, 2.0))
    assert hold_at(shape, far, PIXEL) == ""
    assert all(np.isfinite(ra).all() and np.isfinite(dec).all() for ra, dec in outlines(shape))


@pytest.mark.parametrize("shape", [LINE, RINGS, WEDGES])
def test_a_moved_profile_is_the_same_elsewhere(shape):
    there = moved(shape, (83.63, 22.01), (85.0, 60.0))
    assert there.reach == pytest.approx(shape.reach)
    assert separation(*there.middle, 85.0, 60.0) == pytest.approx(separation(*shape.middle, 83.63, 22.01), abs=1e-6)


def test_ends_and_width_of_a_line():
    dragged = ProfileGrip("end", LINE, (84.0, 22.4)).to((84.5, 22.0))
    assert (dragged.ra_end, dragged.dec_end) == pytest.approx((84.5, 22.0))
    assert (dragged.ra, dragged.dec, dragged.width) == (83.2, 22.0, 0.3)
    north = ProfileGrip("end", LINE, (84.0, 22.4)).to((83.25, 22.6), steady=True)
    assert north.ra_end == pytest.approx(83.2) and north.length == pytest.approx(0.602, abs=0.002)
    aside = tuple(float(x) for x in offset_by(*LINE.middle, LINE.angle + 90.0, 0.25))
    assert ProfileGrip("width", LINE, aside).to(aside).width == pytest.approx(0.5, abs=2e-3)
    assert ProfileGrip("start", LINE, (83.2, 22.0)).to((84.0, 22.4)).conflict() is None  # the ends never meet


def test_radii_and_angles_of_rings_and_wedges():
    at = [tuple(float(x) for x in offset_by(83.63, 22.01, angle, 0.4)) for angle in (80.0, 92.0, 200.0)]
    assert ProfileGrip("inner", RINGS, at[0]).to(at[0]).inner == pytest.approx(0.4)
    assert ProfileGrip("outer", RINGS, at[0]).to(at[0]).outer == pytest.approx(0.4)
    assert ProfileGrip("inner", replace(RINGS, outer=0.3), at[0]).to(at[0]).conflict() is None
    assert ProfileGrip("to", RINGS, at[0]).to(at[0]).sector == pytest.approx(50.0)
    assert ProfileGrip("from", WEDGES, at[1]).to(at[1], steady=True).start == 90.0
    assert ProfileGrip("to", replace(RINGS, start=200.0), at[2]).to(at[2]).sector == pytest.approx(360.0)


def test_a_new_profile_is_of_the_kind_and_size_of_the_known_one():
    press, place = (83.0, 21.0), (83.0, 21.4)
    line = drawn(LINE, press, place)
    assert (line.ra, line.dec, line.length, line.width) == pytest.approx((83.0, 21.0, 0.4, 0.3))
    rings = drawn(RINGS, press, place)
    assert (rings.ra, rings.outer, rings.inner, rings.sector) == pytest.approx((83.0, 0.4, 0.2, 100.0))
    assert drawn(RINGS, press, (83.0, 21.1)).inner == 0.0
