"""Sky grids of all projections and frames against astropy's WCS."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core import sphere
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.maps import wcs
from vhegui.core.maps.counts import counts_map, pixels_hit, sky_events
from vhegui.core.maps.grid import FRAMES, SkyGrid
from vhegui.core.maps.projections import PROJECTIONS

EXACT = 1e-9  # deg
CENTRES = [(83.633, 22.014), (0.01, 0.0), (359.9, -30.0), (120.0, 89.9), (120.0, 90.0), (10.0, -90.0)]
every_projection = pytest.mark.parametrize("projection", PROJECTIONS)
every_frame = pytest.mark.parametrize("frame", FRAMES)


def astropys(grid: SkyGrid) -> WCS:
    return WCS(fits.Header(wcs.header(grid).items()))


def directions(n: int, ra: float, dec: float, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions in a circle, many of them near its centre."""
    rng = np.random.default_rng(5)
    return sphere.offset_by(ra, dec, rng.uniform(0, 360, n), rng.uniform(0, radius, n))


@every_projection
@every_frame
@pytest.mark.parametrize("centre", CENTRES)
def test_pixel_centres_lie_where_astropy_has_them(projection, frame, centre):
    grid = SkyGrid(*centre, pixel=0.5, columns=41, rows=23, projection=projection, frame=frame)
    column, row = np.meshgrid(np.arange(41.0), np.arange(23.0))
    expected = SkyCoord(*astropys(grid).wcs_pix2world(column, row, 0), unit="deg", frame=frame).icrs
    ra, dec = grid.coordinates()
    assert ra.shape == grid.shape == (23, 41)
    assert np.max(sphere.separation(ra, dec, expected.ra.deg, expected.dec.deg)) < EXACT
    back = grid.to_pixel(ra, dec)
    assert np.max(np.abs(np.subtract(back, [column, row]))) * grid.pixel < EXACT


@every_projection
@every_frame
@pytest.mark.parametrize("centre", CENTRES)
def test_directions_fall_where_astropy_has_them(projection, frame, centre):
    grid = SkyGrid(*centre, pixel=0.1, columns=200, rows=100, projection=projection, frame=frame)
    ra, dec = directions(2000, *grid.to_sky(99.5, 49.5), radius=25.0)
    sky = SkyCoord(ra, dec, unit="deg").transform_to(frame).spherical
    expected = astropys(grid).wcs_world2pix(sky.lon.deg, sky.lat.deg, 0)
    assert np.max(np.abs(np.subtract(grid.to_pixel(ra, dec), expected))) * grid.pixel < EXACT
    x, y = (np.floor(values + 0.5) for values in expected)
    inside = (x >= 0) & (x < 200) & (y >= 0) & (y < 100)
    assert np.array_equal(grid.contains(ra, dec), inside)
    counts = np.zeros(grid.shape)
    np.add.at(counts, (y[inside].astype(int), x[inside].astype(int)), 1)
    assert np.array_equal(grid.count(sphere.unit_vectors(ra, dec)), counts)


@given(
    st.sampled_from(sorted(PROJECTIONS)), st.sampled_from(FRAMES),
    st.floats(0, 360, exclude_max=True), st.floats(-90, 90), st.floats(0, 360), st.floats(0, 80),
)  # fmt: skip
def test_a_direction_goes_to_its_pixel_and_back(projection, frame, lon, lat, angle, distance):
    grid = SkyGrid(lon, lat, pixel=0.02, columns=100, projection=projection, frame=frame)
    ra, dec = sphere.offset_by(*grid.to_sky(49.5, 49.5), angle, distance)
    back = grid.to_sky(*grid.to_pixel(ra, dec))
    assert sphere.separation(ra, dec, *back) < EXACT


@every_projection
def test_every_projection_shows_the_far_side_as_fits_says(projection):
    """TAN and SIN end 90° from the centre; the others show the whole sky."""
    grid = SkyGrid(10.0, 0.0, pixel=1.0, columns=360, projection=projection)
    shown = np.isfinite(grid.to_pixel(170.0, 0.0)[0])
    assert shown == (projection not in ("TAN", "SIN"))
    assert bool(grid.contains(170.0, 0.0)) == shown


@pytest.mark.parametrize("projection", ["ZEA", "CAR", "AIT"])
def test_solid_angles_of_the_whole_sky_add_up(projection):
    grid = SkyGrid(266.4, -29.0, pixel=0.5, columns=721, projection=projection)
    assert np.nansum(grid.solid_angle) == pytest.approx(4 * np.pi, rel=2e-3)


@every_projection
def test_the_solid_angle_of_a_pixel_is_that_between_its_corners(projection):
    grid = SkyGrid(20.0, 40.0, pixel=0.02, columns=1500, projection=projection, frame="galactic")
    column, row = 1300, 1200
    corners = [(column - 0.5, row - 0.5), (column + 0.5, row - 0.5), (column - 0.5, row + 0.5)]
    origin, east, north = (sphere.unit_vectors(*grid.to_sky(*corner)) for corner in corners)
    expected = np.linalg.norm(np.cross(east - origin, north - origin))
    assert grid.solid_angle[row, column] == pytest.approx(expected, rel=1e-3)


def test_a_map_across_right_ascension_zero_has_no_seam():
    grid = SkyGrid(0.0, 10.0, pixel=0.02, columns=100)
    ra, dec = np.array([359.8, 0.2, 359.999, 0.001]), np.full(4, 10.0)
    assert grid.contains(ra, dec).all()
    column, _ = grid.to_pixel(ra, dec)
    assert column[2] - column[3] == pytest.approx(0.002 * np.cos(np.radians(10.0)) / 0.02, rel=1e-4)


def test_a_band_of_counts_is_smoothed_and_read_out():
    grid = SkyGrid(0.0, 0.0, pixel=0.05, columns=200, rows=40, projection="CAR", frame="galactic")
    ra, dec = sphere.from_galactic(np.array([1.0, 1.0, 359.0]), np.array([0.5, 0.5, -0.5]))
    result = counts_map(grid, [pixels_hit(grid, sky_events(ra, dec, np.ones(3)), 0.0, np.inf)], smooth=0.1)
    assert result.at(float(ra[0]), float(dec[0])) == 2.0
    assert result.shown.shape == (40, 200)
    assert result.shown.sum() == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"projection": "MOL"}, "MOL"),
        ({"frame": "fk5"}, "fk5"),
        ({"pixel": 0.0}, "larger than 0"),
        ({"lat": 91.0}, "no direction"),
        ({"pixel": 1e-5, "columns": 400_000}, "does not fit"),
    ],
)
def test_a_grid_that_cannot_be_is_refused_with_a_sentence(change, word):
    with pytest.raises(AnalysisError, match=word):
        SkyGrid(**({"lon": 10.0, "lat": 20.0, "pixel": 0.02, "columns": 100} | change))


@every_projection
@every_frame
@pytest.mark.parametrize("centre", CENTRES)
@pytest.mark.parametrize("reference", [None, (-300.0, 17.25)])
def test_a_header_is_read_back_as_the_same_grid(projection, frame, centre, reference):
    grid = SkyGrid(*centre, 0.02, 300, 150, projection, frame, reference)
    assert wcs.from_header(wcs.header(grid)) == grid


def test_headers_of_astropy_with_a_matrix_and_other_units_are_read():
    cards = wcs.header(SkyGrid(83.6, 22.0, 0.02, 30, 20))
    for name in ("CDELT1", "CDELT2", "LONPOLE", "RADESYS"):
        del cards[name]
    cards |= {"CD1_1": -1.2, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": 1.2, "CUNIT1": "arcmin", "CUNIT2": "arcmin"}
    cards |= {"CRVAL1": 83.6 * 60, "CRVAL2": 22.0 * 60}
    found = wcs.from_header(cards)
    assert (found.lon, found.lat, found.pixel) == pytest.approx((83.6, 22.0, 0.02), rel=1e-12)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"CTYPE1": "RA---MOL", "CTYPE2": "DEC--MOL", "LONPOLE": 0.0}, "MOL"),
        ({"CTYPE1": "ELON-TAN", "CTYPE2": "ELAT-TAN"}, "ELON"),
        ({"CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN"}, "in this order"),
        ({"RADESYS": "FK5"}, "FK5"),
        ({"EQUINOX": 2000.0, "RADESYS": ""}, "FK5"),
        ({"CROTA2": 30.0}, "turned"),
        ({"LONPOLE": 90.0}, "LONPOLE"),
        ({"CDELT1": 0.02}, "to the right"),
        ({"CDELT1": -0.04}, "square pixels"),
        ({"CTYPE1": "RA---SIN", "CTYPE2": "DEC--SIN", "PV2_1": 0.1}, "PV2_1"),
        ({"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 2, "B_ORDER": 2, "A_2_0": 1e-3}, "SIP"),
        ({"NAXIS": 3}, "two axes"),
    ],
)
def test_what_a_grid_cannot_say_is_refused_by_name(change, word):
    with pytest.raises(DataError, match=word):
        wcs.from_header(wcs.header(SkyGrid(83.6, 22.0, 0.02, 30)) | change)
