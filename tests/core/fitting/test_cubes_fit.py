"""Sources fitted to cubes: a known truth is recovered, and a source may outgrow the place it started from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, empty_cube, model_of

from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import expected_in, fit_cubes
from vhegui.core.fitting.fake import fake_cube
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.minimise import fit
from vhegui.core.models.nuisances import field_of_view
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape

POINT = SourceModel("point", POWER_LAW, spatial=default_shape("point", 83.70, 22.10))
WIDE = SourceModel(
    "wide",
    POWER_LAW.with_values((2.1, 6e-11, 1.0)),
    spatial=default_shape("gaussian").with_values((83.50, 21.90, 0.12, 0.0, 0.0)),
)


def test_a_known_truth_is_recovered() -> None:
    """A point and a Gaussian 0.28 deg apart above a background that is tilted: pulls of four fields."""
    rng = np.random.default_rng(11)
    start = JointModel((POINT, WIDE), field_of_view("one"))
    truth = start.with_parameter("one.norm", value=1.2).with_parameter("one.tilt", value=0.1)
    pulls = []
    for _ in range(4):
        result = fit_cubes([fake_cube(empty_cube(columns=44), truth, rng)], start).result
        assert result.success, result.message
        pairs = zip(result.joint.parameters, truth.parameters, strict=True)
        pulls.append([(found.value - true.value) / found.error for found, true in pairs if found.varies])
    assert np.shape(pulls) == (4, 11)
    assert abs(np.mean(pulls)) < 0.45
    assert 0.7 < np.std(pulls) < 1.3
    assert np.all(np.abs(np.mean(pulls, axis=0)) < 1.8)  # of each parameter: 0.5 expected


def test_a_source_that_outgrows_its_room_is_fitted_as_in_all_bins(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(12)
    large = SourceModel("crab", POWER_LAW, spatial=gaussian(0.5))
    cube = fake_cube(empty_cube(columns=66, pixel=0.06), JointModel((large,)), rng)
    start = JointModel((replace(large, spatial=gaussian(0.02)),), field_of_view("one"))
    found, everywhere = fit_cubes([cube], start).result, fit(data_of_cubes([cube]), start)
    for name in ("lon_0", "sigma", "amplitude", "one.norm"):
        expected = everywhere.joint[name]
        assert found.joint[name].value == pytest.approx(expected.value, abs=0.01 * expected.error)
    assert found.total_stat == pytest.approx(everywhere.total_stat, abs=1e-3)
    assert found.n_bins == everywhere.n_bins  # however many are summed up
    monkeypatch.setattr("vhegui.core.fitting.cubes_fit.ROUNDS", 1)
    assert fit_cubes([cube], start).result.total_stat > everywhere.total_stat + 0.2


def gaussian(sigma: float) -> SpatialModel:
    return default_shape("gaussian").with_values((83.63, 22.01, sigma, 0.0, 0.0))


def test_what_is_expected_is_told_apart() -> None:
    cube = empty_cube()
    model = replace(model_of(default_shape("point", 83.65, 22.03), "one").with_parameter("one.norm", value=1.5))
    found = expected_in(cube, model)
    np.testing.assert_allclose(found.background, 1.5 * cube.background, rtol=1e-6)
    assert found.by_source.shape == (1, *cube.counts.shape)
    row, column = np.unravel_index(found.by_source[0, 0].argmax(), cube.geometry.grid.shape)
    assert cube.geometry.grid.pixel_of(83.65, 22.03) == (row, column)
