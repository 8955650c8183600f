"""A run cut in time keeps the right good time, events and livetime."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.core.dl3.observation import Events, Observation, Pointing
from vhegui.core.dl3.time_cut import cut_times
from vhegui.core.irf.responses import Responses

REF = 53000.0
DAY = 86400.0


def events(time):
    n = len(time)
    return Events(np.arange(n), np.asarray(time, dtype=float), np.zeros(n), np.zeros(n), np.ones(n))


def run(gti=((0.0, 600.0), (900.0, 1800.0)), outside=(850.0, 1801.0)) -> Observation:
    gti = np.array(gti)
    time = np.arange(0.5, 1800.0, 1.0)
    time = time[((time >= gti[:, :1]) & (time < gti[:, 1:])).any(axis=0)]
    ontime = float(np.diff(gti, axis=1).sum())
    return Observation(
        1, "x", Pointing(0, 0), REF, gti, ontime, 0.9 * ontime, events(time), Responses(), outside_gti=events(outside)
    )


def mjd(*seconds):
    return tuple(REF + s / DAY for s in seconds)


def test_without_intervals_or_with_one_around_everything_the_run_stays_the_same_object():
    whole = run()
    assert cut_times(whole, ()) is whole
    assert cut_times(whole, (mjd(-1e5, 1e5),)) is whole
    assert cut_times(whole, (mjd(0.0, 1800.0),)) is whole


def test_good_time_events_and_livetime_are_cut_together():
    cut = cut_times(run(), (mjd(500.0, 1000.0),))
    np.testing.assert_allclose(cut.gti, [[500.0, 600.0], [900.0, 1000.0]], atol=1e-5)
    assert cut.ontime == pytest.approx(200.0)
    assert cut.livetime == pytest.approx(180.0)
    assert len(cut.events) == 200
    assert cut.outside_gti is not None
    assert cut.outside_gti.time.tolist() == [850.0]


def test_a_run_outside_all_intervals_has_nothing_left():
    cut = cut_times(run(), (mjd(600.0, 900.0), mjd(1e6, 2e6)))
    assert (len(cut.gti), cut.ontime, cut.livetime, len(cut.events)) == (0, 0.0, 0.0, 0)


@given(st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 500)), min_size=1, max_size=5))
def test_intervals_in_any_order_that_overlap_count_once(starts):
    intervals = tuple(mjd(start, start + length) for start, length in starts)
    cut = cut_times(run(), intervals)
    seconds = np.arange(1800) + 0.5
    good = (seconds < 600) | (seconds >= 900)
    wanted = np.any([(seconds >= a) & (seconds < a + n) for a, n in starts], axis=0)
    assert cut.ontime == pytest.approx(np.count_nonzero(good & wanted), abs=1e-3)
    assert len(cut.events) == np.count_nonzero(good & wanted)
