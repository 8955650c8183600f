"""Nights, wobble patterns, colours and thresholds of runs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_runs import many_runs, small_index

from vhegui.analysis.runs.pointings import pointings
from vhegui.analysis.runs.trends import COLOURINGS, by_group, nights, noon, rates, used_thresholds, wobbles

EVERY = np.ones(6, bool)


def test_livetime_adds_up_per_night_whatever_the_longitude() -> None:
    index = small_index()
    found = nights(index, EVERY)
    assert found.livetime == pytest.approx([1500.0 / 3600, (1581.7 + 1572.7) / 3600, 1578.2 / 3600, 1581.2 / 3600])
    assert found.of_row.tolist() == [1, 1, 2, 3, 0]
    index.tstart[:5] = [53343.45, 53343.55, 53345.5, 53347.5, 53090.5]  # a site where night is noon in UTC
    assert nights(index, EVERY).of_row.tolist() == [1, 1, 2, 3, 0]


@given(st.lists(st.floats(0, 0.4), min_size=1, max_size=20), st.floats(0, 1), st.integers(50_000, 60_000))
def test_noon_is_never_in_the_night(times: list[float], dusk: float, day: int) -> None:
    begin = noon(day + dusk + np.array(times))
    assert all((begin - dusk - time) % 1.0 > 1e-3 for time in (min(times), max(times), np.mean(times)))
    inside = (begin - dusk) % 1.0
    assert inside > 0.4 or not min(times) < inside < max(times)


def test_nights_hold_all_livetime_of_many_runs() -> None:
    index = many_runs(2000)
    found = nights(index, np.ones(len(index), bool))
    assert found.livetime.sum() == pytest.approx(index.livetime.sum() / 3600)
    assert len(found) == len(found.start) > 500
    begun = index.tstart[found.rows] - found.start[found.of_row]
    assert ((begun >= 0) & (begun < 1)).all()


def test_rates_have_poisson_errors_and_unknown_runs_none() -> None:
    rate, error = rates(small_index())
    assert rate[0] == pytest.approx(7613 / 1581.7)
    assert error[0] == pytest.approx(np.sqrt(7613) / 1581.7)
    assert np.isnan(rate[5])


def test_directions_show_summed_livetime_and_mean_zenith() -> None:
    index = small_index().rows([23523, 23523, 23526, 20137])
    shared = pointings(index, np.ones(4, bool))
    values = {each.key: by_group(each.values(index), shared, each.summed) for each in COLOURINGS}
    crab = shared.of_row[0]
    assert values["livetime"][crab] == pytest.approx(2 * 1581.7 / 60)
    assert values["zenith"][crab] == pytest.approx(48.6)
    assert np.isnan(values["zenith"][shared.of_row[3]])


def test_the_wobble_pattern_is_rings_with_directions() -> None:
    index = small_index()
    found = wobbles(pointings(index, EVERY), 83.633, 22.014)
    assert str(found) == "0.50° (N 1, S 1) · 1.50° (E 1, W 1)"
    assert found.runs == (2, 2)
    assert str(wobbles(pointings(index, EVERY), 10.0, 80.0)) == ""
    assert str(wobbles(pointings(index, EVERY), 83.63, 21.51)).startswith("0.00° (on source 1)")


def test_thresholds_in_use_are_the_lower_edges_of_the_safe_bins() -> None:
    edges = np.array([0.1, 0.5, 1.0, 5.0])
    safe = {20136: np.array([False, True, True]), 23523: np.array([True, True, True]), 23526: np.zeros(3, bool)}
    zenith, low = used_thresholds(small_index(), edges, safe)
    assert zenith.tolist() == [48.6, 35.8]
    assert low.tolist() == [0.1, 0.5]
