"""Counts maps against astropy's WCS and against counting."""

import numpy as np
import pytest

from vhegui.core.maps.counts import counts_map, pixels_hit, sky_events
from vhegui.core.maps.grid import SkyGrid


@pytest.fixture
def events():
    rng = np.random.default_rng(1)
    ra, dec = 83.6 + rng.normal(0, 1.5, 4000), 22.0 + rng.normal(0, 1.5, 4000)
    return ra, dec, 10 ** rng.uniform(-1, 1, 4000)


def counted(grid, events):
    return counts_map(grid, [pixels_hit(grid, sky_events(*events), 0.0, np.inf)])


def test_pixels_agree_with_a_fits_tangent_plane_image(events):
    from astropy.wcs import WCS

    grid = SkyGrid(83.6, 22.0, 0.05, 61)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [83.6, 22.0]
    wcs.wcs.cdelt = [-0.05, 0.05]
    wcs.wcs.crpix = [31, 31]
    x, y = (np.floor(v + 0.5).astype(int) for v in wcs.wcs_world2pix(*events[:2], 0))
    inside = (x >= 0) & (x < 61) & (y >= 0) & (y < 61)
    expected = np.zeros((61, 61))
    np.add.at(expected, (y[inside], x[inside]), 1)
    assert np.array_equal(counted(grid, events).counts, expected)
    ra, dec = grid.coordinates()
    assert np.allclose(wcs.wcs_pix2world(0, 60, 0), (ra[60, 0], dec[60, 0]))


def test_the_energy_range_selects_events(events):
    grid = SkyGrid(83.6, 22.0, 0.5, 61)
    prepared = sky_events(*events)
    total = counts_map(grid, [pixels_hit(grid, prepared, 0.5, 2.0)]).total
    assert total == np.sum((events[2] >= 0.5) & (events[2] < 2.0))


def test_smoothing_keeps_the_counts_and_the_original(events):
    grid = SkyGrid(83.6, 22.0, 0.1, 201)
    hits = pixels_hit(grid, sky_events(*events), 0.0, np.inf)
    result = counts_map(grid, [hits, hits], smooth=0.2)
    assert result.total == 2 * counted(grid, events).total
    assert result.shown.sum() == pytest.approx(result.total, rel=1e-6)
    assert result.shown.max() < result.counts.max()


def test_the_other_side_of_the_sky_is_not_on_the_map():
    grid = SkyGrid(0.0, 0.0, 1.0, 20)
    assert counted(grid, (np.array([180.0]), np.array([0.0]), np.array([1.0]))).total == 0
    assert counts_map(grid, []).counts.shape == grid.shape
