"""Exclusions of DS9 files are read as they are meant, or refused: none is ever left out."""

import numpy as np
import pytest

from vhegui.core import sphere
from vhegui.core.errors import DataError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_exclusions import read_exclusion_regions
from vhegui.core.regions.ellipse import Ellipse


def read(tmp_path, text):
    path = tmp_path / "exclusions.reg"
    path.write_text(text)
    return read_exclusion_regions(path)


def test_circles_and_ellipses_are_read(tmp_path):
    circle, ellipse = read(tmp_path, "icrs\ncircle(83.63,22.01,0.3)\nellipse(84.0,23.0,30',0.1,20) # color=red\n")
    assert circle == Circle(83.63, 22.01, 0.3)
    assert isinstance(ellipse, Ellipse)
    assert (ellipse.ra, ellipse.dec, ellipse.angle) == pytest.approx((84.0, 23.0, 110.0))
    assert np.tan(np.radians([ellipse.a, ellipse.b])) == pytest.approx(np.radians([0.5, 0.1]))


@pytest.mark.parametrize("frame", ["icrs", "galactic"])
def test_an_ellipse_holds_what_it_holds_in_the_tangent_plane(tmp_path, frame):
    from astropy.coordinates import SkyCoord
    from astropy.wcs import WCS
    from regions import Regions

    text = f"{frame}; ellipse(184.5,-5.8,0.8,0.3,25)"
    (ours,) = read(tmp_path, text)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"] if frame == "icrs" else ["GLON-TAN", "GLAT-TAN"]
    wcs.wcs.crval, wcs.wcs.cdelt, wcs.wcs.crpix = [184.5, -5.8], [-0.001, 0.001], [1.0, 1.0]
    rng = np.random.default_rng(3)
    ra, dec = sphere.offset_by(ours.ra, ours.dec, rng.uniform(0, 360, 4000), np.sqrt(rng.random(4000)))
    theirs = Regions.parse(text, format="ds9")[0].contains(SkyCoord(ra, dec, unit="deg"), wcs)
    assert np.count_nonzero(ours.contains(ra, dec) != theirs) <= 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("elipse(83,22,0.3,0.1,30)", "elipse"),
        ("box(83,22,0.1,0.2,3)", "RectangleSkyRegion"),
        ("ellipse(83,22,0.1,0.2,0.3,0.4,30)", "EllipseAnnulusSkyRegion"),
        ("ellipse(83,22,0.3,0.1)", "five numbers"),
        ("ellipse(83,22,-0.3,0.1,30)", "width"),
        ("ellipse(83,22,inf,0.1,30)", "inf"),
        ("ellipse(83,22,1e400,0.1,30)", "exclusions.reg"),
        ("circle(83,22,1e400)", "exclusions.reg"),
        ("circle(83,22,0.1) || ellipse(83,22,0.3,0.1,30)", "||"),
        ("projection(83,22,84,23,0.1)", "projection"),
    ],
)
def test_what_is_no_exclusion_is_refused_by_name(tmp_path, line, said):
    with pytest.raises(DataError) as error:
        read(tmp_path, f"icrs\ncircle(83,22,0.1)\n{line}\n")
    assert said in str(error.value)


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_exclusion_regions(tmp_path / "none.reg")
