"""Choosing runs: the cone rule, the filter line, ticks and totals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_runs import small_index

from vhegui.analysis.runs import pointings as run_selection
from vhegui.analysis.runs.filter import matches, telescope_counts
from vhegui.core import sphere
from vhegui.core.dl3.open import open_store
from vhegui.core.errors import AnalysisError
from vhegui.core.regions.circle import Circle


def filtered(text: str) -> list[int]:
    index = small_index()
    return index.obs_id[matches(index, text, run_selection.offsets(index, 83.633, 22.014))].tolist()


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", [23523, 23526, 23559, 23592, 20136, 20137]),
        ("crab", [23523, 23526, 23559, 23592]),
        ("MSH 15-52", [20136]),
        ("235", [23523, 23526, 23559, 23592]),
        ("23523,20137", [23523, 20137]),
        ("23526-23560", [23526, 23559]),
        ("!crab", [20136, 20137]),
        ("zen<46", [23526, 23559, 20136]),
        ("zen < 46 crab", [23526, 23559]),
        ("offset≤0.6", [23523, 23526]),
        ("livetime>26.3min", [23523, 23559, 23592]),
        ("live>0.439h", [23523, 23592]),
        ("ontime>=1686s crab", [23523, 23559, 23592]),
        ("tels=3", [23592]),
        ("dec<−10", [20136, 20137]),
        ("events!=7613 crab", [23526, 23559, 23592]),
        ("date=2004-12-04", [23523, 23526]),
        ("date>2004-12-04", [23559, 23592]),
        ("zen<", [23523, 23526, 23559, 23592, 20136, 20137]),
    ],
)
def test_the_filter_line_keeps(text: str, runs: list[int]) -> None:
    assert filtered(text) == runs


@pytest.mark.parametrize("text", ["height<40", "zen<forty", "zen<40min", "date>yesterday", "date>2004-13-40", "<40"])
def test_a_comparison_that_cannot_be_read_says_what_is_allowed(text: str) -> None:
    with pytest.raises(AnalysisError, match=r"zen|unit|number|2006-07-28"):
        filtered(text)


def test_a_run_of_which_a_value_is_unknown_meets_no_comparison_with_it() -> None:
    assert 20137 not in filtered("events>=0")
    assert 20137 not in filtered("events!=5")


def test_telescopes_are_counted_and_an_empty_list_is_unknown() -> None:
    assert telescope_counts(small_index()).tolist() == [4, 4, 4, 3, 4, -1]


def test_totals_add_up_what_is_known() -> None:
    total = run_selection.totals(small_index(), [23523, 23526, 23559, 23592])
    assert str(total) == "4 runs · 1.87 h ontime · 1.75 h livetime"
    assert total.events == 7613 + 7581 + 7601 + 7334
    assert str(run_selection.totals(small_index(), [20137])) == "1 run"
    assert str(run_selection.totals(small_index(), [])) == "0 runs"


def test_ticking_keeps_the_order_of_the_index_and_ticking_again_takes_back() -> None:
    index = small_index()
    assert run_selection.toggled(index, (23559,), [20136, 23523]) == (23523, 23559, 20136)
    assert run_selection.toggled(index, (23523, 23559), [23559, 23526]) == (23523, 23526, 23559)
    assert run_selection.toggled(index, (23523, 23526), [23523]) == (23526,)


@given(st.sets(st.sampled_from(small_index().obs_id.tolist())), st.sets(st.sampled_from(small_index().obs_id.tolist())))
def test_ticking_runs_that_are_not_ticked_twice_changes_nothing(chosen: set[int], runs: set[int]) -> None:
    index, runs = small_index(), runs - chosen
    once = run_selection.toggled(index, chosen, runs)
    assert set(once) == chosen | runs
    assert set(run_selection.toggled(index, once, runs)) == (chosen if runs else set(once))


def test_a_pointing_exactly_at_the_radius_is_outside_the_cone() -> None:
    index = small_index()
    radius = float(run_selection.offsets(index, 83.63, 22.01)[0])
    assert not run_selection.in_cone(index, Circle(83.63, 22.01, radius))[0]
    assert run_selection.in_cone(index, Circle(83.63, 22.01, radius + 1e-9))[0]


def test_runs_that_point_the_same_way_share_a_direction() -> None:
    index = small_index()
    which = np.array([True, True, False, False, True, True])
    twice = index.rows([23523, 23526, 20136, 20136, 20137])
    shared = run_selection.pointings(twice, np.ones(5, bool))
    assert len(shared.ra) == 4
    assert shared.of(run_selection.is_among(twice, [20136])).tolist() == [shared.of_row[2]]
    assert shared.of_row[2] == shared.of_row[3]
    some = run_selection.pointings(index, which)
    assert sorted(index.obs_id[some.rows].tolist()) == [20136, 20137, 23523, 23526]
    assert np.allclose(some.ra[some.of_row], index.ra[some.rows])


def test_fields_of_view_of_runs_that_are_not_read_are_what_is_usual_among_the_others(data: Path) -> None:
    store = open_store(data / "hess-dl3-dr1")
    assert set(run_selection.fields_of_view(store.index, {})) == {run_selection.NOMINAL_FIELD}
    run = store.load(23523)
    fields = run_selection.fields_of_view(store.index, {23523: run})
    assert run.responses.aeff is not None
    assert set(fields) == {float(run.responses.aeff.offsets[-1])}


def test_a_frame_across_ra_zero_holds_every_pointing() -> None:
    ra, dec = np.array([359.0, 1.0, 0.5]), np.array([-30.0, -30.5, -29.0])
    lon, lat, width = run_selection.framing(ra, dec, 1.0)
    assert min(lon, 360.0 - lon) < 1.0
    assert (sphere.separation(lon, lat, ra, dec) + 1.0 <= width / 2.0).all()
    assert run_selection.framing(ra, dec, 1.0, (10.0, -30.0))[:2] == (10.0, -30.0)


def test_cones_select_the_runs_gammapy_selects(data: Path, reference: Any) -> None:
    store = open_store(data / "hess-dl3-dr1")
    cones = reference("obs_selection.json")["cone"]
    assert len(cones) > 10
    for name, cone in cones.items():
        ra, dec = cone["lon"], cone["lat"]
        if cone["frame"] == "galactic":
            ra, dec = (float(x) for x in sphere.from_galactic(ra, dec))
        inside = run_selection.in_cone(store.index, Circle(ra, dec, cone["radius_deg"]))
        assert store.index.obs_id[inside].tolist() == cone["obs_ids"], name
