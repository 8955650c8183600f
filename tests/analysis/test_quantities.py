"""What people type for numbers and positions."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.analysis.edits.light_curve_text import edges_of
from vhegui.analysis.quantities import declination, longitude, quantity, right_ascension, sky_position
from vhegui.analysis.session.migrations import FORMAT
from vhegui.analysis.session.reading import analysis_from
from vhegui.core.errors import ConfigError
from vhegui.gui.plotting.axes.ticks import dms, hms


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


@pytest.mark.parametrize("text", ["", "abc", "12 parsec", "1.2.3", "1e400", "1e400 deg"])
def test_nonsense_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\."):
        quantity(text, "deg")


def test_an_empty_field_is_told_what_it_needs():
    with pytest.raises(ValueError, match="A number is needed"):
        quantity(" ", "TeV")


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


ENERGIES = ("500 GeV", "0.5TeV", "5×10⁻¹ TeV", "5e5 MeV", "0,5 TeV", "0.801 erg")
ANGLES = ("0.11 deg", "6.6 arcmin", "6.6'", '396"', "0.11°", "0,11 d")


@pytest.mark.parametrize("text", ENERGIES)
def test_an_energy_is_the_same_in_the_window_in_a_session_and_among_band_edges(text):
    assert quantity(text, "TeV") == pytest.approx(0.5, rel=1e-3)
    assert read_session_part("fit", {"low": text}).fit.low == pytest.approx(0.5, rel=1e-3)
    if text.isascii() and "," not in text:  # among edges a comma stands between two
        assert edges_of(f"{text} 7 TeV") == pytest.approx((0.5, 7.0), rel=1e-3)


@pytest.mark.parametrize("text", ANGLES)
def test_an_angle_is_the_same_in_the_window_and_in_a_session(text):
    assert quantity(text, "deg") == pytest.approx(0.11)
    assert read_session_part("map", {"pixel": text}).map.pixel == pytest.approx(0.11)


@pytest.mark.parametrize("text", ["05h34m31.9s", "05:34:31.9", "5 34 31.9", "5.5755278h", "83.63292 deg", "5ʰ34ᵐ31.9ˢ"])
def test_a_right_ascension_is_the_same_in_the_window_and_in_a_session(text):
    assert right_ascension(text) == pytest.approx(83.63292, abs=1e-4)
    assert read_session_part("map", {"ra": text}).map.ra == pytest.approx(83.63292, abs=1e-4)


@pytest.mark.parametrize("text", ["+22d00m52s", "+22:00:52", "22 00 52", "22°00′52″", "22.0144444 deg"])
def test_a_declination_is_the_same_in_the_window_and_in_a_session(text):
    expected = 22 + 52 / 3600
    assert read_session_part("map", {"dec": text}).map.dec == pytest.approx(expected, abs=1e-7)
    if "deg" not in text:
        assert declination(text) == pytest.approx(expected, abs=1e-7)


def test_a_file_needs_units_where_a_field_of_the_window_has_its_own():
    assert quantity("0.5", "TeV") == 0.5
    with pytest.raises(ConfigError, match=r"fit\.low: '0\.5' is not allowed; expected a number with its unit"):
        read_session_part("fit", {"low": "0.5"})


def read_session_part(part, content):
    """The analysis of a session file with this content of a part."""
    sources = [{"name": "x", "kind": "power_law"}]
    return analysis_from({"format": FORMAT, "sources": sources, part: content}, "s.yaml", Path("."))[0]
