"""The square field of view about a pointing has the pixels that astropy cuts out."""

from __future__ import annotations

import numpy as np
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.nddata import Cutout2D, NoOverlapError
from astropy.wcs import WCS
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from vhegui.core.cubes.square_field import middle_of, square_field
from vhegui.core.maps import wcs
from vhegui.core.maps.grid import SkyGrid

GRIDS = [
    SkyGrid(83.633, 22.014, pixel=0.02, columns=200),
    SkyGrid(0.1, -60.0, pixel=0.05, columns=90, rows=51, projection="CAR"),
    SkyGrid(184.5, -5.8, pixel=0.1, columns=41, rows=30, projection="CAR", frame="galactic"),
]


@settings(max_examples=40)
@given(st.sampled_from(GRIDS), st.floats(-3.0, 3.0), st.floats(-3.0, 3.0), st.sampled_from([0.5, 1.0, 2.0, 2.5]))
def test_it_is_what_astropy_cuts_out(grid, east, north, half):
    column, row = 0.5 * grid.columns + east / grid.pixel, 0.5 * grid.rows + north / grid.pixel
    size = 2.0 * half / grid.pixel
    # Where the edge of the square is the middle of a pixel, rounding decides.
    assume(all(abs(x - round(x)) > 1e-6 for x in (column - 0.5 * size, row - 0.5 * size)))
    ra, dec = (float(x) for x in grid.to_sky(column, row))
    rows, columns = square_field(grid, ra, dec, half)
    image = np.arange(grid.rows * grid.columns).reshape(grid.shape)
    header = fits.Header(wcs.header(grid).items())
    try:
        expected = Cutout2D(image, SkyCoord(ra, dec, unit="deg"), (size, size), WCS(header), mode="trim").data
    except NoOverlapError:
        expected = image[:0, :0]
    assert np.array_equal(image[rows, columns].ravel(), expected.ravel())
    assert (middle_of(grid, (rows, columns)) is None) == (expected.size == 0)
