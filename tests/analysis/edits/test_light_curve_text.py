"""Time intervals and band edges as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vhegui.analysis.edits.light_curve_text import edges_of, edges_text, intervals_of, intervals_text
from vhegui.core.errors import AnalysisError

UTC_TO_TT = 65.184 / 86400


@pytest.mark.parametrize(
    "text", ["53944.9 to 53945.1", "53944.9 - 53945.1", "53944.9, 53945.1", " 53944.9 .. 53945.1 ;"]
)
def test_an_interval_in_mjd_is_tt(text):
    assert intervals_of(text) == ((53944.9, 53945.1),)


def test_dates_are_utc_unless_tt_is_written():
    utc = intervals_of("2006-07-29T00:00 to 2006-07-29T12:00")[0]
    assert utc[0] == pytest.approx(53945.0 + UTC_TO_TT, abs=1e-8)
    assert utc[1] == pytest.approx(53945.5 + UTC_TO_TT, abs=1e-8)
    assert intervals_of("2006-07-29T00:00 to 2006-07-29T12:00 TT") == ((53945.0, 53945.5),)
    assert intervals_of("2006-07-29 to 2006-07-30 tt") == ((53945.0, 53946.0),)


def test_several_intervals_are_separated_by_semicolons():
    assert len(intervals_of("53944 to 53945; 53946 to 53947;")) == 2
    assert intervals_of("") == ()


@pytest.mark.parametrize("text", ["yesterday", "53944", "53944 to", "53945 to 53944", "1 to 2 to 3"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(AnalysisError, match=r"interval"):
        intervals_of(text)


@given(st.lists(st.tuples(st.floats(40000, 60000), st.floats(0.01, 100)), max_size=4))
def test_intervals_are_read_as_they_are_written(pairs):
    intervals = tuple((start, start + length) for start, length in pairs)
    again = intervals_of(intervals_text(intervals))
    assert [edge for pair in again for edge in pair] == pytest.approx(
        [edge for pair in intervals for edge in pair], abs=1e-6
    )


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("0.7 2 10 TeV", (0.7, 2.0, 10.0)),
        ("0.7, 2, 10", (0.7, 2.0, 10.0)),
        ("700 GeV, 2 TeV, 10 TeV", (0.7, 2.0, 10.0)),
        ("300 700 GeV 2 TeV", (0.3, 0.7, 2.0)),
        ("0.7–2–10 TeV", (0.7, 2.0, 10.0)),
        ("", ()),
    ],
)
def test_band_edges_are_understood_with_and_without_units(text, edges):
    assert edges_of(text) == pytest.approx(edges)


def test_nonsense_is_no_band_edge():
    with pytest.raises(AnalysisError, match="band edges"):
        edges_of("low to high")


def test_edges_are_read_as_they_are_written():
    assert edges_of(edges_text((0.7, 2.0, 10.0))) == (0.7, 2.0, 10.0)
    assert edges_text(()) == ""
