"""Finding by a few letters: words in any order, slips of the finger, other words for the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vhegui.gui.window.palette.find import Find, Index


def find(text: str, words: str = "", tip: str = "", where: str = "") -> Find:
    return Find(text, "Command", lambda: None, where, words=words, tip=tip)


INDEX = Index(
    (
        find("Light curve", where="View"),
        find("Likelihood profile of a parameter", words="minos steppar", where="Fit"),
        find("Profile over the map", where="Map"),
        find("Effective area", words="aeff irf"),
        find("θ² of the source", words="theta"),
        find("Save session", tip="Write everything you decided to a readable file."),
    )
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("light", "Light curve"),
        ("curve li", "Light curve"),
        ("lc", "Light curve"),
        ("ligth cruve", "Light curve"),
        ("profile", "Profile over the map"),
        ("fit prof", "Likelihood profile of a parameter"),
        ("MINOS", "Likelihood profile of a parameter"),
        ("aeff", "Effective area"),
        ("theta", "θ² of the source"),
        ("θ²", "θ² of the source"),
        ("readable", "Save session"),
    ],
)
def test_it_is_found_by(typed, first):
    assert INDEX.search(typed)[0].text == first


def test_what_fits_no_word_finds_nothing_and_nothing_typed_finds_all():
    assert INDEX.search("xyzzy") == [] and INDEX.search("light xyzzy") == []
    assert len(INDEX.search(" ")) == len(INDEX.finds)
    assert Index(()).search("anything") == []


@settings(max_examples=30)
@given(st.text(max_size=30))
def test_whatever_is_typed_finds_something_of_what_there_is_or_nothing(typed):
    assert set(INDEX.search(typed)) <= set(INDEX.finds)
