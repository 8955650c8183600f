"""Regions that measure are added, changed, grouped and removed, and nothing else changes with them."""

import pytest

from vhegui.analysis import edits
from vhegui.analysis.compare.settings import differences, in_short
from vhegui.analysis.marks import Mark
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.annulus import Annulus
from vhegui.core.regions.circle import Circle
from vhegui.core.regions.line import Line
from vhegui.core.regions.point import Point
from vhegui.core.regions.rectangle import Rectangle

BOX = Rectangle(83.63, 22.01, 1.0, 0.4, 30.0)
MARKS = (
    Mark(BOX, "box"),
    Mark(Line((83.0, 22.0), (84.0, 22.0)), "slice", "series1"),
    Mark(Point(83.63, 22.01), color="#ff8800"),
)


@pytest.fixture
def marked():
    analysis = edits.new_analysis()
    for mark in MARKS:
        analysis = edits.add_mark(analysis, mark)
    return analysis


def test_marks_are_changed_and_removed(marked):
    assert marked.marks == MARKS
    moved = edits.change_mark(marked, 1, Mark(Circle(443.0, 22.0, 0.2), "disc"))
    assert moved.marks[1] == Mark(Circle(83.0, 22.0, 0.2), "disc"), "right ascension comes into its range"
    assert edits.remove_marks(marked, {0, 1}).marks == MARKS[2:]
    with pytest.raises(AnalysisError, match="no measuring region 4"):
        edits.change_mark(marked, 3, MARKS[0])


def test_an_exclusion_may_take_any_shape():
    analysis = edits.add_exclusion(edits.new_analysis(), Circle(83.63, 22.01, 0.3))
    assert edits.change_exclusion(analysis, 0, BOX).exclusions == (BOX,)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (Mark(BOX, color="mauve"), "mauve"),
        (Mark(Line((83.0, 22.0), (83.0, 22.0))), "two ends"),
        (Mark(Point(83.0, 122.0)), "position"),
        (Mark(Annulus(Circle(83.0, 22.0, 0.1), Circle(83.0, 22.0, 0.2))), "smaller"),
    ],
)
def test_what_cannot_be_measured_is_refused(mark, said):
    with pytest.raises(AnalysisError, match=said):
        edits.add_mark(edits.new_analysis(), mark)


def test_marks_are_compared_in_words_and_change_no_result(marked):
    (found,) = differences(edits.new_analysis(), marked)
    assert (found.setting, found.a) == ("Regions that measure", "none")
    assert "box: rectangle 1° × 0.4° at 30° about RA 83.630°" in found.b
    assert "slice: line of 0.927° at 90°" in found.b
    assert in_short(edits.new_analysis(), marked) == ""
