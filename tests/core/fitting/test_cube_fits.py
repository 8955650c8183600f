"""Fits of cubes: exact expectations are recovered, collapsed bins change nothing, the real Crab beside gammapy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, REF, empty_cube, expected, model_of

from vhegui.core import sphere
from vhegui.core.errors import AnalysisError, ConfigError
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.joint_data import together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.live import live_fit
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.toys import toys
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import SpatialModel, default_shape

POINT = default_shape("point", 83.65, 22.03)
GAUSSIAN = default_shape("gaussian").with_values((83.65, 22.03, 0.08, 0.0, 0.0))


@pytest.mark.parametrize("shape", [POINT, GAUSSIAN], ids=["point", "Gaussian"])
def test_what_is_expected_is_what_is_fitted(shape: SpatialModel) -> None:
    cube = expected(empty_cube(), model_of(shape), norm=1.2, tilt=0.1)
    moved = shape.with_values((83.63, 22.02, *(0.05 if name == "sigma" else 0.0 for name in shape.formula.names[2:])))
    result = fit(data_of_cubes([cube]), model_of(moved, "one"))
    assert result.success
    found = {parameter.name: parameter for parameter in result.joint.parameters}
    truth = {"index": 2.4, "amplitude": 4e-11, "lon_0": 83.65, "lat_0": 22.03, "one.norm": 1.2, "one.tilt": 0.1}
    truth |= {"sigma": 0.08} if "sigma" in found else {}
    for name, value in truth.items():
        assert abs(found[name].value - value) < 2e-3 * found[name].error, name


def test_the_gradient_is_that_of_the_statistic() -> None:
    rng = np.random.default_rng(5)
    cube = expected(empty_cube(), model_of(GAUSSIAN))
    cube = replace(cube, counts=rng.poisson(cube.counts).astype(np.float32))
    likelihood = Likelihood.of(data_of_cubes([cube]), model_of(GAUSSIAN, "one"))
    x = likelihood.start
    found = likelihood.evaluate(x)
    size = 1.0 / np.sqrt(np.diag(found.fisher))
    for k in range(len(x)):
        ends = [x + sign * 1e-3 * size[k] * np.eye(len(x))[k] for sign in (1.0, -1.0)]
        slope = (likelihood.stat(ends[0]) - likelihood.stat(ends[1])) / (2e-3 * size[k])
        assert found.gradient[k] * size[k] == pytest.approx(slope * size[k], abs=2e-5)


def test_far_pixels_may_be_one_bin() -> None:
    rng = np.random.default_rng(6)
    cubes = [expected(empty_cube(name), model_of(POINT)) for name in ("one", "two")]
    cubes = [replace(cube, counts=rng.poisson(cube.counts).astype(np.float32)) for cube in cubes]
    ra, dec = cubes[0].geometry.grid.coordinates()
    near = [sphere.separation(*REF, ra, dec) < 0.8] * 2
    all_bins, few = data_of_cubes(cubes), data_of_cubes(cubes, near=near)
    assert few.n_bins < 0.9 * all_bins.n_bins
    assert together([few, few]).n_fitted.tolist() == 2 * all_bins.n_fitted.tolist()
    model = model_of(POINT, "one", "two")
    likelihoods = [Likelihood.of(data, model) for data in (all_bins, few)]
    x = likelihoods[0].start + np.array([0.1, 2e-12, 0.01, -0.01, 0.1, 0.05, -0.1, 0.02])
    one, other = (likelihood.evaluate(x) for likelihood in likelihoods)
    assert other.stat == pytest.approx(one.stat, abs=1e-6)
    np.testing.assert_allclose(other.gradient, one.gradient, rtol=1e-6)
    counts = (likelihood.counts(likelihood.full(x)) for likelihood in likelihoods)
    signals = (likelihood.predicted(likelihood.full(x)) for likelihood in likelihoods)
    per_bin = [each.stat_at(signal) for each, signal in zip(counts, signals, strict=True)]
    np.testing.assert_allclose(few.per_run(per_bin[1]), all_bins.per_run(per_bin[0]), rtol=1e-9)


def test_two_sources_share_a_field() -> None:
    first = SourceModel("a", POWER_LAW, spatial=POINT)
    second = SourceModel("b", POWER_LAW, spatial=default_shape("gaussian").with_values((83.4, 21.9, 0.1, 0.0, 0.0)))
    both = JointModel((first, second))
    data = data_of_cubes([empty_cube()])
    together = Likelihood.of(data, both)
    by_source = together.by_source(together.values)
    alone = [Likelihood.of(data, JointModel((each,))).predicted() for each in (first, second)]
    np.testing.assert_allclose(by_source, alone)
    np.testing.assert_allclose(together.jacobian(together.start)[0], alone[0] + alone[1], atol=1e-12)


def test_a_live_fit_agrees_with_the_final_one() -> None:
    rng = np.random.default_rng(7)
    cube = expected(empty_cube(), model_of(POINT))
    data = data_of_cubes([replace(cube, counts=rng.poisson(cube.counts).astype(np.float32))])
    live, final = live_fit(data, model_of(POINT, "one")), fit(data, model_of(POINT, "one"))
    assert live.converged and final.success
    errors = np.array([parameter.error for parameter in final.joint.parameters])
    moved = np.array(live.joint.values) - np.array(final.joint.values)
    assert np.all(np.abs(moved) <= 5e-3 * errors + 1e-15)


def test_a_source_without_a_shape_and_a_cube_without_bins_are_refused() -> None:
    cube = empty_cube()
    data = data_of_cubes([cube])
    with pytest.raises(ConfigError, match="crab has no spatial model"):
        Likelihood.of(data, JointModel((SourceModel("crab", POWER_LAW),))).predicted()
    with pytest.raises(AnalysisError, match="no safe bin of any cube"):
        data_of_cubes([cube], e_min=100.0)


def test_the_response_is_that_where_the_source_stands() -> None:
    cube = empty_cube()
    assert cube.psf is not None
    sharper = np.array(cube.psf.contained)
    narrow = 1.0 - np.exp(-0.5 * (cube.psf.radii / 0.03) ** 2)
    sharper[..., : cube.geometry.coarse.columns // 2] = narrow[:, None, None]  # in the east
    cube = replace(cube, psf=replace(cube.psf, contained=sharper))
    peaks = []
    for ra in (84.2, 83.1):
        likelihood = Likelihood.of(data_of_cubes([cube]), model_of(default_shape("point", ra, 22.014)))
        peaks.append(likelihood.predicted().max())
    assert peaks[0] > 2.0 * peaks[1]


def test_large_data_are_summed_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    cubes = [expected(empty_cube(name), model_of(GAUSSIAN)) for name in ("one", "two", "three")]
    cubes = [replace(cube, counts=rng.poisson(cube.counts).astype(np.float32)) for cube in cubes]
    model = model_of(GAUSSIAN, "one", "two", "three")
    second = SourceModel("second", POWER_LAW, ("two",), default_shape("point", 83.4, 21.9))
    model = JointModel((*model.sources, second), model.nuisances)
    results = []
    for large in (1 << 40, 0):
        monkeypatch.setattr("vhegui.core.fitting.likelihood.LARGE", large)
        likelihood = Likelihood.of(data_of_cubes(cubes), model)
        results.append((likelihood.evaluate(), likelihood.hessian()))
    (whole, exact), (parts, in_blocks) = results
    assert parts.stat == pytest.approx(whole.stat, rel=1e-12)
    scale = np.sqrt(np.diag(whole.fisher))
    np.testing.assert_allclose(parts.gradient / scale, whole.gradient / scale, atol=1e-9)
    np.testing.assert_allclose(parts.fisher / np.outer(scale, scale), whole.fisher / np.outer(scale, scale), atol=1e-9)
    np.testing.assert_allclose(in_blocks / np.outer(scale, scale), exact / np.outer(scale, scale), atol=1e-4)
    names = [model.names[i] for i in likelihood.free]
    assert {names[i].split(".")[0] for i in likelihood.blocks[0]}.isdisjoint({"two", "three", "second"})


def test_exact_second_derivatives_are_those_of_the_statistic() -> None:
    """Of spectrum, place, width, norm and tilt: against differences of gradients, in parts of the errors."""
    rng = np.random.default_rng(5)
    cube = expected(empty_cube(columns=40), model_of(GAUSSIAN))
    cube = replace(cube, counts=rng.poisson(cube.counts).astype(np.float32))
    likelihood = Likelihood.of(data_of_cubes([cube]), model_of(GAUSSIAN, "one"))
    x, scale = likelihood.start, np.sqrt(np.diag(likelihood.evaluate().fisher))
    steps = np.diag(1e-3 / scale)
    gradients = [(likelihood.evaluate(x + s).gradient - likelihood.evaluate(x - s).gradient) / 2e-3 for s in steps]
    found = likelihood.hessian() / np.outer(scale, scale)
    np.testing.assert_allclose(found, np.array(gradients) / scale, atol=2e-4)


def test_newton_and_migrad_end_at_the_same_minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    cube = expected(empty_cube(columns=40), model_of(GAUSSIAN))
    data = data_of_cubes([replace(cube, counts=rng.poisson(cube.counts).astype(np.float32))])
    start = model_of(GAUSSIAN, "one").with_parameter("index", value=2.0)
    by_newton = fit(data, start)
    monkeypatch.setattr("vhegui.core.fitting.minimise.confirmed", lambda likelihood, near: None)
    by_migrad = fit(data, start)
    assert by_newton.success and by_newton.n_calls < by_migrad.n_calls
    for one, other in zip(by_newton.joint.parameters, by_migrad.joint.parameters, strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-3 * max(other.error, 1e-12))
        assert one.error == pytest.approx(other.error, rel=2e-3)


def test_a_simulated_cube_has_the_same_background() -> None:
    cube = expected(empty_cube(), model_of(POINT))
    near = sphere.separation(*REF, *cube.geometry.grid.coordinates()) < 0.8
    result = fit(data := data_of_cubes([cube], near=[near]), model_of(POINT, "one"))
    found = toys(data, result, 6, np.random.default_rng(9))
    assert found.converged.all()
    pulls = (found.values - found.truth) / found.errors
    assert np.all(np.abs(pulls) < 4.0)
    assert abs(pulls.mean()) < 0.6
    assert np.all(np.abs(found.stat / result.total_stat - 1.0) < 0.05)


def test_backgrounds_of_one_value_but_another_kind_are_told_apart() -> None:
    """Data keep the backgrounds they were lately asked for."""
    data, point = data_of_cubes([empty_cube(columns=12)]), model_of(default_shape("point", *REF), "one")
    found = []
    for nuisance in point.nuisances:
        alone = replace(point, nuisances=(replace(nuisance, parameter=replace(nuisance.parameter, value=0.5)),))
        likelihood = Likelihood.of(data, alone)
        found.append(likelihood.counts(likelihood.values).alpha * likelihood.counts(likelihood.values).n_off)
    reference = data.counts.alpha * data.counts.n_off
    assert np.ptp(found[0] / reference) < 1e-12 < np.ptp(found[1] / reference)


@pytest.mark.parametrize("sigma", [0.0, 1e-6, 0.05], ids=["point", "small Gaussian", "Gaussian"])
def test_a_source_outside_the_cube_expects_nothing_there(sigma: float) -> None:
    shape = default_shape("point", 120.0, -20.0)
    if sigma:
        shape = default_shape("gaussian").with_values((120.0, -20.0, sigma, 0.0, 0.0))
    likelihood = Likelihood.of(data_of_cubes([empty_cube()]), model_of(shape, "one"))
    assert not likelihood.predicted().any()
    of_source = slice(0, 5 if sigma else 4)
    assert np.all(likelihood.evaluate().gradient[of_source] == 0.0)
    assert np.all(likelihood.hessian(likelihood.values[list(likelihood.free)])[of_source, of_source] == 0.0)
