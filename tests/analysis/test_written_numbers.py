"""Numbers as a physicist writes them."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import vhegui
from vhegui.analysis.written_numbers import asymmetric, fixed, integer, number, value_error

_BACK = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


def read(text: str) -> tuple[float, float]:
    """Value and error from what `value_error` wrote."""
    plain = text.translate(_BACK)
    body, _, power = plain.partition("×10")
    value, error = (float(part) for part in body.strip("()").split("±"))
    scale = 10.0 ** int(power) if power else 1.0
    return value * scale, error * scale


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (2.273, 0.157, "2.27 ± 0.16"),
        (4.791e-11, 3.6e-12, "(4.79 ± 0.36)×10⁻¹¹"),
        (0.1210, 0.0538, "0.121 ± 0.054"),
        (-2.0, 0.5, "−2.00 ± 0.50"),
        (550, 23.4, "550 ± 23"),
        (5.0, 0.0996, "5.00 ± 0.10"),
    ],
)
def test_a_value_is_written_to_the_second_digit_of_its_error(value, error, text):
    assert value_error(value, error) == text


def test_a_unit_goes_behind_the_brackets():
    assert value_error(4.791e-11, 3.6e-12, "cm⁻² s⁻¹ TeV⁻¹") == "(4.79 ± 0.36)×10⁻¹¹ cm⁻² s⁻¹ TeV⁻¹"
    assert value_error(0.121, 0.054, "TeV⁻¹") == "(0.121 ± 0.054) TeV⁻¹"


@pytest.mark.parametrize("error", [0.0, -1.0, math.nan, math.inf])
def test_without_a_usable_error_only_the_value_is_written(error):
    assert value_error(3.0, error) == "3.000"


def test_what_is_no_number_is_a_dash():
    assert number(math.nan) == "–"
    assert number(-math.inf) == "−∞"
    assert value_error(math.nan, 1.0) == "–"


def test_asymmetric_errors_share_their_decimal_places():
    assert asymmetric(2.27, 0.15, 0.17) == "2.27 +0.17 −0.15"
    assert asymmetric(4.8e-11, 3.0e-12, 4.1e-12) == "(4.80 +0.41 −0.30)×10⁻¹¹"


def test_counts_have_spaces_between_thousands():
    assert integer(1234567) == "1\u2009234\u2009567"


@given(st.floats(-1e20, 1e20), st.floats(1e-20, 1e20))
def test_the_written_value_is_right_within_a_tenth_of_the_error(value, error):
    assume(abs(value) / error < 1e10)
    written, shown_error = read(value_error(value, error))
    assert abs(written - value) <= 0.06 * error + 1e-12 * abs(value)
    assert shown_error == pytest.approx(error, rel=0.06)


@given(st.floats(1e-30, 1e30), st.integers(1, 6))
def test_a_number_keeps_its_significant_digits(value, digits):
    body, _, power = number(value, digits).translate(_BACK).partition("×10")
    assert float(body) * 10.0 ** int(power or 0) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))


def test_a_number_of_so_many_places_has_a_real_minus_and_no_minus_nought():
    assert [fixed(x, 1) for x in (-11.52, -0.01, 3.0, math.nan)] == ["−11.5", "0.0", "3.0", "–"]


def test_everywhere_a_space_is_before_the_sign_of_per_cent():
    tight = re.compile(r":\+?\.\d+%\}|[\w)}]}%")  # what Python's own format makes, and a number beside the sign
    found = [path for path in Path(vhegui.__file__).parent.rglob("*.py") if tight.search(path.read_text("utf-8"))]
    assert not found, f"write {{100 * fraction:.0f}} % in {found}"
