"""Cubes and spectra in one likelihood: the sum of both, with derivatives, and a Crab that both agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from smooth_cubes import POWER_LAW, empty_cube, expected, model_of

from vhegui.core import sphere
from vhegui.core.axes import EnergyAxis
from vhegui.core.cubes.geometry import CubeGeometry
from vhegui.core.cubes.reduce import reduce_run
from vhegui.core.dl3.open import open_store
from vhegui.core.estimators.flux_points.points import flux_points_of
from vhegui.core.fitting.cubes_data import data_of_cubes
from vhegui.core.fitting.cubes_fit import fit_cubes
from vhegui.core.fitting.joint_data import JointData, together
from vhegui.core.fitting.joint_model import JointModel
from vhegui.core.fitting.likelihood import Likelihood
from vhegui.core.fitting.minimise import fit
from vhegui.core.fitting.spectra_data import data_of_spectra
from vhegui.core.fitting.toys import toys
from vhegui.core.maps.grid import SkyGrid
from vhegui.core.models.nuisances import field_of_view, systematic
from vhegui.core.models.sources import SourceModel
from vhegui.core.models.spatial.model import default_shape
from vhegui.core.models.spectral.evaluate import default_spectrum
from vhegui.core.safe_range import SafeRange
from vhegui.core.spectra.ogip import read_ogip
from vhegui.core.spectra.onoff import SpectrumOnOff
from vhegui.core.statistics.chosen import take

CRAB = (83.633, 22.014)
GAUSSIAN = default_shape("gaussian").with_values((83.65, 22.03, 0.08, 0.0, 0.0))


@pytest.fixture(scope="module")
def crab(data: Path) -> tuple[JointData, JointData]:
    """Cubes of two runs of H.E.S.S., spectra of MAGIC."""
    axes = EnergyAxis.from_bounds(0.6, 20.0, 5), EnergyAxis.from_bounds(0.3, 60.0, 8)
    geometry = CubeGeometry(SkyGrid(*CRAB, pixel=0.08, columns=30), *axes, offset_max=2.0)
    store = open_store(data / "hess-dl3-dr1")
    cubes = [reduce_run(store.load(run), geometry, SafeRange()) for run in (23523, 23526)]
    files = (data / "joint-crab/spectra/magic").glob("pha_*.fits")
    magic = [read_ogip(file).spectrum for file in sorted(files)]
    near = [sphere.separation(*CRAB, *geometry.grid.coordinates()) < 0.7] * 2
    return data_of_cubes(cubes, near=near), data_of_spectra(magic, e_min=0.5)


def crab_model(*cubes: str) -> JointModel:
    spectrum = default_spectrum("power_law").with_parameter("amplitude", value=4e-11)
    source = SourceModel("crab", spectrum, spatial=default_shape("point", *CRAB))
    return JointModel((source,), tuple(each for name in cubes for each in field_of_view(name)))


def assert_slopes(likelihood: Likelihood) -> None:
    """Gradient and Hessian are those of the statistic."""
    x, found = likelihood.start, likelihood.evaluate()
    size = 1.0 / np.sqrt(np.diag(found.fisher))
    hessian = likelihood.hessian()
    for k, row in enumerate(np.diag(1e-3 * size)):
        up, down = likelihood.evaluate(x + row), likelihood.evaluate(x - row)
        assert found.gradient[k] * size[k] == pytest.approx((up.stat - down.stat) / 2e-3, abs=1e-4)
        np.testing.assert_allclose(hessian[k] * size * size[k], (up.gradient - down.gradient) * size / 2e-3, atol=2e-3)


def test_the_statistic_of_the_crab_is_the_sum_of_both(crab: tuple[JointData, JointData]) -> None:
    model = crab_model(*crab[0].names)
    parts = [Likelihood.of(data, model) for data in crab]
    both = Likelihood.of(together(crab), model)
    x = both.start
    assert both.stat(x) == pytest.approx(sum(part.stat(x) for part in parts), rel=1e-13)
    assert both.data.statistic == "cash + wstat"
    gradients = [part.evaluate(x).gradient for part in parts]
    np.testing.assert_allclose(both.evaluate(x).gradient, gradients[0] + gradients[1], rtol=1e-9)
    assert np.all(gradients[1][2:] == 0.0)  # spectra know no place, and nothing of the field of view
    assert_slopes(both)


def test_both_together_measure_the_crab_better(crab: tuple[JointData, JointData]) -> None:
    model = crab_model(*crab[0].names)
    alone, both = fit(crab[0], model), fit(together(crab), model)
    assert both.success
    for name in ("index", "amplitude"):
        one, other = alone.joint[name], both.joint[name]
        assert other.error < 0.9 * one.error
        assert abs(other.value - one.value) < 3.0 * one.error
    assert both.joint["lon_0"].error == pytest.approx(alone.joint["lon_0"].error, rel=0.05)
    assert both.total_stat == pytest.approx(both.stat_per_dataset.sum())
    points = flux_points_of(together(crab), both.joint, np.geomspace(0.5, 10.0, 4))
    assert np.all(np.abs(points.norm - 1.0) < 4.0 * points.norm_err)


@pytest.fixture
def made(expected_run: Callable[..., SpectrumOnOff]) -> tuple[JointData, JointData]:
    """A cube and a spectrum of the same name with what a Gaussian source makes in them."""
    cube = expected(empty_cube(), model_of(GAUSSIAN), norm=1.2)
    return data_of_cubes([cube]), data_of_spectra([expected_run(POWER_LAW, "HESS", "one")])


def test_a_fit_gives_what_was_put_in(made: tuple[JointData, JointData]) -> None:
    """The norm of the cube leaves the OFF counts of the spectrum alone, though both have one name."""
    result = fit(together(made), model_of(GAUSSIAN, "one"))
    truth = {"index": 2.4, "amplitude": 4e-11, "lon_0": 83.65, "sigma": 0.08, "one.norm": 1.2, "one.tilt": 0.0}
    for name, value in truth.items():
        assert abs(result.joint[name].value - value) < 2e-3 * result.joint[name].error, name


def test_systematics_of_spectra_are_fitted_beside_cubes(made: tuple[JointData, JointData]) -> None:
    model = model_of(GAUSSIAN, "one")
    own = tuple(systematic(kind, "HESS", 0.1) for kind in ("area", "energy", "background"))
    model = replace(model, nuisances=(*model.nuisances, *own)).with_parameter("HESS.energy", value=1.05)
    assert_slopes(Likelihood.of(together(made), model))


def test_a_source_of_spectra_alone_needs_no_shape(made: tuple[JointData, JointData]) -> None:
    seen = SourceModel("glow", POWER_LAW.with_values((2.0, 1e-12, 1.0)), datasets=("HESS",))
    model = replace(model_of(GAUSSIAN, "one"), sources=(*model_of(GAUSSIAN).sources, seen))
    for names in ((), field_of_view("one")):
        likelihood = Likelihood.of(together(made), replace(model, nuisances=tuple(names)))
        by_source = likelihood.by_source(likelihood.values)
        n = made[0].n_bins
        assert np.all(by_source[1, :n] == 0.0) and np.all(by_source[1, n:] > 0.0)
        assert np.all(likelihood.evaluate().gradient != 0.0)
        assert np.all(np.isfinite(likelihood.hessian()))


def test_fits_of_cubes_take_spectra_along(expected_run: Callable[..., SpectrumOnOff]) -> None:
    cube = expected(empty_cube(), model_of(GAUSSIAN), norm=1.2)
    spectra = data_of_spectra([expected_run(POWER_LAW, "HESS", "one")])
    found = fit_cubes([cube], model_of(GAUSSIAN, "one"), beside=spectra)
    assert found.data.instruments == ("", "HESS")
    assert found.result.joint["amplitude"].value == pytest.approx(4e-11, rel=1e-4)


def test_simulated_counts_go_to_their_parts(made: tuple[JointData, JointData]) -> None:
    data = together(made)
    result = fit(data, model_of(GAUSSIAN, "one"))
    found = toys(data, result, 3, np.random.default_rng(3))
    assert found.converged.all()
    assert np.all(np.abs((found.values - found.truth) / found.errors) < 4.5)


def test_chosen_bins_keep_their_statistic(made: tuple[JointData, JointData]) -> None:
    data = together(made)
    signal = np.linspace(0.5, 2.0, data.n_bins)
    stat = data.counts.at(signal).stat
    rng = np.random.default_rng(4)
    for index in (rng.integers(0, data.n_bins, 40), slice(3, 9), slice(data.n_bins - 12, None), signal > 1.9):
        chosen = take(data.counts, index)
        np.testing.assert_array_equal(chosen.at(signal[index]).stat, stat[index])
        np.testing.assert_array_equal(chosen.at(np.stack([signal[index]] * 2)).mu_on[1], chosen.at(signal[index]).mu_on)
    assert len(take(data.counts, slice(0, 0)).n_on) == 0
