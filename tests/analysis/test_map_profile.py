"""A profile over the map as part of the analysis: chosen, changed, kept in sessions, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from vhegui.analysis import edits
from vhegui.analysis.compare.settings import differences
from vhegui.analysis.map_profile import PROFILE_KINDS, about, kind_of
from vhegui.analysis.session.reading import parse_session, session_yaml
from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.sky.profile_shapes import LineProfile, RadialProfile, WedgeProfile
from vhegui.core.regions.circle import Circle

START = edits.move_region(edits.new_analysis(), Circle(83.63, 22.01, 0.11))


def profile_of(analysis):
    assert analysis.sky_profile is not None
    return analysis.sky_profile


@pytest.mark.parametrize("kind", PROFILE_KINDS)
def test_the_first_profile_is_about_the_source_and_a_session_keeps_it(kind):
    chosen = edits.choose_profile(START, kind)
    shape = profile_of(chosen)
    assert kind_of(shape) == kind and about(shape)
    assert shape.middle == pytest.approx((83.63, 22.01), abs=1e-3) and shape.reach == pytest.approx(0.5, abs=0.02)
    again, _ = parse_session(session_yaml(chosen, Path("/")), Path("/"))
    assert again.sky_profile == shape
    assert edits.choose_profile(chosen, "").sky_profile is None


def test_another_kind_stays_in_place_with_what_both_have():
    line = edits.set_profile(START, LineProfile(83.2, 22.0, 84.0, 22.0, bins=33, quantity="flux"))
    rings = profile_of(edits.choose_profile(line, "radial"))
    assert isinstance(rings, RadialProfile)
    assert rings.ra == pytest.approx(83.6) and rings.outer == pytest.approx(0.371, abs=1e-3)
    assert (rings.bins, rings.quantity) == (33, "flux")
    wedges = profile_of(edits.choose_profile(edits.set_profile(START, RadialProfile(83.6, 22, inner=0.2)), "wedges"))
    assert isinstance(wedges, WedgeProfile) and (wedges.inner, wedges.outer) == (0.2, 0.5)


def test_right_ascension_goes_round_and_what_cannot_be_is_refused():
    moved = profile_of(edits.set_profile(START, LineProfile(-0.5, 22.0, 360.5, 22.0)))
    assert isinstance(moved, LineProfile) and (moved.ra, moved.ra_end) == (359.5, 0.5)
    chosen = edits.choose_profile(START, "wedges")
    with pytest.raises(AnalysisError, match="Outer radius of the profile"):
        edits.change_profile(chosen, outer=0.0)
    with pytest.raises(AnalysisError, match="draw one on the map"):
        edits.change_profile(START, bins=3)


def test_profiles_are_compared_by_kind_and_then_by_what_differs():
    line = edits.choose_profile(START, "line")
    assert [(d.setting, d.a, d.b) for d in differences(START, line)] == [("Profile", "–", "Along a line")]
    other = edits.change_profile(line, width=0.4, ra=83.98765)
    said = {(d.setting, d.b) for d in differences(line, other)}
    assert said == {("Width of the profile", "0.4°"), ("Right ascension of the start of the profile", "83.9877°")}
