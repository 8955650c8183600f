"""Time axes with cut pauses: where times go, back again, and what ticks and dates say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.gui.plotting.axes.time_scale import TimeScale
from vhegui.gui.plotting.axes.time_ticks import clock, clock_step, utc_ticks
from vhegui.gui.plotting.span_brush import duration

MINUTE = 1 / 1440
START = 53945.0
RUNS = np.array([0.0, 0.022, 2.0, 700.0]) + START
pauses = st.lists(st.floats(1e-4, 400.0), min_size=1, max_size=20)


def scale(cut: bool = True, mjd: bool = False) -> TimeScale:
    return TimeScale.of(RUNS, RUNS + 28 * MINUTE, cut, mjd=mjd)


def test_pauses_of_days_are_cut_and_those_of_minutes_are_not():
    found = scale()
    assert len(found.start) == 3
    assert [gap.days for gap in found.gaps] == pytest.approx([2.0 - 0.022 - 28 * MINUTE, 698 - 28 * MINUTE])
    assert found.ends[1] < 0.15
    assert len(scale(cut=False).start) == 1 and scale(cut=False).gaps == []


def test_all_pieces_have_the_same_scale():
    found = scale()
    lengths = found.to_x(RUNS + 28 * MINUTE) - found.to_x(RUNS)
    assert lengths == pytest.approx(28 * MINUTE, abs=1e-9)


@given(pauses, st.booleans())
def test_a_time_and_its_place_are_each_other_s_inverse_and_keep_the_order(lengths, cut):
    start = START + np.cumsum(lengths)
    found = TimeScale.of(start, start + 1e-4, cut)
    times = np.linspace(start[0] - 1.0, start[-1] + 1.0, 50)
    x = found.to_x(times)
    assert np.all(np.diff(x) >= 0)
    assert found.to_mjd(x) == pytest.approx(times, abs=1e-5)


def test_cut_pauses_take_no_more_room_than_what_was_observed():
    start = START + np.arange(300.0)
    found = TimeScale.of(start, start + 0.02, True)
    assert found.ends[1] < 2.0 * 300 * 0.02


def test_ticks_are_full_minutes_in_utc_at_their_places_in_tt():
    offset = 65.184 / 86400
    found = TimeScale.of(np.array([START + 0.5]), np.array([START + 0.6]), True, offset)
    ticks = found.ticks(*found.ends, 6).ticks
    noon = next(tick for tick in ticks if tick.label == "12:30")
    assert float(found.to_mjd(noon.position)) == pytest.approx(START + 0.5 + 30 * MINUTE + offset, abs=1e-9)


def test_ticks_in_mjd_have_the_decimals_they_need():
    labels = [tick.label for tick in scale(mjd=True).ticks(0.0, 0.04, 6).ticks if tick.label]
    assert labels[0] == "53945.00" and len(set(labels)) == len(labels)


def test_many_narrow_pieces_get_their_dates_as_ticks():
    start = START + np.arange(40.0)
    found = TimeScale.of(start, start + 0.02, True)
    labels = [tick.label for tick in found.ticks(*found.ends, 8).ticks]
    assert labels[:2] == ["2006-07-29", "2006-07-30"] and len(labels) == 40


def test_dates_above_the_pieces_are_offered_from_long_to_short():
    captions = scale().captions(*scale().ends)
    assert [texts[0] for *_, texts in captions] == ["29 Jul 2006", "31 Jul 2006", "28 Jun 2008"]
    assert captions[0][2] == ("29 Jul 2006", "29 Jul ’06", "2006")
    night = TimeScale.of(np.array([START + 0.9]), np.array([START + 1.2]), True)
    assert night.captions(*night.ends)[0][2][0] == "29–30 Jul 2006"


def test_no_time_bin_is_no_trouble():
    empty = TimeScale.of(np.zeros(0), np.zeros(0), True)
    assert empty.ends == (0.0, 1.0)
    assert empty.ticks(0.0, 0.0, 5).ticks == ()


@pytest.mark.parametrize(("span", "count", "seconds"), [(0.3, 8, 3600), (20 * MINUTE, 8, 300), (MINUTE, 6, 10)])
def test_the_clock_has_steps_people_read(span, count, seconds):
    assert clock_step(span, count) == seconds


def test_midnight_is_a_date_and_seconds_are_written_where_steps_are_shorter_than_minutes():
    assert clock(START, 600) == "29 Jul"
    assert clock(START + 0.5, 600) == "12:00"
    assert clock(START + 0.5 + 10 / 86400, 10) == "12:00:10"
    assert [tick.label for tick in utc_ticks(START + 0.9, START + 1.1, 5)] == [
        "22:00",
        "23:00",
        "30 Jul",
        "01:00",
        "02:00",
    ]


@pytest.mark.parametrize(
    ("days", "text"), [(2.0, "2 d"), (759.0, "2.1 yr"), (0.96, "23 h"), (12 * MINUTE, "12 min"), (1e-4, "8.6 s")]
)
def test_a_pause_is_told_in_the_unit_that_suits_it(days, text):
    assert duration(days) == text
