"""Exclusions of DS9 files are read as they are meant, or left out by name; a mistake is an error."""

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.wcs import WCS

from vhegui.core import sphere
from vhegui.core.errors import DataError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ds9_exclusions import exclusions_of, read_exclusion_regions
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.polygon import Polygon
from vhegui.core.regions.rectangle import Rectangle

FRAMES = {"icrs": "RA---TAN", "fk5": "RA---TAN", "galactic": "GLON-TAN"}


def read(text):
    return exclusions_of(text, "exclusions.reg").regions


def test_circles_and_ellipses_are_read():
    circle, ellipse = read("icrs\ncircle(83.63,22.01,0.3)\nellipse(84.0,23.0,30',0.1,20) # color=red\n")
    assert circle == Circle(83.63, 22.01, 0.3)
    assert isinstance(ellipse, Ellipse)
    assert (ellipse.ra, ellipse.dec, ellipse.angle) == pytest.approx((84.0, 23.0, 110.0))
    assert np.tan(np.radians([ellipse.a, ellipse.b])) == pytest.approx(np.radians([0.5, 0.1]))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "shape",
    [
        "ellipse(184.5,-5.8,0.8,0.3,25)",
        "box(184.5,-5.8,1.2,0.6,25)",
        "polygon(184.0,-6.2,184.9,-6.1,184.5,-5.8,184.8,-5.2,184.1,-5.3)",
        "ellipse(184.5,-5.8,0.4,0.15,0.8,0.3,25)",
    ],
)
def test_a_shape_holds_what_it_holds_in_the_tangent_plane(frame, shape):
    from regions import Regions

    text = f"{frame}; {shape}"
    (ours,) = read(text)
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = [FRAMES[frame], FRAMES[frame].replace("RA--", "DEC-").replace("LON", "LAT")]
    wcs.wcs.crval, wcs.wcs.cdelt, wcs.wcs.crpix = [184.5, -5.8], [-0.001, 0.001], [1.0, 1.0]
    rng = np.random.default_rng(3)
    ra, dec = sphere.offset_by(ours.ra, ours.dec, rng.uniform(0, 360, 4000), np.sqrt(rng.random(4000)))
    theirs = Regions.parse(text, format="ds9")[0].contains(SkyCoord(ra, dec, unit="deg"), wcs)
    assert 0 < np.count_nonzero(theirs) < 4000
    assert np.count_nonzero(ours.contains(ra, dec) != theirs) <= 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("icrs;annulus(83,22,0.1,0.3)", Annulus(Circle(83, 22, 0.3), Circle(83, 22, 0.1))),
        ("icrs;annulus(83,22,0.1,0.2,0.4)", Annulus(Circle(83, 22, 0.4), Circle(83, 22, 0.1))),
        ("icrs;annulus(83,22,0.1,0.4,n=3)", Annulus(Circle(83, 22, 0.4), Circle(83, 22, 0.1))),
        ("icrs;annulus(83,22,0,0.4)", Circle(83, 22, 0.4)),
        ("J2000\nicrs\ncircle 83 22 18'", Circle(83, 22, 0.3)),
        ("ICRS;CIRCLE(5:32:00,-00:30:00,1080\")", Circle(83, -0.5, 0.3)),
        ("icrs\ncircle(5h32m0s,+22d0m0s,0.3d) # text={a ; (b} tag={#1}", Circle(83, 22, 0.3)),
        ("icrs\ncircle(83d,22d,0.0174532925199433r)", Circle(83, 22, 1.0)),
        ("icrs\n-circle(83,22,0.3)", Circle(83, 22, 0.3)),
        ("icrs\ncircle(83,22,0.3) # include=0", Circle(83, 22, 0.3)),
        ("icrs\n# composite(83,22,0) || composite=1\ncircle(83,22,0.3) ||", Circle(83, 22, 0.3)),
        ("global font=\"times 10\"\nicrs\n\n# as circle(1,2,3)\n+circle(83,22,0.3)", Circle(83, 22, 0.3)),
    ],
)  # fmt: skip
def test_ds9s_ways_of_writing_are_understood(text, found):
    (region,) = read(text)
    assert type(region) is type(found)
    assert region.bounding.radius == pytest.approx(found.bounding.radius)
    assert (region.ra, region.dec, region.area) == pytest.approx((found.ra, found.dec, found.area))


def test_several_shapes_on_a_line_are_all_read():
    found = read(
        "fk5;circle(83,22,0.1);box(84,22,1,1,0) || polygon(80,20,81,20,81,21)\ngalactic;circle(184.5,-5.8,0.1)"
    )
    assert [type(each) for each in found] == [Circle, Rectangle, Polygon, Circle]
    assert found[3].ra == pytest.approx(83.6, abs=0.1)


@pytest.mark.parametrize(
    ("name", "frame"),
    [("fk4", "fk4"), ("B1950", "fk4"), ("fk5", "fk5"), ("j2000", "fk5"), ("ecliptic", "barycentricmeanecliptic")],
)
def test_a_place_of_another_frame_is_where_astropy_has_it(name, frame):
    (circle,) = read(f"{name}\ncircle(83.0,22.0,0.3)")
    place = SkyCoord(83.0, 22.0, unit="deg", frame=frame).icrs
    assert sphere.separation(circle.ra, circle.dec, place.ra.deg, place.dec.deg) < 1e-6


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cirlce(83,22,0.3)", "circle"),
        ("elipse(83,22,0.3,0.1,30)", "elipse"),
        ("circle(83,22,0.3", "parenthesis"),
        ("circle 83,22,0.3)", "parenthesis"),
        ("circle(83,22)", "three numbers"),
        ("circle(83,,0.3)", "lacks a number"),
        ("circle(83,22,-0.3)", "-0.3 deg is not possible"),
        ("circle(83,22,0)", "0 deg is not possible"),
        ("circle(83,22,nan)", "'nan'"),
        ("circle(83,22,1e400)", "inf deg"),
        ("circle(inf,22,0.3)", "'inf'"),
        ("circle(83,122,0.3)", "122 deg"),
        ("circle(5:61:00,22,0.3)", "60 minutes"),
        ("ellipse(83,22,0.3,0.1)", "five numbers"),
        ("ellipse(83,22,-0.3,0.1,30)", "-0.3 deg"),
        ("ellipse(83,22,inf,0.1,30)", "'inf'"),
        ("box(83,22,0.3,30)", "five numbers"),
        ("box(83,22,0.3,0.1,nan)", "'nan'"),
        ("ellipse(83,22,0.1,0.4,0.3,0.2,30)", "must rise"),
        ("annulus(83,22,0.3)", "four numbers"),
        ("annulus(83,22,0.3,0.1)", "must rise"),
        ("polygon(83,22,84,22)", "three at least"),
        ("polygon(83,22,84,22,84)", "pairs"),
        ("polygon(83,22,84,23,84,22,83,23)", "cross"),
        ("polygon(83,22,83,22,83,22)", "enclose nothing"),
        ("galatic", "galactic"),
        ("what is this", "no DS9 region"),
    ],
)
def test_a_mistake_is_an_error_that_names_its_line(line, said):
    with pytest.raises(DataError, match=r"exclusions\.reg, line 3") as error:
        read(f"icrs\ncircle(83,22,0.1)\n{line}\n")
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("panda(83,22,0,90,2,0.1,0.3,1)", "panda"),
        ("epanda(83,22,0,90,2,0.1,0.2,0.3,0.4,1,0)", "epanda"),
        ("bpanda(83,22,0,90,2,0.1,0.2,0.3,0.4,1,0)", "bpanda"),
        ("image;circle(100,100,10)", "pixels"),
        ("circle(100p,100p,10p)", "pixels"),
        ("circle(83,22,10i)", "pixels"),
        ("-circle(83,22,0.05)", "marked as excluded"),
    ],
)
def test_what_cannot_be_used_is_left_out_by_name_and_the_rest_is_used(line, said):
    found = exclusions_of(f"icrs\ncircle(83,22,0.1)\n{line}\n", "exclusions.reg")
    assert len(found.regions) == 1
    (text,) = found.left_out
    assert text.startswith("exclusions.reg, line 3: '")
    assert said in text


def test_a_file_of_which_nothing_can_be_used_is_refused():
    with pytest.raises(DataError, match=r"line 1.*pixels"):
        read("circle(100,100,10)")


@pytest.mark.parametrize(
    "line",
    [
        "point(83,22) # point=x",
        "circle point 83 22",
        "line(83,22,84,23) # line=0 0",
        "# vector(83,22,0.3,45) vector=1",
        "# text(83,22) text={a (remark)}",
        "text(83,22,{a; (remark})",
        "# ruler(83,22,84,23) ruler=fk5 degrees",
        "# compass(83,22,0.3) compass=fk5 {N} {E} 1 1",
        "projection(83,22,84,23,0.1)",
        "segment(83,22,84,23,85,22)",
    ],
)
def test_what_has_no_area_is_said_and_is_no_shortcoming(line):
    found = exclusions_of(f"icrs\ncircle(83,22,0.1)\n{line}\n", "exclusions.reg")
    assert (len(found.regions), found.left_out, len(found.annotations)) == (1, (), 1)
    assert "line 3" in found.annotations[0]


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_exclusion_regions(tmp_path / "none.reg")
