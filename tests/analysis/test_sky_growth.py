"""The sky grows run by run, can be stopped and gone on with, and a run that fails hides none of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.support.made_up_cubes import made_up_run, small_geometry
from vhegui.analysis.sky_growth import CubeShelf, SkyGrowth
from vhegui.core.background.field_of_view import FieldOfView
from vhegui.core.cubes.cube import Cube
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.errors import AnalysisError, DataError
from vhegui.core.progress import Cancelled, silent
from vhegui.core.safe_range import SafeRange

GEOMETRY = small_geometry(bins=2)
EVERYWHERE = np.ones(GEOMETRY.grid.shape, dtype=bool)
RUNS = (1, 2, 3)


class Maker:
    """Makes cubes; counts how often, and fails for some."""

    def __init__(self, *failing: int) -> None:
        self.failing, self.made = failing, list[int]()

    def __call__(self, run: int, *_: Any) -> Cube:
        self.made.append(run)
        if run in self.failing:
            raise DataError(f"run {run}: there is no background response")
        observation = made_up_run(run, (83.633, 21.9 + 0.1 * run), seed=run)
        observation = replace(observation, responses=replace(observation.responses, psf=None))
        return reduce_run(observation, GEOMETRY, SafeRange(aeff_percent=None, offset_max=1.5))


def growth(maker: Maker, runs: tuple[int, ...] = RUNS) -> SkyGrowth:
    shelf = CubeShelf(maker, {run: (run,) for run in runs})
    return SkyGrowth(shelf, GEOMETRY, lambda: EVERYWHERE, FieldOfView(), False)


def never() -> bool:
    return False


def test_in_parts_or_at_once_the_sky_is_the_same_bit_for_bit():
    whole, parts = growth(Maker()).further(silent, never), growth(Maker())
    first = parts.further(silent, lambda: True)
    assert (first.sky.cube.runs, first.missing) == ((1,), (2, 3))
    parts.further(silent, lambda: True)
    last = parts.further(silent, never)
    assert last.missing == whole.missing == ()
    assert last.rows == whole.rows
    for name in ("counts", "background", "exposure", "safe"):
        assert np.array_equal(getattr(last.sky.cube, name), getattr(whole.sky.cube, name))


def test_what_was_cancelled_goes_on_where_it_was():
    maker = Maker()
    growing = growth(maker)

    def cancel(fraction: float, text: str) -> None:
        if "run 3" in text:
            raise Cancelled

    with pytest.raises(Cancelled):
        growing.further(cancel, never)
    assert growing.missing == (3,)
    assert growing.further(silent, never).sky.cube.runs == RUNS
    assert maker.made == [1, 2, 3]


def test_a_run_that_fails_is_left_out_with_its_reason():
    found = growth(Maker(1, 3)).further(silent, never)
    assert found.sky.cube.runs == (2,)
    assert dict(found.left_out) == {1: "there is no background response", 3: "there is no background response"}
    assert found.missing == ()


def test_a_first_part_has_a_run_that_can_be_shown():
    assert growth(Maker(1)).further(silent, lambda: True).sky.cube.runs == (2,)


def test_where_all_runs_fail_the_first_says_why():
    with pytest.raises(AnalysisError, match="run 1: there is no background response"):
        growth(Maker(*RUNS)).further(silent, never)


def test_cubes_of_the_same_runs_are_taken_over():
    maker = Maker()
    first = CubeShelf(maker, {run: (run, "settings") for run in (1, 2)})
    kept = first.of(2)
    first.of(1)
    other = CubeShelf(maker, {2: (2, "settings"), 1: (1, "others"), 3: (3, "settings")}, first)
    assert other.of(2) is kept
    other.of(1)
    assert maker.made == [2, 1, 1]


def test_a_cube_that_does_not_fit_keeps_no_smaller_one_off_the_shelf(monkeypatch):
    made: list[int] = []

    def make(number: int) -> Any:
        made.append(number)
        return np.zeros(number)

    monkeypatch.setattr("vhegui.analysis.sky_growth.MOST_KEPT", 100 * 8)
    shelf = CubeShelf(make, {1: (1000,), 2: (60,)})
    for run in (1, 2, 2, 1):
        shelf.of(run)
    assert made == [1000, 60, 1000]
