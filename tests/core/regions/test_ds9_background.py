"""OFF regions from DS9 files: what is marked as background, and nothing else."""

import pytest

from vhegui.core.errors import DataError
from vhegui.core.regions.ds9_background import read_background_circles

FILE = """# Region file format: DS9 version 4.1
global color=green dashlist=8 3 width=1 source=1
fk5
circle(83.63,22.01,0.11) # source
circle(83.63,22.51,396") # color=red background
circle(5:35:00,+22:30:00,0.2d) # background text={north}
circle(84.0,23.0,0.1) # text={no background here}
galactic;circle(184.5,-5.8,0.1) # background
"""


def test_circles_marked_as_background_are_read_in_icrs(tmp_path):
    path = tmp_path / "off.reg"
    path.write_text(FILE)
    first, second, third = read_background_circles(path)
    assert (first.ra, first.dec, first.radius) == pytest.approx((83.63, 22.51, 0.11), abs=1e-5)
    assert (second.ra, second.dec, second.radius) == pytest.approx((83.75, 22.5, 0.2), abs=1e-5)
    assert third.ra == pytest.approx(83.6, abs=0.2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fk5\ncircle(83.63,22.01,0.11)", "no region is marked"),
        ("fk5\nbox(83.63,22.01,0.11,0.11,0) # background", "use circles"),
    ],
)
def test_a_file_without_off_circles_says_what_to_do(tmp_path, text, said):
    path = tmp_path / "off.reg"
    path.write_text(text)
    with pytest.raises(DataError, match=said):
        read_background_circles(path)
