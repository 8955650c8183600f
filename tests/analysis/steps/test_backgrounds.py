"""Backgrounds side by side, on four runs of the Crab nebula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vhegui.analysis import edits
from vhegui.analysis.edits.studies import ask_studies
from vhegui.analysis.export.background_content import backgrounds_content, backgrounds_table
from vhegui.analysis.headless.shortcomings import remarks, shortcomings
from vhegui.analysis.state import Target
from vhegui.analysis.steps import build_pipeline
from vhegui.core.dl3.open import open_store
from vhegui.core.regions.circle import Circle

RUNS = (23523, 23526, 23559, 23592)


@pytest.fixture(scope="module")
def crab(data) -> Any:
    """The analysis with an exclusion about the source, and what is given; two kinds of methods are asked for."""
    store = open_store(data / "hess-dl3-dr1")
    analysis = edits.point_at(edits.select_runs(edits.new_analysis(), RUNS), Target("Crab", 83.633, 22.014))
    analysis = edits.add_exclusion(analysis, Circle(83.633, 22.014, 0.3))
    analysis = edits.change(analysis, "map", pixel=0.04)
    observations = {run: store.load(run) for run in RUNS}
    return analysis, {"observations": observations, "mask_images": {}, "store": store}


@pytest.fixture(scope="module")
def found(crab):
    analysis = ask_studies(crab[0], {"backgrounds": {}})
    return build_pipeline().pull_now("backgrounds", analysis, crab[1])


def test_the_off_regions_give_the_numbers_of_the_analysis(crab, found):
    pipeline = build_pipeline()
    total = pipeline.pull("counts_table", *crab)[1]
    fit = pipeline.pull_now("fit_result", *crab)
    own = found.rows[0]
    assert (own.numbers.counts, own.numbers.counts_off) == (total.counts, total.counts_off)
    assert (own.numbers.excess, own.numbers.excess_error) == (total.excess, total.excess_error)
    assert own.numbers.significance == total.sqrt_ts
    assert own.fit.model == fit.model
    assert own.fit.total_stat == fit.total_stat


def test_all_methods_see_the_same_source(found):
    """The backgrounds differ, the ON counts and the responses do not: the fits agree within their errors."""
    assert [row.key for row in found.rows] == [
        "off_regions", "ring", "field_of_view", "field_of_view_tilt", "template",
    ]  # fmt: skip
    assert not found.problems
    assert {row.numbers.counts for row in found.rows} == {found.rows[0].numbers.counts}
    for row in found.rows:
        assert row.fit.success
        assert row.statistic == ("wstat" if row.key in ("off_regions", "ring") else "cash")
        assert row.ts == pytest.approx(row.numbers.significance**2, rel=0.1)
        assert row.fit.model["index"].value == pytest.approx(2.63, abs=0.07)
        assert row.numbers.background == pytest.approx(found.rows[0].numbers.background, abs=5.0)


def test_the_spread_is_said_as_a_systematic(found):
    values = [row.fit.model["index"].value for row in found.rows]
    spread = {each.name: each for each in found.spreads}
    assert set(spread) == {"index", "amplitude", "flux"}
    assert spread["index"].range == pytest.approx(max(values) - min(values))
    assert spread["index"].deviation == pytest.approx(np.std(values, ddof=1))
    assert 0 < spread["flux"].range < 3 * spread["flux"].error
    assert "standard deviation of 5 methods" in found.systematic
    assert found.systematic in remarks({"backgrounds": found}, edits.new_analysis())


def test_it_is_written_for_programs(found):
    content, table = backgrounds_content(found), backgrounds_table(found)
    assert [row["method"] for row in content["methods"]] == list(table["key"])
    assert content["methods"][0]["fit"]["parameters"][0]["value"] == table["index"][0]
    assert [each["name"] for each in content["systematic"]] == ["index", "amplitude", "flux"]


def test_a_method_that_cannot_be_used_says_why_and_hides_no_other(crab):
    asked = ask_studies(crab[0], {"backgrounds": {"methods": ("template", "ring")}})
    comparison = build_pipeline().pull_now("backgrounds", asked, {**crab[1], "store": None})
    assert [row.fit is None for row in comparison.rows] == [False, True, False]
    problems = shortcomings({"backgrounds": comparison}, crab[0])
    assert problems == ["backgrounds, template, norm: a template needs a data set with off runs"]
