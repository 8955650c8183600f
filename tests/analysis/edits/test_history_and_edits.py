"""Edits make new states; undo brings back the old ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.analysis import edits
from vhegui.analysis.history import History
from vhegui.analysis.state import Target
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle


@pytest.fixture
def analysis():
    return edits.point_at(edits.new_analysis(), Target("Crab", 83.63, 22.01))


@given(st.lists(st.sampled_from(["push", "undo", "redo"]), max_size=40))
def test_undo_and_redo_walk_the_same_states(actions):
    history, position = History.start(edits.new_analysis()), 0
    states = [history.current]
    for number, action in enumerate(actions):
        if action == "push":
            history = history.push(str(number), edits.select_runs(history.current, [number]))
            states = [*states[: position + 1], history.current]
            position += 1
        elif action == "undo":
            history, position = history.undo(), max(0, position - 1)
        else:
            history, position = history.redo(), min(len(states) - 1, position + 1)
        assert history.current == states[position]


def test_an_edit_that_changes_nothing_is_no_step(analysis):
    history = History.start(analysis)
    assert history.push("Select", edits.select_runs(analysis, [])) is history


def test_aiming_keeps_the_radius_and_centres_the_map(analysis):
    moved = edits.point_at(edits.move_region(analysis, Circle(83.0, 22.0, 0.3)), Target("Mkn 421", 166.11, 38.21))
    assert moved.source == Circle(166.11, 38.21, 0.3)
    assert (moved.map.ra, moved.map.dec) == (166.11, 38.21)


def test_regions_that_are_none_are_refused(analysis):
    for circle in (Circle(0, 95, 0.1), Circle(0, 0, 0.0), Circle(float("nan"), 0, 0.1), Circle(0, 0, 50)):
        with pytest.raises(AnalysisError):
            edits.move_region(analysis, circle)
    assert edits.move_region(analysis, Circle(-5.0, 0.0, 0.1)).source.ra == 355.0


def test_the_mosaic_rule_is_501_pixels_of_002_degrees_above_100_gev(analysis):
    settings = edits.mosaic_map(analysis).map
    assert (settings.columns, settings.rows, settings.pixel, settings.low) == (501, 501, 0.02, 0.1)


def test_a_map_too_large_to_draw_is_refused(analysis):
    with pytest.raises(AnalysisError, match="4000"):
        edits.change(analysis, "map", width=50.0, pixel=0.001)
    with pytest.raises(AnalysisError, match="4000"):
        edits.change(analysis, "map", width=1.0, height=50.0, pixel=0.01)
