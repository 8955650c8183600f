"""Time bins hold the good time they should, no more and no less."""

from __future__ import annotations

import numpy as np
import pytest
from astropy.stats import bayesian_blocks
from hypothesis import given
from hypothesis import strategies as st
from made_up_light_curves import START, made_light_curve, nightly_runs, timed_run

from vhegui.core.errors import AnalysisError
from vhegui.core.estimators.light_curve.time_bins import (
    GoodTime,
    block_bins,
    changes,
    fixed_bins,
    given_bins,
    night_bins,
    noon,
    run_bins,
    separate_bins,
)

MINUTE = 1.0 / 1440.0


def good(*minutes, start=START):
    gti = start + np.array(minutes, dtype=float).reshape(-1, 2) * MINUTE
    return GoodTime(gti, 0.9 * float(np.diff(gti, axis=1).sum()) * 86400)


def test_a_run_is_a_bin_of_its_own_also_where_another_telescope_observes():
    bins = run_bins([good(5, 35), good(0, 30)])
    np.testing.assert_allclose((bins.start - START) / MINUTE, [0, 5], atol=1e-6)
    np.testing.assert_array_equal(bins.fraction, [[0, 1], [1, 0]])


def test_fixed_bins_start_anew_after_long_pauses_and_lose_the_time_of_short_ones():
    bins = fixed_bins([good(0, 25), good(27, 40), good(100, 113)], 10.0)
    np.testing.assert_allclose((bins.start - START) / MINUTE, [0, 10, 20, 30, 100, 110], atol=1e-6)
    np.testing.assert_allclose((bins.stop - START) / MINUTE, [10, 20, 30, 40, 110, 113], atol=1e-6)
    np.testing.assert_allclose(bins.livetime.sum(axis=1) / 54.0, [10, 10, 8, 10, 10, 3], rtol=1e-6)


@given(st.lists(st.tuples(st.floats(0.5, 60), st.floats(0.0, 90)), min_size=1, max_size=8), st.floats(0.2, 100))
def test_fixed_bins_hold_all_good_time_once(lengths, minutes):
    ends = np.cumsum(lengths)
    times = [good(ends[2 * i] - length, ends[2 * i]) for i, (length, _) in enumerate(lengths)]
    bins = fixed_bins(times, minutes)
    np.testing.assert_allclose(bins.livetime.sum(axis=0), [time.livetime for time in times], rtol=1e-5)
    assert np.all(bins.start[1:] >= bins.stop[:-1] - 1e-9)
    alone = np.append(True, bins.start[1:] - bins.stop[:-1] > 1e-9) & np.append(
        bins.start[1:] - bins.stop[:-1] > 1e-9, True
    )
    assert np.all(alone | (bins.livetime.sum(axis=1) >= 0.9 * 0.249 * minutes * 60.0))


def test_slivers_of_fixed_bins_join_their_neighbour_with_their_exposure():
    bins = fixed_bins([good(0, 22), good(31, 52), good(100, 101)], 10.0)
    np.testing.assert_allclose((bins.start - START) / MINUTE, [0, 10, 20, 40, 100], atol=1e-6)
    np.testing.assert_allclose((bins.stop - START) / MINUTE, [10, 20, 40, 52, 101], atol=1e-6)
    np.testing.assert_allclose(bins.livetime.sum(axis=1) / 54.0, [10, 10, 11, 12, 1], rtol=1e-6)


def test_many_short_pieces_join_only_until_they_are_long_enough():
    pieces = [good(9 * i, 9 * i + 1) for i in range(12)]
    bins = fixed_bins(pieces, 10.0)
    assert len(bins) >= 3
    assert bins.livetime.sum(axis=1).min() >= 2.5 * 54.0


@given(st.floats(0.0, 1.0), st.integers(1, 10))
def test_runs_of_one_night_are_one_bin_wherever_the_telescope_stands(dusk, n_nights):
    hours = (1.0, 4.0, 9.5)
    times = [good(60 * hour, 60 * hour + 28, start=START + dusk + night) for night in range(n_nights) for hour in hours]
    bins = night_bins(times)
    assert len(bins) == n_nights
    np.testing.assert_allclose(bins.stop - bins.start, (60 * 8.5 + 28) * MINUTE, rtol=1e-6)
    np.testing.assert_allclose(bins.fraction.sum(axis=0), 1.0)


def test_noon_is_in_the_middle_of_the_day():
    assert noon([good(60 * 20, 60 * 26, start=59000.0)]) == pytest.approx(11 / 24, abs=1e-6)


def test_given_intervals_stay_also_when_empty_and_must_end_after_they_start():
    bins = given_bins([(START + 1, START + 2), (START, START + 15 * MINUTE)], [good(0, 30)])
    np.testing.assert_allclose(bins.fraction[:, 0], [0.0, 0.5], atol=1e-6)
    with pytest.raises(AnalysisError, match="end after it starts"):
        given_bins([(START + 1, START)], [good(0, 30)])
    with pytest.raises(AnalysisError, match="longer"):
        fixed_bins([good(0, 3e6)], 0.001)


def test_blocks_join_equal_neighbours_and_find_a_flare():
    rng = np.random.default_rng(3)
    times = [run.time for run in nightly_runs(rng, 30)]
    bins, error = run_bins(times), np.full(30, 0.1)
    steady = block_bins(bins, 1.0 + 0.1 * rng.standard_normal(30), error, times)
    assert len(steady) == 1
    assert (steady.start[0], steady.stop[0]) == (bins.start[0], bins.stop[-1])
    flux = 1.0 + 0.1 * rng.standard_normal(30)
    flux[12:15] += 1.0
    blocks = block_bins(bins, flux, error, times)
    np.testing.assert_array_equal(blocks.start, bins.start[[0, 12, 15]])
    np.testing.assert_allclose(blocks.fraction.sum(axis=1), [12, 3, 15])


def test_false_blocks_are_rarer_than_asked_for():
    rng = np.random.default_rng(4)
    times = [run.time for run in nightly_runs(rng, 20, scale=0.01)]
    bins, error = run_bins(times), np.ones(20)
    false = sum(len(block_bins(bins, 10 + rng.standard_normal(20), error, times, 0.05)) > 1 for _ in range(60))
    assert false <= 7  # 3 expected at most


def test_bins_that_were_not_measured_take_no_part_in_blocks():
    curve = made_light_curve()
    times = [timed_run(np.random.default_rng(0), float(start)).time for start in curve.time_min]
    flux = curve.flux[:, 0].copy()
    flux[1:] = np.nan
    assert len(block_bins(run_bins(times), flux, curve.flux_err[:, 0], times)) == 3


def test_runs_at_the_same_time_share_a_bin_and_blocks_can_be_made_of_them():
    times = [good(0.0, 30.0), good(100.0, 130.0), good(0.0, 30.0), good(120.0, 150.0)]
    bins = separate_bins(times)
    assert len(bins) == 2
    np.testing.assert_array_equal(bins.fraction > 0, [[True, False, True, False], [False, True, False, True]])
    assert np.all(bins.start[1:] > bins.stop[:-1])
    assert len(block_bins(bins, np.array([1.0, 5.0]), np.array([0.1, 0.1]), times)) == 2


def test_runs_that_follow_each_other_without_a_pause_keep_their_bins():
    assert len(separate_bins([good(30.0, 60.0), good(0.0, 30.0)])) == 2


def test_every_measurement_may_be_a_block_of_its_own():
    np.testing.assert_array_equal(changes(np.array([1.0, 9.0, 3.0, 7.0]), np.full(4, 0.1), 0.05), [0, 1, 2, 3])
    np.testing.assert_array_equal(changes(np.array([1.0, 9.0]), np.full(2, 0.1), 0.05), [0, 1])


@given(st.integers(0, 10_000))
def test_the_blocks_are_those_of_astropy_where_fewer_than_points(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 40))
    error = rng.uniform(0.5, 2.0, n)
    value = 5.0 + 3.0 * np.repeat(rng.normal(size=n), 2)[:n] + error * rng.standard_normal(n)
    found = changes(value, error, 0.05)
    edges = bayesian_blocks(np.arange(n, dtype=float), value, error, fitness="measures", p0=0.05)
    np.testing.assert_array_equal(found, np.r_[0, np.ceil(edges[1:-1])])
