"""Images of other programs in any projection, frame and turn end up where they are on the sky."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS

from vhegui.core.errors import DataError
from vhegui.core.maps.foreign_image import on_grid, read_foreign_image
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.sphere import separation

CRAB = SkyCoord(83.63, 22.01, unit="deg")
GRID = SkyGrid(83.63, 22.01, pixel=0.02, columns=61)
FRAMES = {
    "RA---TAN DEC--TAN ICRS": "icrs",
    "RA---SIN DEC--SIN FK5": "fk5",
    "RA---ARC DEC--ARC FK4": "fk4",
    "GLON-CAR GLAT-CAR": "galactic",
    "ELON-ZEA ELAT-ZEA": "barycentricmeanecliptic",
}


def image_of_crab(kinds: str, turn: float, pixel: float = 0.03) -> fits.PrimaryHDU:
    """A Gaussian of 0.15° about the Crab, which is off the middle of the image."""
    axes, frame = kinds.split(), FRAMES[kinds]
    middle = CRAB.transform_to(frame).spherical
    wcs, side = WCS(naxis=2), round(3.6 / pixel)
    wcs.wcs.ctype = axes[:2]
    wcs.wcs.crval = middle.lon.deg, 0.0 if "CAR" in kinds else middle.lat.deg
    if "CAR" in kinds:  # about the equator, as its poles would be elsewhere
        wcs.wcs.crpix = side / 2, side / 2 - middle.lat.deg / pixel
    else:
        wcs.wcs.crpix = side / 2 + 5, side / 2 - 8
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    wcs.wcs.cd = pixel * np.array([[-cosine, sine], [sine, cosine]])
    if len(axes) == 3:
        wcs.wcs.radesys = axes[2]
    wcs.wcs.set()
    y, x = np.mgrid[0:side, 0:side]
    lon, lat = wcs.pixel_to_world_values(x, y)
    places = SkyCoord(lon, lat, unit="deg", frame=frame).icrs
    distance = places.separation(CRAB).deg
    return fits.PrimaryHDU(np.exp(-0.5 * (distance / 0.15) ** 2).astype(np.float32), wcs.to_header())


@pytest.mark.parametrize("turn", [0.0, 40.0])
@pytest.mark.parametrize("kinds", FRAMES)
def test_a_source_is_where_it_is_on_the_sky(tmp_path: Path, kinds: str, turn: float) -> None:
    image_of_crab(kinds, 0.0 if "CAR" in kinds else turn).writeto(tmp_path / "image.fits")
    found = on_grid(read_foreign_image(tmp_path / "image.fits"), GRID)
    distance = separation(83.63, 22.01, *GRID.coordinates())
    np.testing.assert_allclose(found, np.exp(-0.5 * (distance / 0.15) ** 2), atol=0.02)


def test_fine_images_are_averaged_and_beside_them_is_nothing(tmp_path: Path) -> None:
    hdu = image_of_crab("RA---TAN DEC--TAN ICRS", 0.0)
    hdu.data[:] = np.indices(hdu.data.shape).sum(axis=0) % 2  # a chess board, finer than the pixels of the map
    hdu.writeto(tmp_path / "image.fits")
    coarse = SkyGrid(83.63, 22.01, pixel=0.15, columns=41)
    found = on_grid(read_foreign_image(tmp_path / "image.fits"), coarse)
    np.testing.assert_allclose(found[15:26, 15:26], 0.5, atol=0.1)
    assert np.isnan(found[0]).all()


def test_planes_of_a_cube_are_added_and_the_first_hdu_on_the_sky_is_taken(tmp_path: Path) -> None:
    hdu = image_of_crab("RA---TAN DEC--TAN ICRS", 0.0)
    cube = fits.ImageHDU(np.stack([hdu.data, 2.0 * hdu.data]), hdu.header)
    cube.header.update({"CTYPE3": "FREQ", "CRVAL3": 1.4e9, "CDELT3": 1e6, "CRPIX3": 1.0, "CUNIT3": "Hz"})
    fits.HDUList([fits.PrimaryHDU(np.ones((3, 3))), cube]).writeto(tmp_path / "cube.fits")
    image = read_foreign_image(tmp_path / "cube.fits")
    assert image.planes == 2
    np.testing.assert_allclose(image.values, 3.0 * hdu.data, rtol=1e-5)


def _healpix() -> Any:
    column = fits.Column("I", "E", array=np.zeros(12))
    return fits.BinTableHDU.from_columns([column], fits.Header({"PIXTYPE": "HEALPIX", "NSIDE": 1}))


@pytest.mark.parametrize(
    ("hdus", "said"),
    [
        ([fits.PrimaryHDU()], "no image"),
        ([fits.PrimaryHDU(np.ones((3, 3)))], "where it is on the sky"),
        ([fits.PrimaryHDU(), _healpix()], "HEALPix"),
    ],
)
def test_what_is_no_image_of_the_sky_says_so(tmp_path: Path, hdus: list[Any], said: str) -> None:
    fits.HDUList(hdus).writeto(tmp_path / "other.fits")
    with pytest.raises(DataError, match=f"other.fits.*{said}"):
        read_foreign_image(tmp_path / "other.fits")


def test_what_is_no_fits_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "junk.fits"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(DataError, match=r"^junk\.fits: not a FITS file; give an image"):
        read_foreign_image(path)
