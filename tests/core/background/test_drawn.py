"""OFF regions drawn by the user: which of them a run uses, and what it says about the others."""

from __future__ import annotations

from vhegui.core import sphere
from vhegui.core.background.drawn import Drawn, DrawnRegion, place
from vhegui.core.background.method import Excluded, OnRegion, RunField
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.ellipse import Ellipse
from vhegui.core.regions.exclusions import excluded_discs
from vhegui.core.regions.off_regions import EXCLUSION, FIELD, SOURCE

POINTING = (83.63, 22.51)


def at(offset: float, angle: float, radius: float) -> Circle:
    """A circle somewhere about the pointing."""
    return Circle(*(float(v) for v in sphere.offset_by(*POINTING, angle, offset)), radius)


ON = at(0.5, 180.0, 0.11)


def test_a_run_uses_the_regions_that_are_for_it_and_says_why_it_leaves_others_out():
    regions = {
        "used": at(0.8, 0.0, 0.2), FIELD: at(2.4, 0.0, 0.2), SOURCE: at(0.5, 160.0, 0.1), EXCLUSION: at(1.0, 90.0, 0.2),
    }  # fmt: skip
    drawn = [DrawnRegion(each.ra, each.dec, each.radius) for each in regions.values()]
    drawn.append(DrawnRegion(80.0, 22.5, 0.1, runs=(7,)))
    blocker = at(1.3, 90.0, 0.2)
    excluded = Excluded((blocker,), excluded_discs([blocker]))
    off = place(Drawn(tuple(drawn)), OnRegion(ON, ON.radius), RunField(5, POINTING, 2.5), excluded)
    assert off.regions == (regions["used"],)
    assert [each.reason for each in off.rejected] == [FIELD, SOURCE, EXCLUSION]
    assert f"{{runs}}: OFF region 2 is left out ({FIELD})" in off.remarks


def test_a_region_keeps_away_from_an_elliptical_exclusion():
    ellipse = Ellipse(*(float(v) for v in sphere.offset_by(*POINTING, 90.0, 1.0)), 0.6, 0.1, 0.0)
    along, beside = at(1.0, 90.0, 0.1), at(0.7, 90.0, 0.1)
    drawn = Drawn(tuple(DrawnRegion(each.ra, each.dec, each.radius) for each in (along, beside)))
    excluded = Excluded((ellipse,), excluded_discs([ellipse]))
    off = place(drawn, OnRegion(ON, ON.radius), RunField(5, POINTING, 2.5), excluded)
    assert off.regions == (beside,)
    assert [each.reason for each in off.rejected] == [EXCLUSION]
