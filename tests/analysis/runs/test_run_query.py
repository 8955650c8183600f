"""The language of run selections, its form, and every selection against the reference of gammapy."""

from __future__ import annotations

import contextlib
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_runs import small_index

from vhegui.analysis import edits
from vhegui.analysis.runs import pointings as run_selection
from vhegui.analysis.runs.cones import Cone, read_cone, written_cone
from vhegui.analysis.runs.filter import matches
from vhegui.analysis.runs.form import RANGES, Form, read_form, with_cone, write_form
from vhegui.analysis.runs.query import cones, read_query
from vhegui.analysis.runs.saved import inverse, list_of_runs, read_run_list, reference_to
from vhegui.analysis.runs.times import mjd_tt, period
from vhegui.analysis.state import SavedSelection
from vhegui.core.catalogues.known_sources import find_source
from vhegui.core.dl3.index import ObservationIndex
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError, DataError

ALL = [23523, 23526, 23559, 23592, 20136, 20137]
NAMED = {"Low": "zen<46", "crabs": "cone crab 1", "of crabs": "@crabs or @low", "loop": "@loop2", "loop2": "@loop"}


def chosen(text: str, index: ObservationIndex | None = None) -> list[int]:
    index = index or small_index()
    return index.obs_id[matches(index, text, run_selection.offsets(index, 83.633, 22.014), NAMED)].tolist()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("crab or msh", ALL[:5]),
        ("crab | msh zen<30", ALL[:4]),
        ("(crab | msh) zen<46", [23526, 23559, 20136]),
        ("not crab", [20136, 20137]),
        ("!(zen<46) crab", [23523, 23592]),
        ("not not crab", ALL[:4]),
        ("crab and not zen<46", [23523, 23592]),
        ("zen 45.3..47", [23526, 23559]),
        ("zen=45.3 .. 47deg", [23526, 23559]),
        ("zen ..46 crab", [23526, 23559]),
        ("livetime 26.3..27min", [23523, 23559, 23592]),
        ("quality=0 tels=3", [23592]),
        ("tel=1", [23523, 23526, 23559, 20136]),
        ("tel!=1,4", [23592, 20137]),
        ('object="Crab Nebula"', ALL[:4]),
        ("object=crab", []),
        ("object=MSH*", [20136]),
        ('"crab neb"', ALL[:4]),
        ("run=23523,23559-23600", [23523, 23559, 23592]),
        ("run!=23523", ALL[1:]),
        ("23523, 20137", [23523, 20137]),
        ("cone crab 1", [23523, 23526]),
        ("cone Crab Nebula 60arcmin zen<46", [23526]),
        ("cone l=184.55 b=-5.78 2deg", ALL[:4]),
        ("cone galactic 184.55 -5.78 0.6", [23523, 23526]),
        ("cone 05h34m31.9s +22d00m52s 1", [23523, 23526]),
        ("cone fk5 83.633, 22.014 1", [23523, 23526]),
        ("cone msh15-52 1", [20136, 20137]),
        ("cone pks2155 3", []),
        ("cone crab 1 time", [23523, 23526]),
        ("cone altaz 20 44.7 0.1", [23526]),
        ("cone crab 0.4 border 0.2", [23523, 23526]),
        ("not cone crab 2", [20136, 20137]),
        ("cone msh 15-52 3 offset<0.45", [20136]),
        ("time 2004-12-04", [23523, 23526]),
        ("time 2004-12", ALL[:4]),
        ("time 2004-12-05 ..", [23559, 23592]),
        ("time .. 2004-12-04", [20136]),
        ("time 53343.93 .. 53345.99", [23526, 23559]),
        ("time 53343.93 .. 53345.99 partly", [23523, 23526, 23559]),
        ("time=2004-12-04T22:30..2004-12-06 tt", [23526]),
        ("@low crab", [23526, 23559]),
        ('@"of crabs"', [23523, 23526, 23559, 20136]),
        ("not @crabs", [23559, 23592, 20136, 20137]),
        ("cone", ALL),
        ("cone  (", ALL),
        ("time", ALL),
        ("not", ALL),
        ("crab or", ALL[:4]),
        ("(crab", ALL[:4]),
        ("b<0 l 184..185", [23523, 23526]),
        ("rate>5", [20136]),
    ],
)
def test_the_query_selects(text: str, runs: list[int]) -> None:
    assert chosen(text) == runs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cone foo 2", "Near"),
        ("cone 83 122 2", "−90° to 90°"),
        ("cone crab 200", "between 0° and 180°"),
        ("time 2004-12-06 .. 2004-12-04", "not later"),
        ("time 2004-13-04 ..", "not a time"),
        ("time yesterday ..", "“yesterday” is not a time"),
        ("object<3", "object=crab"),
        ("@nothing", "no saved selection"),
        ("@loop", "refers to itself"),
        ("crab)", "without a"),
        ("zen 20m..40", "not a unit"),
    ],
)
def test_what_cannot_be_selected_is_said_in_words(text: str, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        chosen(text)


@given(st.text('crab zen<>=!()or t@".,0123-', max_size=30))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    with contextlib.suppress(AnalysisError):
        assert len(chosen(text)) <= len(ALL)


conditions = st.sampled_from(
    ["crab", "msh", "zen<46", "zen>=46", "zen 40..47", "quality=0", "tels=3", "23523,20137", "cone crab 1",
     "events>7600", "offset<1", "time 2004-12-04 ..", "time 2004-01 .. 2004-12-06 partly", "(crab or msh)", "!crab",
     "@low", "not (zen<46 crab)", "offset>=1.2", "livetime<26.3"]
)  # fmt: skip
queries = st.lists(conditions, min_size=1, max_size=5, unique=True).map(" ".join)


@given(queries)
def test_the_form_of_a_query_selects_the_same_runs(text: str) -> None:
    form = read_form(text)
    assert chosen(write_form(form)) == chosen(text)
    assert chosen(write_form(read_form(write_form(form)))) == chosen(text)


@given(queries)
def test_the_inverse_selects_the_other_runs_and_its_inverse_the_same(text: str) -> None:
    assert set(chosen(inverse(text))) == set(ALL) - set(chosen(text))
    assert chosen(inverse(inverse(text))) == chosen(text)


@given(queries, queries)
def test_or_and_and_not_are_those_of_sets(a: str, b: str) -> None:
    # what offsets count from is the first cone of the whole query
    if not list(cones(read_query(a))) and not list(cones(read_query(b))):
        assert set(chosen(f"({a}) or ({b})")) == set(chosen(a)) | set(chosen(b))
        assert set(chosen(f"({a}) ({b})")) == set(chosen(a)) & set(chosen(b))


def test_the_form_has_a_field_for_what_beginners_ask_for() -> None:
    form = read_form(
        "crab 23523-23592 cone crab 2 time 2004-12-04 .. 2004-12-09 partly zen 20..48 livetime>=20 quality=0"
    )
    assert form.words == "crab"
    assert form.runs == "23523-23592"
    assert form.cone == "crab 2"
    assert (form.start, form.stop, form.partly) == ("2004-12-04", "2004-12-09", True)
    assert form.ranges == {"zen": ("20", "48"), "livetime": ("20", "")}
    assert form.best
    assert form.rest == ""
    assert set(RANGES) == {"zen", "offset", "livetime", "events", "tels"}
    assert read_form("not (crab zen<40)") == Form(words="crab", ranges={"zen": ("", "40")}, inverted=True)
    assert write_form(Form()) == ""


def test_a_cone_is_put_into_a_query_and_taken_out_again() -> None:
    assert with_cone("crab zen<40", "crab 2") == "crab cone crab 2 zen<40"
    assert with_cone("cone crab 2 zen<40", "83 22 1") == "cone 83 22 1 zen<40"
    assert with_cone("cone crab 2 zen<40", "") == "zen<40"
    assert chosen(with_cone("crab or msh", "crab 1")) == [23523, 23526]


@given(st.floats(0, 359.9), st.floats(-89, 89), st.floats(0.1, 20), st.sampled_from([0.0, 0.5]))
def test_a_cone_is_read_as_it_was_written(lon: float, lat: float, radius: float, border: float) -> None:
    cone = Cone("", round(lon, 6), round(lat, 6), round(radius, 6), border)
    assert read_cone(written_cone(cone), find_source)[0] == cone
    named = Cone("Crab Nebula", 83.633, 22.0145, cone.radius, border)
    read = read_cone(written_cone(named), find_source)[0]
    assert read is not None
    assert (read.name, read.radius, read.border) == (named.name, named.radius, named.border)


def test_a_radius_is_not_taken_for_the_end_of_a_name() -> None:
    for text, name, radius in (("pks2155 3", "PKS 2155-304", 3.0), ("mrk 421 5", "Markarian 421", 5.0)):
        cone = read_cone(text, find_source)[0]
        assert cone is not None
        assert (cone.name, cone.radius) == (name, radius)


def test_a_time_that_is_half_typed_into_the_form_is_left_out() -> None:
    assert write_form(Form(words="crab", start="2004-1")) == "crab"
    assert write_form(Form(words="crab", start="2004-12-04T22:00", stop="2004-")) == "crab time 2004-12-04T22:00 .."
    assert write_form(Form(stop="tomorrow")) == "time .. tomorrow"


def test_dates_are_utc_unless_tt_is_written_and_numbers_are_mjd_in_tt() -> None:
    assert mjd_tt("2004-12-04t22:00") == pytest.approx(53343 + 22 / 24 + 64.184 / 86400, abs=1e-9)
    assert mjd_tt("2004-12-04 22:00:00", utc=False) == pytest.approx(53343 + 22 / 24, abs=1e-9)
    assert mjd_tt("53343.93") == 53343.93
    start, stop = period("2004-02")
    assert stop - start == pytest.approx(29.0)
    with pytest.raises(AnalysisError, match="2004-12-04"):
        mjd_tt("2004-02-31")


def test_a_run_without_an_end_is_as_long_as_its_ontime() -> None:
    index = small_index()
    index.tstop[:] = np.nan
    assert chosen("time 53343.93 .. 53345.99 partly", index) == [23523, 23526, 23559]


# --- saved selections and lists of runs ------------------------------------------------------------------------------


def test_a_selection_is_saved_replaced_and_removed() -> None:
    start = edits.new_analysis()
    first = edits.save_selection(start, SavedSelection("  dark   runs ", " zen<40 "))
    assert first.selections == (SavedSelection("dark runs", "zen<40"),)
    second = edits.save_selection(first, SavedSelection("Dark Runs", "zen<30"))
    assert second.selections == (SavedSelection("Dark Runs", "zen<30"),)
    assert edits.remove_selection(second, "Dark Runs") == start
    assert edits.open_dataset(first, "elsewhere").selections == first.selections
    for name, query in (("", "crab"), ('a"b', "crab"), ("x", " "), ("x", "crab @x"), ("dark runs", 'not @"Dark runs"')):
        with pytest.raises(AnalysisError):
            edits.save_selection(start, SavedSelection(name, query))
    assert reference_to("dark runs") == '@"dark runs"'
    assert reference_to("dark") == "@dark"


@given(st.sets(st.sampled_from(ALL), min_size=1))
def test_a_list_of_runs_selects_exactly_these(runs: set[int]) -> None:
    assert set(chosen(list_of_runs(runs))) == runs


def test_lists_of_runs_are_written_with_ranges() -> None:
    assert list_of_runs([5, 1, 2, 3, 9, 10]) == "run=1-3,5,9,10"


@pytest.mark.parametrize(
    ("name", "content", "runs"),
    [
        ("a.txt", "# mine\n23523\n23526  # good\n\n20136, 23523\n", [23523, 23526, 20136]),
        ("a.csv", "target,obs_id,zen\ncrab,23523,48\ncrab,23526,45\n", [23523, 23526]),
        ("a.ecsv", "# %ECSV 1.0\n# ---\nobs_id zenith\n23559 45.4\n", [23559]),
    ],
)
def test_run_lists_are_read_from_text_and_tables(tmp_path: Path, name: str, content: str, runs: list[int]) -> None:
    (tmp_path / name).write_text(content)
    assert read_run_list(tmp_path / name).tolist() == runs


def test_a_run_list_may_be_an_index_file(data: Path) -> None:
    assert len(read_run_list(data / "hess-dl3-dr1" / "obs-index.fits.gz")) == 105
    with pytest.raises(DataError, match="OBS_ID"):
        read_run_list(data / "gammacat" / "gammacat.fits.gz")


def test_a_run_list_with_something_else_in_it_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("23523\nrun 5\n")
    with pytest.raises(DataError, match=r"line 2.*“run”"):
        read_run_list(tmp_path / "a.txt")
    (tmp_path / "a.txt").write_text("# nothing\n")
    with pytest.raises(DataError, match="no run number"):
        read_run_list(tmp_path / "a.txt")


# --- the reference ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hess(data: Path) -> ObservationIndex:
    return open_store(data / "hess-dl3-dr1").index


def test_cones_typed_in_any_frame_select_what_gammapy_selects(hess: ObservationIndex, reference: Any) -> None:
    expected = reference("obs_selection.json")
    assert len(expected["cone"]) == 35
    for name, cone in expected["cone"].items():
        galactic = cone["frame"] == "galactic"
        lon, lat = ("l", "b") if galactic else ("ra", "dec")
        typed = f"cone {lon}={cone['lon']} {lat}={cone['lat']} {cone['radius_deg']}deg"
        assert chosen(typed, hess) == cone["obs_ids"], name
        typed = f"cone {'galactic ' if galactic else ''}{cone['lon']} {cone['lat']} {cone['radius_deg']}"
        assert chosen(typed, hess) == cone["obs_ids"], name
    assert chosen("cone crab 0.4 border 0.2", hess) == expected["cone_crab_r0.4_border0.2"]
    assert len(chosen("not cone crab 1", hess)) == expected["cone_crab_r1_inverted_n"]
    both = chosen("cone 258.3875 -39.7625 2 zen 0..20", hess)
    assert both == expected["rxj1713_2deg_and_zenith_0_20"]


def test_zenith_ranges_select_what_gammapy_selects(hess: ObservationIndex, reference: Any) -> None:
    for name, expected in reference("obs_selection.json")["zenith"].items():
        low, high = name.split("-")
        assert chosen(f"zen {low}..{high}", hess) == expected["obs_ids"], name


def test_times_select_what_gammapy_selects_whole_and_partly(hess: ObservationIndex, reference: Any) -> None:
    for name, expected in reference("obs_selection.json")["time"].items():
        words = name.replace("(UTC)", "utc").replace("(TT)", "tt")
        mjd = "MJD" in words
        words = words.replace("MJD ", "").replace("-", " .. ", 1) if mjd else words.replace(" to ", " .. ")
        assert chosen(f"time {words}", hess) == expected["obs_ids"], name
        partly = chosen(f"time {words} partly", hess)
        assert len(partly) == expected["n_partial_overlap"], name
        assert partly == expected.get("obs_ids_partial", partly)


def test_thresholds_come_from_the_index(hess: ObservationIndex, reference: Any) -> None:
    columns = reference("obs_selection.json")["per_observation"]
    assert hess.threshold == pytest.approx(columns["SAFE_ENERGY_LO"], rel=1e-6)
    assert chosen("threshold<0.3", hess) == [
        run for run, e in zip(columns["OBS_ID"], columns["SAFE_ENERGY_LO"], strict=True) if e < 0.3
    ]


@pytest.mark.parametrize("text", ["(" * 1000 + "crab" + ")" * 1000, "not " * 1000 + "crab", "!" * 1000])
def test_brackets_without_end_are_refused(text: str) -> None:
    with pytest.raises(AnalysisError, match="inside each other"):
        read_query(text)


def test_a_query_longer_than_anybody_types_is_refused() -> None:
    with pytest.raises(AnalysisError, match="too long"):
        read_query("1," * 5000)


@pytest.mark.parametrize("pattern", ["*a" * 40 + "*b", "a*" * 60 + "c", "*" * 300 + "c"])
def test_wildcards_never_try_twice(pattern: str) -> None:
    index = replace(small_index(), target=np.array(["a" * 200] * len(small_index())))
    started = time.thread_time()
    assert not matches(index, f"object={pattern}", np.zeros(len(index))).any()
    assert time.thread_time() - started < 1.0


def test_a_thousand_blanks_are_read_as_one():
    text = "con" + "\n" * 1000 + "crab mjd<=60000"
    assert read_query(text) == read_query("con crab mjd<=60000")


def test_a_group_that_the_index_names_is_found_beside_the_object():
    runs = replace(small_index(), group=np.array(["Crab"] * 4 + ["Off data", "MSH"]))
    nowhere = np.zeros(len(runs))
    for query in ('"off data"', "object=off*", "off msh15"):
        assert runs.obs_id[matches(runs, query, nowhere)].tolist() == [20136]
    assert runs.obs_id[matches(runs, "object!=off*", nowhere)].tolist() == [23523, 23526, 23559, 23592, 20137]
