"""Steps of a fit of cubes, one by one."""

from __future__ import annotations

from smooth_cubes import empty_cube, expected, model_of

from vhegui.analysis.steps.cube_fits import cubes_fitted
from vhegui.core.fitting.cubes_fit import gather_cubes
from vhegui.core.fitting.rooms import rooms_in
from vhegui.core.models.spatial.model import default_shape


def test_the_progress_says_that_sources_are_fitted() -> None:
    model = model_of(default_shape("point", 83.65, 22.03))
    cubes = [expected(empty_cube(columns=20), model)]
    said = list[str]()
    found = cubes_fitted(gather_cubes(cubes, rooms_in(cubes, model)), model, lambda _, text: said.append(text))
    assert found.result.success
    assert said == ["Fitting the sources to the cubes"]
