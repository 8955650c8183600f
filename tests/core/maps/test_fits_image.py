"""Counts maps as FITS images, opened by astropy and by our own reader."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

from vhegui.core.errors import DataError
from vhegui.core.maps import wcs
from vhegui.core.maps.counts import counts_map, pixels_hit, sky_events
from vhegui.core.maps.fits_image import write_counts_map
from vhegui.core.maps.grid import SkyGrid

CRAB = (83.633, 22.014)
GRIDS = [
    SkyGrid(83.2, 22.3, pixel=0.02, columns=120, rows=80),
    SkyGrid(184.0, -5.5, pixel=0.02, columns=120, rows=80, frame="galactic"),
    SkyGrid(184.0, 0.0, pixel=0.05, columns=100, rows=40, projection="CAR", frame="galactic", reference=(50.0, 130.0)),
]


def map_of(grid: SkyGrid, smooth: float = 0.0):
    """Seven events on the Crab, and one elsewhere."""
    ra, dec = np.append(np.full(7, CRAB[0]), 83.9), np.append(np.full(7, CRAB[1]), 22.3)
    hits = pixels_hit(grid, sky_events(ra, dec, np.ones(8)), 0.5, 20.0)
    return counts_map(grid, [hits], smooth, (0.5, 20.0))


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("ending", [".fits", ".fits.gz"])
def test_the_counts_are_at_the_source_by_the_coordinates_of_the_file(grid, ending, tmp_path):
    path = tmp_path / f"map{ending}"
    write_counts_map(map_of(grid), path)
    with fits.open(path) as hdus:
        image, cards = hdus[0].data, hdus[0].header
        assert len(hdus) == 1
    column, row = WCS(cards).world_to_pixel(SkyCoord(*CRAB, unit="deg"))
    assert image[round(float(row)), round(float(column))] == 7
    assert image.sum() == 8
    assert image.dtype.kind == "i"
    assert (cards["BUNIT"], cards["E_MIN"], cards["E_MAX"]) == ("count", 0.5, 20.0)
    assert wcs.from_header(cards) == grid


def test_what_a_smoothed_map_shows_lies_beside_the_counts(tmp_path):
    counts = map_of(GRIDS[0], smooth=0.05)
    write_counts_map(counts, tmp_path / "map.fits")
    with fits.open(tmp_path / "map.fits") as hdus:
        assert np.array_equal(hdus[0].data, counts.counts)
        assert np.array_equal(hdus["SMOOTHED"].data, counts.shown)
        assert hdus["SMOOTHED"].header["SMOOTH"] == 0.05
        assert wcs.from_header(hdus["SMOOTHED"].header) == counts.grid


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DataError, match="nowhere"):
        write_counts_map(map_of(GRIDS[0]), tmp_path / "nowhere" / "map.fits")
