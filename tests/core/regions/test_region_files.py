"""Region files: what is written is read again, by this program and by astropy's regions; others' files are read."""

from __future__ import annotations

import numpy as np
import pytest
from astropy import units as u
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.wcs import WCS
from hypothesis import given, settings
from hypothesis import strategies as st
from regions import CircleSkyRegion, RectangleSkyRegion, Regions

from vhegui.core import sphere
from vhegui.core.errors import DataError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_regions import ds9_regions, ds9_text
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.file_regions import FileRegion, source_of
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle
from vhegui.core.regions.region_files import read_regions, write_regions

CRAB = (83.63, 22.01)
HOLLOW = Annulus(Ellipse(83.2, 22.4, 0.5, 0.3, 20.0), Ellipse(83.2, 22.4, 0.3, 0.2, 20.0))
FRAME = Annulus(Rectangle(84.2, 21.4, 0.5, 0.3, 20.0), Rectangle(84.2, 21.4, 0.3, 0.2, 20.0))
REGIONS = (
    FileRegion(Circle(*CRAB, 0.11), "source", "Crab"),
    FileRegion(Rectangle(83.0, 22.6, 0.4, 0.2, 30.0), "exclusion", color="#ff8800"),
    FileRegion(Ellipse(84.1, 22.3, 0.3, 0.1, 40.0), "mark", "jet 1", "red", "outflow"),
    FileRegion(Annulus(Circle(*CRAB, 0.3), Circle(*CRAB, 0.2)), "mark", "ring"),
    FileRegion(HOLLOW, "mark", "shell"),
    FileRegion(FRAME, "exclusion", "frame"),
    FileRegion(Polygon(((83.3, 21.7), (83.8, 21.8), (83.5, 21.85), (83.6, 22.2))), "mark", "", "", "outflow"),
    FileRegion(Point(83.5, 22.0), "mark", "pulsar"),
    FileRegion(Line((83.3, 22.0), (83.9, 22.1)), "mark", "slice"),
)


def assert_alike(one, other, within):
    """Both have the same outline."""
    assert type(one) is type(other)
    ours, theirs = (np.array(shape.outline(40)) for shape in (one, other))
    assert np.nanmax(sphere.separation(*ours, *theirs)) < within


def words(region):
    return region.role, region.name, region.color, region.group


def test_a_ds9_file_keeps_everything(tmp_path):
    path = tmp_path / "all.reg"
    assert write_regions(path, REGIONS) == ()
    found = read_regions(path)
    assert not found.left_out
    for before, after in zip(REGIONS, found.regions, strict=True):
        assert_alike(before.shape, after.shape, 1e-8)
        assert words(after) == words(before)
    assert_alike(source_of(found.regions, "all.reg"), REGIONS[0].shape, 1e-8)


def test_a_fits_table_keeps_everything_but_lines(tmp_path):
    path = tmp_path / "all.fits"
    (said,) = write_regions(path, REGIONS)
    assert "'slice' is left out" in said
    found = read_regions(path)
    assert not found.left_out
    for before, after in zip(REGIONS[:-1], found.regions, strict=True):
        assert_alike(before.shape, after.shape, 1e-4)
        assert words(after) == words(before)
    header = fits.getheader(path, "REGION")
    assert (header["HDUCLASS"], header["HDUCLAS1"], header["MFORM1"]) == ("ASC", "REGION", "X,Y")
    assert [header[f"TCTYP{i}"] for i in (2, 3)] == ["RA---TAN", "DEC--TAN"]


def plane_about(ra, dec):
    wcs = WCS(naxis=2)
    wcs.wcs.ctype, wcs.wcs.crval, wcs.wcs.crpix = ["RA---TAN", "DEC--TAN"], [ra, dec], [500, 500]
    wcs.wcs.cdelt = [-1e-3, 1e-3]
    return wcs


def share_that_differs(ours, theirs):
    """Of the sky around a shape: what lies in one, and not in the other."""
    around, rng = ours.bounding, np.random.default_rng(1)
    away = around.radius * np.sqrt(rng.random(2000))
    ra, dec = sphere.offset_by(around.ra, around.dec, rng.uniform(0, 360, 2000), away)
    theirs.meta["include"] = True  # else it is all that is outside
    inside = theirs.contains(SkyCoord(ra, dec, unit="deg"), plane_about(around.ra, around.dec))
    return np.mean(inside != ours.contains(ra, dec))


def test_astropys_regions_reads_the_ds9_file():
    theirs = Regions.parse(ds9_text(REGIONS), format="ds9")
    assert len(theirs) == len(REGIONS)
    for ours, other in zip(REGIONS[:7], theirs, strict=False):
        assert share_that_differs(ours.shape, other) < 2e-3


def test_astropys_regions_reads_the_fits_table_as_gammapy_does(tmp_path):
    path = tmp_path / "some.fits"
    kept = [each for each in REGIONS if isinstance(each.shape, Circle | Ellipse | Rectangle)]
    write_regions(path, kept)
    wcs = WCS(fits.getheader(path, "REGION"), naxis=2)
    for ours, theirs in zip(kept, Regions.read(path, format="fits"), strict=True):
        theirs.meta["include"] = True
        sky = theirs.to_sky(wcs)
        assert sky.center.separation(SkyCoord(ours.shape.ra, ours.shape.dec, unit="deg")) < 1e-6 * u.deg
        assert share_that_differs(ours.shape, sky) < 5e-3


def test_a_table_that_gammapy_writes_is_read(tmp_path):
    wcs = plane_about(83.0, 22.0)
    regions = [
        RectangleSkyRegion(SkyCoord(*CRAB, unit="deg"), 0.3 * u.deg, 0.2 * u.deg, 30 * u.deg).to_pixel(wcs),
        CircleSkyRegion(SkyCoord(82.8, 21.8, unit="deg"), 0.2 * u.deg).to_pixel(wcs),
    ]
    table = Regions(regions).serialize(format="fits")
    table.meta.update(wcs.to_header())
    fits.BinTableHDU(table, name="REGION").writeto(tmp_path / "theirs.fits")
    box, circle = (each.shape for each in read_regions(tmp_path / "theirs.fits").regions)
    assert_alike(box, Rectangle(*CRAB, 0.3, 0.2, 30.0), 1e-4)
    assert_alike(circle, Circle(82.8, 21.8, 0.2), 1e-4)


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 359.9), st.floats(-80, 80), st.floats(0.05, 2), st.floats(0.05, 2), st.floats(1, 178))
def test_shapes_anywhere_survive_both_formats(tmp_path_factory, ra, dec, width, height, angle):
    folder = tmp_path_factory.mktemp("regions")
    regions = [FileRegion(Rectangle(ra, dec, width, height, angle)), FileRegion(Ellipse(ra, dec, width, height, angle))]
    for name in ("a.reg", "a.fits"):
        write_regions(folder / name, regions)
        for before, after in zip(regions, read_regions(folder / name).regions, strict=True):
            assert_alike(before.shape, after.shape, 1e-6)


def test_a_table_in_degrees_is_read_and_shapes_that_are_not_known_are_named(tmp_path):
    columns = [
        fits.Column("SHAPE", "10A", array=["CIRCLE", "!ROTBOX", "PIE"]),
        fits.Column("RA", "D", unit="deg", array=[83.63, 83.0, 83.0]),
        fits.Column("DEC", "D", unit="deg", array=[22.01, 22.5, 22.0]),
        fits.Column("R", "2D", unit="deg", array=[[0.3, 0], [0.4, 0.2], [0.1, 0.2]]),
        fits.Column("ROTANG", "D", unit="deg", array=[0.0, 30.0, 0.0]),
    ]
    path = tmp_path / "degrees.fits"
    fits.BinTableHDU.from_columns(columns, name="REGION").writeto(path)
    found = read_regions(path)
    assert_alike(found.regions[0].shape, Circle(83.63, 22.01, 0.3), 1e-5)
    assert found.regions[1].role == "exclusion"
    assert_alike(found.regions[1].shape, Rectangle(83.0, 22.5, 0.4, 0.2, 30.0), 1e-5)
    assert found.left_out == ("degrees.fits, region 3, is left out: a pie is no shape that is known here",)


def test_what_is_no_region_file_and_what_cannot_be_on_is_said(tmp_path):
    path = tmp_path / "image.fits"
    fits.PrimaryHDU(np.zeros((2, 2))).writeto(path)
    with pytest.raises(DataError, match="holds no region table"):
        read_regions(path)
    two = ds9_regions("icrs; circle(83,22,0.1)\ncircle(84,22,0.1)", "two.reg").regions
    with pytest.raises(DataError, match="2 regions could be the source region"):
        source_of(two, "two.reg")
    with pytest.raises(DataError, match="no region of it"):
        source_of(ds9_regions("icrs; point(83,22)", "point.reg").regions, "point.reg")
    assert "a text measures nothing" in ds9_regions("icrs; text(83,22) # text={a}", "t.reg").left_out[0]
