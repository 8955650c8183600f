"""Edits of the light curve and of time cuts: what they change, and what they refuse."""

from __future__ import annotations

import pytest

from vhegui.analysis import edits
from vhegui.analysis.state import EventSelection
from vhegui.core.errors import AnalysisError

ANALYSIS = edits.new_analysis()


def test_a_cut_in_time_leaves_the_other_choice_of_events_and_is_taken_away_again():
    kept = edits.put(ANALYSIS, "events.keep_outside_gti", True)
    cut = edits.cut_times(kept, [(53343, 53344.5)])
    assert cut.events == EventSelection(True, ((53343.0, 53344.5),))
    assert edits.cut_times(cut) == kept
    with pytest.raises(AnalysisError, match="must end after it starts"):
        edits.cut_times(ANALYSIS, [(2.0, 1.0)])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bins": "week"}, "one of: run, night"),
        ({"minutes": 0.0}, "Length of time bins: 0 min is not possible; give more than 0 min"),
        ({"p0": 1.0}, "less than 1"),
        ({"edges": (1.0,)}, "two or more"),
        ({"edges": (3.0, 1.0)}, "rising"),
        ({"period": -1.0}, "Period"),
        ({"intervals": ((5.0, float("nan")),)}, "must end after"),
        ({"ul_sigma": 0.0}, "Limits"),
    ],
)
def test_settings_that_mean_nothing_are_refused_with_a_reason(changes, said):
    with pytest.raises(AnalysisError, match=said):
        edits.change(ANALYSIS, "light_curve", **changes)


def test_bands_are_equal_in_the_logarithm():
    edges = edits.set_light_curve_bands(ANALYSIS, 1.0, 100.0, 2).light_curve.edges
    assert edges == pytest.approx((1.0, 10.0, 100.0))
    with pytest.raises(AnalysisError, match="rising"):
        edits.set_light_curve_bands(ANALYSIS, 1.0, 1.0, 2)
