"""What people type for numbers and positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.gui.plotting.axes.ticks import dms, hms
from vhegui.gui.text.parse import declination, longitude, quantity, right_ascension, sky_position


@pytest.mark.parametrize(
    "text",
    [
        "83.63292 22.01444",
        "83.63292, 22.01444",
        "05h34m31.9s +22d00m52s",
        "05 34 31.9 +22 00 52",
        "05:34:31.9, +22:00:52",
        "5ʰ34ᵐ31.9ˢ 22°00′52″",
    ],
)
def test_a_position_is_understood_however_it_is_typed(text):
    assert sky_position(text) == pytest.approx((83.63292, 22.01444), abs=1e-4)


def test_a_negative_declination_below_one_degree_keeps_its_sign():
    assert declination("-00:30:00") == -0.5
    assert declination("−0°30′") == -0.5


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("500 GeV", "TeV", 0.5), ("0.5TeV", "TeV", 0.5), ("6'", "deg", 0.1), ("1,5", "", 1.5), ("5×10⁻¹¹", "", 5e-11)],
)
def test_units_and_powers_of_ten_are_converted(text, unit, value):
    assert quantity(text, unit) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "abc", "12 parsec", "1.2.3"])
def test_nonsense_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\."):
        quantity(text, "deg")


@pytest.mark.parametrize("text", ["91", "-90:30:00", "22:75:00"])
def test_impossible_declinations_are_refused(text):
    with pytest.raises(ValueError, match=r"°|below 60"):
        declination(text)


def test_hours_beyond_the_day_are_refused():
    with pytest.raises(ValueError, match="24h"):
        right_ascension("25h00m00s")


def test_a_longitude_wraps():
    assert longitude("-10") == 350.0


@given(st.floats(0, 359.99), st.floats(-89.9, 89.9))
def test_what_the_axes_write_can_be_typed_in(ra, dec):
    assert right_ascension(hms(ra, 0.1)) == pytest.approx(ra, abs=1e-3)
    assert declination(dms(dec, 0.1)) == pytest.approx(dec, abs=1e-4)
