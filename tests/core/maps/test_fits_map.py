"""Images and cubes of the sky as FITS files: ours, and those of other instruments' tools."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

from vhegui.core.errors import DataError
from vhegui.core.maps.fits_map import FitsMap, read_map, write_map
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.maps.map_axes import MapAxis

GRID = SkyGrid(83.633, 22.014, pixel=0.1, columns=8, rows=6)
ENERGY = MapAxis("energy", np.geomspace(0.1, 10.0, 5))


def sky_header(frame: str = "GLON,GLAT", projection: str = "CAR", **cards) -> fits.Header:
    lon, lat = (f"{axis:-<4}-{projection}" for axis in frame.split(","))
    header = fits.Header()
    header.update({"CTYPE1": lon, "CTYPE2": lat, "CRVAL1": 184.5, "CRVAL2": 0.0, "CRPIX1": 4.5, "CRPIX2": 60.0})
    header.update({"CDELT1": -0.1, "CDELT2": 0.1, "CUNIT1": "deg", "CUNIT2": "deg", **cards})
    return header


def test_a_cube_has_its_energies_for_every_program(tmp_path):
    values = np.arange(4 * 6 * 8, dtype=np.float32).reshape(4, 6, 8)
    write_map(FitsMap(GRID, (ENERGY,), values, "cm-2 s-1", "flux"), tmp_path / "flux.fits", {"RADIUS": 0.1})
    again = read_map(tmp_path / "flux.fits")
    assert np.array_equal(again.values, values)
    assert (again.grid, again.unit, again.name) == (GRID, "cm-2 s-1", "FLUX")
    assert again.axis("energy").edges.tolist() == ENERGY.edges.tolist()
    with fits.open(tmp_path / "flux.fits") as hdus:
        assert hdus[0].header["RADIUS"] == 0.1
        centres = WCS(hdus[0].header).spectral.pixel_to_world_values(np.arange(4)) / 1.602176634e-7  # J in a TeV
    assert centres == pytest.approx(ENERGY.centres, rel=1e-6)


def test_an_image_is_two_dimensional(tmp_path):
    write_map(FitsMap(GRID, (), np.ones((6, 8)), "", "counts"), tmp_path / "image.fits")
    assert fits.getheader(tmp_path / "image.fits")["NAXIS"] == 2
    assert read_map(tmp_path / "image.fits").axes == ()


@pytest.mark.parametrize(
    ("table", "columns", "unit", "edges"),
    [
        ("EBOUNDS", {"E_MIN": [1e6, 1e7], "E_MAX": [1e7, 1e8]}, "keV", [1e-3, 1e-2, 1e-1]),
        ("ENERGIES", {"Energy": [1e3, 1e4]}, None, [10**-3.5, 10**-2.5, 10**-1.5]),
    ],
)
def test_energies_of_cubes_of_the_fermi_tools_are_read(tmp_path, table, columns, unit, edges):
    image = fits.PrimaryHDU(np.ones((2, 6, 8)), sky_header(CTYPE3="Energy", CRVAL3=1000.0, CRPIX3=1.0, CDELT3=900.0))
    found = [fits.Column(name, "D", unit=unit, array=values) for name, values in columns.items()]
    fits.HDUList([image, fits.BinTableHDU.from_columns(found, name=table)]).writeto(tmp_path / "cube.fits")
    cube = read_map(tmp_path / "cube.fits")
    assert cube.axes[0].edges == pytest.approx(edges)
    assert cube.grid.frame == "galactic"


@pytest.mark.parametrize(
    ("hdu", "reason"),
    [
        (fits.PrimaryHDU(np.ones((2, 6, 8)), sky_header()), "what its 2 planes stand for is missing"),
        (fits.PrimaryHDU(np.ones((6, 8)), sky_header(projection="ARC")), "projection ARC of a sky image"),
        (fits.PrimaryHDU(np.ones((6, 8)), sky_header("RA,DEC", "TAN", RADESYS="FK5")), "RADESYS FK5"),
        (fits.PrimaryHDU(np.ones(5)), "there is no image in it"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, hdu, reason):
    hdu.writeto(tmp_path / "odd.fits")
    with pytest.raises(DataError, match=rf"odd.fits: .*{reason}"):
        read_map(tmp_path / "odd.fits")


def test_healpix_is_refused_by_name(tmp_path):
    table = fits.BinTableHDU.from_columns([fits.Column("SIGNAL", "E", array=np.ones(12))])
    table.header.update({"PIXTYPE": "HEALPIX", "NSIDE": 1})
    fits.HDUList([fits.PrimaryHDU(), table]).writeto(tmp_path / "hpx.fits")
    with pytest.raises(DataError, match="HEALPix maps are not supported"):
        read_map(tmp_path / "hpx.fits")


def test_values_that_do_not_fit_their_axes_are_no_map():
    with pytest.raises(DataError, match="is not that of its axes"):
        FitsMap(GRID, (ENERGY,), np.ones((3, 6, 8)))
