"""Spherical geometry against astropy, and its own inverses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core import sphere

lon = st.floats(0, 359.99)
lat = st.floats(-89.5, 89.5)


@given(lon, lat, lon, lat)
def test_separation_and_position_angle_agree_with_astropy(lon1, lat1, lon2, lat2):
    from astropy.coordinates import SkyCoord

    a, b = SkyCoord(lon1, lat1, unit="deg"), SkyCoord(lon2, lat2, unit="deg")
    assert sphere.separation(lon1, lat1, lon2, lat2) == pytest.approx(a.separation(b).deg, abs=1e-9)
    if 1e-6 < a.separation(b).deg < 179.9:
        difference = sphere.position_angle(lon1, lat1, lon2, lat2) - a.position_angle(b).deg
        assert abs((difference + 180) % 360 - 180) < 1e-6


@given(lon, lat, st.floats(0, 359), st.floats(1e-4, 60))
def test_moving_by_an_angle_and_measuring_it_is_the_identity(lon1, lat1, angle, distance):
    lon2, lat2 = sphere.offset_by(lon1, lat1, angle, distance)
    assert sphere.separation(lon1, lat1, lon2, lat2) == pytest.approx(distance, abs=1e-9)
    away = sphere.position_angle(lon1, lat1, lon2, lat2) - angle
    assert abs((away + 180) % 360 - 180) * np.sin(np.radians(distance)) < 1e-7


@given(lon, lat, st.floats(-20, 20), st.floats(-20, 20))
def test_the_tangent_plane_and_back_is_the_identity(lon0, lat0, x, y):
    ra, dec = sphere.from_tangent(x, y, lon0, lat0)
    back = sphere.to_tangent(ra, dec, lon0, lat0)
    assert np.allclose(back, (x, y), atol=1e-8)


def test_the_tangent_plane_has_no_image_behind_it():
    assert np.isnan(sphere.to_tangent(180.0, 0.0, 0.0, 0.0)).all()


def test_flat_sky_arithmetic_would_be_wrong_where_the_sphere_is_not():
    # At 60 deg declination, 3 deg in RA direction: the flat formula misses by more than a tenth of a degree.
    ra, dec = sphere.offset_by(10.0, 60.0, 90.0, 3.0)
    flat = np.hypot((ra - 10.0) * np.cos(np.radians(60.0)), dec - 60.0)
    assert sphere.separation(10.0, 60.0, ra, dec) == pytest.approx(3.0)
    assert abs(dec - 60.0) > 0.1 and flat != pytest.approx(3.0, abs=1e-3)


@given(lon, lat)
def test_galactic_coordinates_agree_with_astropy(ra, dec):
    from astropy.coordinates import SkyCoord

    galactic = SkyCoord(ra, dec, unit="deg").galactic
    assert float(sphere.separation(*sphere.to_galactic(ra, dec), galactic.l.deg, galactic.b.deg)) < 1e-7
    assert float(sphere.separation(*sphere.from_galactic(*sphere.to_galactic(ra, dec)), ra, dec)) < 1e-9


def test_a_cap_is_flat_when_small_and_half_the_sphere_at_90_deg():
    assert sphere.cap_solid_angle(0.1) == pytest.approx(np.pi * np.radians(0.1) ** 2, rel=1e-6)
    assert sphere.cap_solid_angle(90.0) == pytest.approx(2.0 * np.pi)
