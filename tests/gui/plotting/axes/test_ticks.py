"""Tick values and labels."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vhegui.gui.plotting.axes.ticks import dms, hms, linear_ticks, log_ticks


def labels(ticks):
    return [t.label for t in sorted(ticks.ticks) if t.label]


def test_decades_of_energy_are_plain_numbers_and_of_flux_powers_of_ten():
    assert labels(log_ticks(-1, 2, 8)) == ["0.1", "1", "10", "100"]
    assert labels(log_ticks(-13, -10, 8)) == ["10⁻¹³", "10⁻¹²", "10⁻¹¹", "10⁻¹⁰"]


def test_many_decades_are_labelled_every_second_or_third():
    assert labels(log_ticks(-13, 0, 8)) == ["10⁻¹²", "10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]


def test_all_labels_of_an_axis_are_of_one_style():
    assert labels(log_ticks(2.5, 6.2, 8)) == ["10³", "10⁴", "10⁵", "10⁶"]
    assert labels(log_ticks(0.5, 4.2, 8)) == ["10", "100", "1000", "10000"]
    assert labels(log_ticks(3.9, 5.1, 6)) == ["10⁴", "2×10⁴", "5×10⁴", "10⁵"]
    assert labels(log_ticks(-4.1, -1.9, 8)) == ["10⁻⁴", "2×10⁻⁴", "5×10⁻⁴", "10⁻³", "2×10⁻³", "5×10⁻³", "10⁻²"]


def test_a_range_of_one_decade_also_names_values_between():
    assert labels(log_ticks(-0.1, 1.1, 6)) == ["1", "2", "5", "10"]


def test_small_numbers_take_their_power_of_ten_out():
    ticks = linear_ticks(0, 3e-6, 4)
    assert ticks.exponent == -6
    assert labels(ticks) == ["0", "1", "2", "3"]


def test_negative_numbers_have_a_true_minus_and_zero_none():
    assert labels(linear_ticks(-4, 4, 5)) == ["−4", "−2", "0", "2", "4"]


@given(st.floats(-30, 30), st.floats(0.01, 40), st.floats(2, 15))
def test_log_ticks_lie_in_the_range_and_have_distinct_labels(low, span, count):
    ticks = log_ticks(low, low + span, count)
    positions = np.array([t.position for t in ticks.ticks])
    assert ((positions > low - 1e-6) & (positions < low + span + 1e-6)).all()
    named = labels(ticks)
    assert len(set(named)) == len(named)


@given(st.floats(-1e6, 1e6), st.floats(1e-4, 1e6), st.floats(2, 15))
def test_linear_ticks_are_as_many_as_asked_and_distinct(low, span, count):
    named = labels(linear_ticks(low, low + span, count))
    assert 2 <= len(named) <= max(count + 1 + 1e-6, 6)  # one alone tells no scale
    assert len(set(named)) == len(named)


def test_coordinates_are_as_short_as_the_step_allows():
    assert hms(83.75, 300) == "5ʰ35ᵐ"
    assert hms(83.6329, 0.1) == "5ʰ34ᵐ31.9ˢ"
    assert hms(359.99999, 60) == "0ʰ00ᵐ" or hms(359.99999, 60) == "23ʰ59ᵐ"
    assert dms(-0.5, 60) == "−0°30′"
    assert dms(22.0, 3600) == "+22°"
