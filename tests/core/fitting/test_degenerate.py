"""Fits of cubes that do not say all that is asked of them end soon, and say so; any fit of cubes can be stopped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, empty_cube

from vhegui.core.cubes.cube import Cube
from vhegui.core.fitting.cubes_fit import fit_cubes, fit_gathered, gather_cubes
from vhegui.core.fitting.fake import fake_cube
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.rooms import rooms_in
from vhegui.core.fitting.verdict import Outcome
from vhegui.core.fitting.watched import watched
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape
from vhegui.core.progress import Cancelled

PLACE = (83.65, 22.03)
POINT = SourceModel("crab", POWER_LAW, spatial=default_shape("point", *PLACE))
SHAPES = {
    "gaussian": (*PLACE, 0.05, 0.0, 0.0),
    "elongated": (*PLACE, 0.05, 0.3, 10.0),
    "shell": (*PLACE, 0.1, 0.05),
    "disk": (*PLACE, 0.1, 0.0, 0.0, 0.01),
}
FEW = 120  # evaluations; MIGRAD may take 800, of 10 to 200 ms each


@pytest.fixture(scope="module")
def cube() -> Cube:
    """A point as it is seen on average: whatever is wider fits worse."""
    return fake_cube(empty_cube(columns=24), JointModel((POINT,), field_of_view("one")))


def shape(name: str) -> SpatialModel:
    found = default_shape({"elongated": "gaussian"}.get(name, name)).with_values(SHAPES[name])
    if name != "elongated":
        return found
    return found.with_parameters(replace(parameter, frozen=False) for parameter in found.parameters)


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_shrinks_to_a_point_soon_and_is_said_to_be_at_its_limit(cube: Cube, name: str) -> None:
    model = JointModel((replace(POINT, spatial=shape(name)),), field_of_view("one"))
    found, point = fit_cubes([cube], model).result, fit_cubes([cube], JointModel((POINT,), field_of_view("one"))).result
    assert found.n_calls < FEW
    assert found.total_stat == pytest.approx(point.total_stat, abs=0.02)
    assert not found.success and found.verdict.outcome is Outcome.AT_LIMIT
    assert "ended at its limit" in found.message
    assert all(-180.0 < each.value < 180.0 for each in found.joint.parameters)  # an angle of nothing has not turned
    for each in ("index", "amplitude", "one.norm"):  # the errors of all else are those beside a point
        assert found.joint[each].error == pytest.approx(point.joint[each].error, rel=0.05)


def test_two_sources_linked_in_all_but_their_amplitudes_are_said_to_be_one(cube: Cube) -> None:
    first, second = replace(POINT, name="a"), replace(POINT, name="b")
    model = JointModel((first, second), field_of_view("one"))
    for name in ("lon_0", "lat_0", "index"):
        model = model.with_parameter(f"b.{name}", link=f"a.{name}")
    found = fit_cubes([cube], model).result
    assert found.n_calls < FEW
    assert found.verdict.outcome is Outcome.ONLY_TOGETHER
    assert set(found.verdict.parameters) == {"amplitude", "b.amplitude"}


def test_two_sources_at_one_place_where_one_is_wide_are_not_called_no_excess() -> None:
    """No start ends in 60 steps, as nothing tells the two apart at first: there is an excess all the same."""
    wide = replace(POINT, spatial=default_shape("gaussian").with_values((*PLACE, 0.1, 0.0, 0.0)))
    cube = fake_cube(empty_cube(columns=24), JointModel((wide,), field_of_view("one")), np.random.default_rng(1))
    twice = JointModel((replace(POINT, name="a"), replace(POINT, name="b")), field_of_view("one"))
    found, alone = fit_cubes([cube], twice).result, fit_cubes([cube], JointModel((POINT,), field_of_view("one"))).result
    assert found.verdict.outcome is not Outcome.NO_EXCESS
    assert found.total_stat < alone.total_stat + 0.01


@pytest.mark.parametrize("after", [1, 5, 30])
def test_a_fit_is_stopped_wherever_it_is(cube: Cube, after: int) -> None:
    model = JointModel((replace(POINT, spatial=shape("shell")),), field_of_view("one"))
    told: list[int] = []

    def tell() -> None:
        told.append(1)
        if len(told) >= after:
            raise Cancelled

    gathered = gather_cubes([cube], rooms_in([cube], model))
    with pytest.raises(Cancelled):
        fit_gathered(gathered, model, tell)
    assert len(told) == after


def test_second_derivatives_tell_too(cube: Cube) -> None:
    told: list[int] = []
    data = watched(gather_cubes([cube], (None,)).data, lambda: told.append(1))
    likelihood = Likelihood.of(data, JointModel((POINT,)))
    source = likelihood.sources[0]
    data.foldings[0].second_derivatives(source, likelihood.values, np.ones(data.n_bins), np.full(4, 1e-4))
    assert told == [1]


def test_who_only_listens_changes_nothing(cube: Cube) -> None:
    model = JointModel((POINT,), field_of_view("one"))
    gathered = gather_cubes([cube], rooms_in([cube], model))
    told: list[int] = []
    heard, alone = fit_gathered(gathered, model, lambda: told.append(1)), fit_gathered(gathered, model)
    assert len(told) >= alone.result.n_calls
    assert np.array_equal(heard.result.joint.values, alone.result.joint.values)
    assert heard.result.total_stat == alone.result.total_stat and heard.data is alone.data
