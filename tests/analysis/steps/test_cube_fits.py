"""Steps of a fit of cubes, one by one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from smooth_cubes import empty_cube, expected, model_of

from vhegui.analysis.steps.cube_counts import cubes_counts, cubes_in_region
from vhegui.analysis.steps.cube_fits import SkiesToFit, cubes_as_typed, cubes_fitted, cubes_refit, rooms_as_typed
from vhegui.analysis.steps.studies import sources_tested
from vhegui.analysis.studies.settings import SourceTestsAsked
from vhegui.core.cubes.run_sky import RunSky
from vhegui.core.fitting.cubes_fit import expected_in, gather_cubes
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.rooms import Room, are_in, rooms_in
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.progress import Cancelled
from vhegui.core.regions.circle import Circle


def test_the_progress_says_that_sources_are_fitted() -> None:
    model = model_of(default_shape("point", 83.65, 22.03))
    cubes = [expected(empty_cube(columns=20), model)]
    said = list[str]()
    found = cubes_fitted(gather_cubes(cubes, rooms_in(cubes, model)), model, lambda _, text: said.append(text))
    assert found.result.success
    assert set(said) == {"Fitting the sources to the cubes"}


def at(ra: float, dec: float) -> JointModel:
    return model_of(default_shape("point", ra, dec))


def test_a_source_that_is_moved_to_and_fro_keeps_its_room_and_the_statistic_is_that_of_all_bins() -> None:
    cube = expected(empty_cube(columns=66, pixel=0.06), at(83.6, 22.0))
    places = [(83.6 + 0.6 * np.sin(t / 9), 22.0 + 0.4 * np.sin(t / 5)) for t in range(60)]
    found = SkiesToFit((RunSky(cube),))
    rooms, known = list[tuple[Room, ...]](), rooms_in([cube], at(*places[0]))
    for place in places:
        known = rooms_as_typed(found, at(*place), known)
        assert are_in(known, [cube], at(*place))
        rooms.append(known)
    assert len(dict.fromkeys(rooms)) <= 5
    typed = cubes_as_typed(gather_cubes([cube], known), at(*places[-1])).result
    everywhere = cubes_as_typed(gather_cubes([cube], (None,)), at(*places[-1])).result
    assert typed.total_stat == pytest.approx(everywhere.total_stat, rel=1e-12)
    assert typed.n_bins == everywhere.n_bins


def test_a_source_that_goes_far_away_does_not_take_all_of_the_way_along() -> None:
    cube = empty_cube(columns=120, pixel=0.06)
    known = rooms_in([cube], at(82.0, 22.0))
    for step in range(40):
        known = rooms_as_typed(SkiesToFit((RunSky(cube),)), at(82.0 + 0.08 * step, 22.0), known)
    ((known_circle,),), ((alone,),) = known, rooms_in([cube], at(85.12, 22.0))  # type: ignore[misc]
    assert known_circle[2] <= 1.5 * alone[2]


@pytest.mark.parametrize("like_gammapy", [False, True])
def test_counts_of_a_region_are_what_all_bins_have_there(like_gammapy: bool) -> None:
    model = at(83.65, 22.03)
    cube, region = empty_cube(columns=40), Circle(83.6, 22.0, 0.2)
    rising = np.linspace(0.5, 1.5, 40, dtype=np.float32)
    cube = expected(replace(cube, exposure=cube.exposure * rising), model)
    found = SkiesToFit((RunSky(cube),))
    typed = cubes_as_typed(gather_cubes([cube], rooms_in([cube], model), like_gammapy=like_gammapy), model)
    counted = cubes_counts(cubes_in_region(found, region, like_gammapy), typed)
    inside, all_bins = region.contains(*cube.geometry.grid.coordinates()), expected_in(cube, model, like_gammapy)
    for each, whole in ((counted.counts[0], cube.counts), (counted.by_source[0, 0], all_bins.by_source[0])):
        np.testing.assert_allclose(each, whole[:, inside].sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(counted.background[0], all_bins.background[:, inside].sum(axis=1), rtol=1e-12)


@pytest.mark.parametrize("tests", [False, True], ids=["fit", "tests of sources"])
def test_work_stops_in_the_middle_of_a_fit(tests: bool) -> None:
    """Cancel raises in what a step reports to; every evaluation of a fit reports."""
    model = model_of(default_shape("point", 83.65, 22.03))
    cubes = [expected(empty_cube(columns=20), model)]
    gathered, told = gather_cubes(cubes, rooms_in(cubes, model)), list[float]()

    def progress(fraction: float, text: str) -> None:
        told.append(fraction)
        if len(told) == 7:
            raise Cancelled

    test = partial(sources_tested, model, cubes_refit(gathered), SourceTestsAsked())
    with pytest.raises(Cancelled):
        (test if tests else partial(cubes_fitted, gathered, model))(progress)
    assert told == [0.0] * 7
