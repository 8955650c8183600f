"""The ends of the range that is used, as plots mark them."""

from __future__ import annotations

import numpy as np

from vhegui.core.axes import EnergyAxis
from vhegui.core.safe_range import used_range

AXIS = EnergyAxis(np.array([1.0, 2.0, 4.0, 8.0, 16.0]))


def test_the_used_range_ends_at_the_edges_of_the_used_bins() -> None:
    assert used_range(AXIS, np.array([False, True, True, False])) == (2.0, 8.0)


def test_an_end_that_is_not_cut_is_open_and_nothing_used_is_open_on_both_sides() -> None:
    assert np.isnan(used_range(AXIS, np.ones(4, dtype=np.bool_))).all()
    assert np.isnan(used_range(AXIS, np.zeros(4, dtype=np.bool_))).all()
    low, high = used_range(AXIS, np.array([False, False, True, True]))
    assert low == 4.0
    assert np.isnan(high)
