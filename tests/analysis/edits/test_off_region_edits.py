"""OFF regions drawn by the user, as edits: they are values like all others, and sessions keep them."""

from pathlib import Path

import pytest

from vhegui.analysis import edits
from vhegui.analysis.compare.settings import differences
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.core.background.drawn import Drawn, DrawnRegion, copied
from vhegui.core.background.reflected import Reflected, place_packed
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.exclusions import excluded_discs

HOME = Path("/home/user")
FIRST, SECOND = Circle(83.6, 23.0, 0.2), Circle(84.6, 22.4, 0.15)


def two_drawn():
    analysis = edits.add_off_region(edits.new_analysis(), FIRST)
    return edits.add_off_region(analysis, SECOND, runs=(7, 5))


def test_drawing_takes_the_method_of_drawn_regions_and_keeps_those_there_are():
    analysis = two_drawn()
    assert [each.circle for each in edits.drawn_regions(analysis)] == [FIRST, SECOND]
    assert edits.drawn_regions(edits.new_analysis()) == ()


def test_a_region_is_changed_by_its_position():
    analysis = edits.change_off_region(two_drawn(), 0, Circle(-10.0, 20.0, 0.3))
    analysis = edits.set_off_runs(analysis, 0, [9, 3, 9])
    assert edits.drawn_regions(analysis)[0] == DrawnRegion(350.0, 20.0, 0.3, (3, 9))
    assert edits.drawn_regions(edits.remove_off_region(analysis, 0))[0].circle == SECOND


@pytest.mark.parametrize("circle", [Circle(0.0, 95.0, 0.1), Circle(0.0, 0.0, 0.0), Circle(float("nan"), 0.0, 0.1)])
def test_what_is_no_circle_on_the_sky_is_refused(circle):
    with pytest.raises(AnalysisError, match="OFF regions drawn 1"):
        edits.add_off_region(edits.new_analysis(), circle)


def test_a_session_keeps_them_in_readable_keys():
    text = session_yaml(two_drawn(), HOME)
    assert "method: drawn" in text
    assert "- {ra: 84.6 deg, dec: 22.4 deg, radius: 0.15 deg, runs: [7, 5]}" in text
    assert parse_session(text, HOME)[0].background == two_drawn().background


def test_a_wrong_region_in_a_session_is_named():
    text = session_yaml(two_drawn(), HOME).replace("radius: 0.15 deg", "radius: 0 deg")
    with pytest.raises(ConfigError, match=r"background\.regions\[1\]\.radius"):
        parse_session(text, HOME)


def test_a_comparison_says_which_are_drawn():
    found = {each.setting: each for each in differences(edits.new_analysis(), two_drawn())}
    assert (found["OFF regions"].a, found["OFF regions"].b) == ("Reflected", "Drawn")
    assert "0.15° about RA 84.600°" in found["OFF regions drawn"].b


def test_another_method_and_back_brings_the_drawn_regions_back():
    drawn, past = two_drawn(), [two_drawn()]
    reflected = edits.use_method(drawn, "reflected", past)
    assert reflected.background == Reflected()
    assert edits.use_method(reflected, "drawn", [reflected, *past]) == drawn


def test_placed_regions_are_copied_for_all_runs_or_each_for_its_own():
    source, nothing = Circle(83.63, 22.01, 0.11), excluded_discs([])
    placed = {run: place_packed(source, (83.63, 22.51), nothing) for run in (1, 2)}
    together, each = copied(placed, per_run=False), copied(placed, per_run=True)
    assert len(together) == len(placed[1]) and all(region.runs == () for region in together)
    assert len(each) == 2 * len(together)
    assert {region.runs for region in each} == {(1,), (2,)}
    assert Drawn(each) != Drawn(together)


def test_named_off_runs_stay_when_regions_are_drawn_and_removed():
    analysis = edits.add_off_region(edits.new_analysis(), Circle(83.0, 22.0, 0.1))
    analysis = edits.change(analysis, "background", off_runs=(5, 7))
    analysis = edits.remove_off_region(edits.add_off_region(analysis, Circle(84.0, 22.0, 0.1)), 0)
    assert analysis.background.off_runs == (5, 7)
